"""Any answer is judged; any well-formed one survives what models do to it."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shared.line.writing_requests import Wanted
from shared.season_script import EpisodeScript
from worker.writing.continuing import SURE_OVERLAP, joined
from worker.writing.judge import judge

CAST = ("Emma", "Daniel")
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30).filter(
    lambda text: text == " ".join(text.split()) and text.isascii() and not set(text) & set("\"'`\\()<>{}[]/:")
)
lines = st.fixed_dictionaries({"character": st.sampled_from(CAST), "line": words, "delivery": words})
scenes = st.fixed_dictionaries(
    {
        "scene_number": st.none(),
        "setting": words,
        "action": words,
        "emotional_beat": st.sampled_from(["tense", "happy"]),
        "visual_prompt": words,
        "duration_seconds": st.integers(1, 300),
        "dialogue": st.lists(lines, max_size=3),
    }
)
episodes = st.fixed_dictionaries({"logline": words, "scenes": st.lists(scenes, min_size=1, max_size=4), "cliffhanger": words})
steps = st.sampled_from(["digest", "outline", "draft", "polish", "review", "rewrite"])


def wanted(scenes: int, step: str = "draft", language: str = "en") -> Wanted:
    given = {"step": step, "language": language, "episodes": 2, "episode": 1, "scenes": scenes, "seconds": 60.0, "cast": ("Emma",)}
    return Wanted.model_validate(given)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(episode=episodes, prose=words, share=st.floats(0, 1))
def test_a_well_formed_answer_survives(episode: dict[str, Any], prose: str, share: float) -> None:
    asked = wanted(len(episode["scenes"]))
    text = json.dumps(episode)
    cut = round(share * len(text))
    once = not any(text[:cut].endswith(text[cut:][:size]) for size in range(SURE_OVERLAP, len(text) - cut + 1))
    assume(once)

    judged = judge(text, asked, was_cut=False, cast=CAST)

    assert judged.problems == ()
    assert judged.script is not None
    EpisodeScript.model_validate(judged.script)
    for mutated in (
        f"{prose}\n{text}\n{prose}",
        f"{prose}\n```json\n{text}\n```\n{prose}",
        f"```\n{json.dumps(episode, indent=2)}\n```",
        text.replace("}", ",}").replace("]", ",]"),
        joined(text[:cut], text[cut:]),
        json.dumps({"episode": episode}),
    ):
        assert judge(mutated, asked, was_cut=False, cast=CAST).script == judged.script, mutated


@settings(max_examples=120, deadline=None)
@given(
    text=st.text() | st.text("{}[]\",:'`\\/ \nab1“”"),
    step=steps,
    was_cut=st.booleans(),
    language=st.sampled_from(["en", "zh-CN", "ja", "sr-Latn", "xx"]),
)
def test_any_text_is_judged(text: str, step: str, was_cut: bool, language: str) -> None:
    judged = judge(text, wanted(2, step, language), was_cut=was_cut, cast=CAST)

    assert (judged.script is None) == bool(judged.problems)
    assert not (judged.is_cut and judged.script)


names = st.sampled_from(
    ["scenes", "episodes", "characters", "dialogue", "character", "line", "summary", "events", "verdict", "findings", "name", "age"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)


@settings(max_examples=120, deadline=None)
@given(value=anything, step=steps)
def test_any_json_is_judged(value: Any, step: str) -> None:
    judged = judge(json.dumps(value), wanted(2, step), was_cut=False, cast=())

    assert (judged.script is None) == bool(judged.problems)
