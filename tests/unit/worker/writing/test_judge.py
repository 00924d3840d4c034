"""Each bad answer ends in a script or in problems that a model can act on."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.season_script import EpisodeScript
from worker.writing.forms import form_of
from worker.writing.judge import MOST_TOLD, judge

CAST = ("Emma", "Daniel")


def said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_what_is_in_the_form_is_taken_as_it_is(wanted, episode) -> None:
    judged = judge(said(episode), wanted(), was_cut=False, cast=CAST)

    assert (judged.script, judged.problems, judged.is_cut, judged.notes) == (episode, (), False, ())
    Draft202012Validator(form_of(wanted(), CAST)).validate(judged.script)
    EpisodeScript.model_validate(judged.script)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: f"Sure! Here's the \"script\" [1]:\n```json\n{text}\n```\nAnything else?",
        lambda text: f"\ufeff{text}",
        lambda text: f"<think>Perhaps {{\"scenes\": [</think>{text}",
        lambda text: text.replace("}", ",}").replace("]", ",]"),
        lambda text: text.replace('"logline"', '// the story\n"logline"').replace('"cliffhanger"', '/* it\'s open */ "cliffhanger"'),
        lambda text: text.replace('"', "'"),
        lambda text: text.replace('": "', '": “').replace('",', '”,').replace('"}', '”}'),
        lambda text: text.replace('"action": "Emma opens', '"extra": NaN, "action": "Emma\nopens'),
        lambda text: text.replace("10.0", '"about 10 s"'),
        json.dumps,
        lambda text: f'{{"scenes": []}}\nNo, better:\n{text}',
        lambda text: f'{text}\n\n{{"note": "I hope it helps."}}',
        lambda text: f"{{\"result\": {{\"episode\": {text}}}}}",
        lambda text: f"[{text}]",
        lambda text: f'{{"title": "x", "episodes": [{text.replace(": 1, ", ": 2, ", 1)}, {text}]}}',
        lambda text: text[:-1],
        lambda text: text[:-1] + "\n```\nThat is all.",
    ],
)  # fmt: skip
def test_an_answer_is_found_however_it_is_written(wanted, episode, wrap) -> None:
    judged = judge(wrap(said(episode)), wanted(), was_cut=False, cast=CAST)

    assert judged.script == episode


def test_a_bare_list_of_scenes_is_an_episode(wanted, episode) -> None:
    judged = judge(said(episode["scenes"]), wanted(), was_cut=False, cast=CAST)

    assert judged.script == {**episode, "logline": "", "cliffhanger": ""}


def test_other_names_of_fields_are_understood(wanted) -> None:
    scenes = [
        {"location": {"place": "Kitchen", "time": "night"}, "description": "She waits.", "lines": "Emma (sadly): Hi.\nDaniel: Go."},
        {"place": "Roof", "Actions": ["Rain.", "A door."], "dialogue": [{"Emma": "Who?"}, {"speaker": "Daniel", "text": "(laughs) Me."}]},
    ]

    script = judge(said({"scenes": scenes}), wanted(), was_cut=False, cast=CAST).script

    assert script is not None
    first, second = script["scenes"]
    assert (first["setting"], first["action"]) == ("Kitchen, night", "She waits.")
    assert [line["line"] for line in first["dialogue"] + second["dialogue"]] == ["Hi.", "Go.", "Who?", "Me."]
    assert [line["character"] for line in first["dialogue"] + second["dialogue"]] == ["Emma", "Daniel", "Emma", "Daniel"]
    assert second["dialogue"][1]["delivery"] == "laughs"
    assert second["action"] == "Rain., A door."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the answer is empty"),
        ("\ufeff \n", "the answer is empty"),
        ("I'm sorry, but I can't help with that request.", "it refuses to write"),
        ("抱歉，我无法创作这样的内容。", "it refuses to write"),
        ('{"error": "I cannot write this."}', "it refuses to write"),
        ("Once upon a time.", "JSON was asked for, and it holds none"),
        ('{"title": "x"}', "there are no scenes"),
        ("[" * 100_000, "it"),
        ("x" * 1_000_001, "has 1000001 characters, and at most 1000000 are read"),
    ],
)
def test_what_is_no_script_is_told_plainly(wanted, text, problem) -> None:
    judged = judge(text, wanted(), was_cut=False, cast=CAST)

    assert judged.script is None
    assert len(judged.problems) == 1
    assert problem in judged.problems[0]


def test_31_scenes_are_not_16(wanted, episode) -> None:
    many = {**episode, "scenes": episode["scenes"][:1] * 31}

    judged = judge(said(many), wanted(scenes=16), was_cut=False, cast=CAST)

    assert judged.problems == ("31 scenes where 16 were asked",)
    assert not judged.is_cut


def test_a_stranger_is_told_with_the_cast(wanted, episode) -> None:
    episode["scenes"][1]["dialogue"][0]["character"] = "Bob"

    judged = judge(said(episode), wanted(), was_cut=False, cast=CAST)

    assert judged.problems == ("scene 2: 'Bob' speaks, who is nobody of the cast: Emma, Daniel",)


def test_anybody_may_speak_where_no_cast_is_known(wanted, episode) -> None:
    episode["scenes"][1]["dialogue"][0]["character"] = "Bob (V.O.)"

    script = judge(said(episode), wanted(), was_cut=False, cast=()).script

    assert script is not None
    assert script["scenes"][1]["dialogue"][0]["character"] == "Bob"
    assert script["scenes"][1]["dialogue"][0]["off_screen"] == "VO"


def test_a_name_is_spelt_as_in_the_cast_with_a_note(wanted, episode) -> None:
    episode["scenes"][0]["dialogue"][0]["character"] = "EMMA (V.O.)"

    judged = judge(said(episode), wanted(), was_cut=False, cast=CAST)

    assert judged.script is not None
    assert judged.script["scenes"][0]["dialogue"][0] == {**episode["scenes"][0]["dialogue"][0], "character": "Emma", "off_screen": "VO"}
    assert judged.notes == ("'EMMA (V.O.)' was taken for 'Emma'",)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda scene: scene["dialogue"][1].update(line=" "), "scene 2: dialogue 2 has no line"),
        (lambda scene: scene["dialogue"][1].update(character=None), "scene 2: dialogue 2 names nobody who speaks it"),
        (
            lambda scene: scene["dialogue"][1].update(line="very " * 300),
            "scene 2: dialogue 2: line has 1499 characters, at most 1000 are allowed",
        ),
        (
            lambda scene: scene.update(dialogue=scene["dialogue"] * 51),
            "scene 2: dialogue has 102 entries, at most 100 are allowed",
        ),
        (
            lambda scene: scene.update(dialogue=[], action="", visual_prompt=""),
            "scene 2 has neither action, dialogue nor visual_prompt",
        ),
    ],
)
def test_what_the_season_refuses_is_told_by_its_place(wanted, episode, change, problem) -> None:
    change(episode["scenes"][1])

    assert judge(said(episode), wanted(), was_cut=False, cast=CAST).problems == (problem,)


def test_many_problems_are_told_as_some(wanted, episode) -> None:
    episode["scenes"] = [{**episode["scenes"][0], "dialogue": [{"character": "Emma", "line": ""}] * 90}] * 2

    problems = judge(said(episode), wanted(), was_cut=False, cast=CAST).problems

    assert len(problems) == MOST_TOLD + 1
    assert problems[-1] == "and 140 more of that kind"


@pytest.mark.parametrize("line", ['He said "go", then left.', 'He said "go" now', 'She wrote: "go', 'It is "so": odd'])
def test_quotes_that_nobody_escaped_cut_nothing(wanted, episode, line) -> None:
    text = said(episode).replace("Because it would have changed nothing.", line)

    script = judge(text, wanted(), was_cut=False, cast=CAST).script

    assert script is not None
    assert len(script["scenes"]) == 2
    assert script["cliffhanger"] == episode["cliffhanger"]


@pytest.mark.parametrize("was_cut", [True, False])
def test_what_breaks_off_is_never_whole(wanted, episode, was_cut) -> None:
    text = said(episode)

    # Every seventh place meets every kind of place. What lacks the last bracket alone is whole.
    for cut in range(1, len(text) - 1, 7):
        judged = judge(text[:cut], wanted(), was_cut=was_cut, cast=CAST)
        assert judged.script is None, text[:cut]
        assert judged.is_cut, text[:cut]
        assert judged.problems


def test_words_that_break_off_after_the_json_cut_nothing(wanted, episode) -> None:
    judged = judge(f"{said(episode)}\nI hope that this", wanted(), was_cut=True, cast=CAST)

    assert (judged.script, judged.is_cut) == (episode, False)


def test_an_episode_that_is_whole_in_a_season_that_breaks_off_is_taken(wanted, episode) -> None:
    season = said({"title": "Letters", "characters": [], "episodes": [episode, {**episode, "episode_number": 2}]})

    judged = judge(season[:-300], wanted(), was_cut=True, cast=CAST)
    later = judge(season[:-300], wanted(episode=2), was_cut=True, cast=CAST)

    assert judged.script == episode
    assert later.is_cut


def test_too_many_scenes_are_not_continued(wanted, episode) -> None:
    text = said({**episode, "scenes": episode["scenes"] * 4})

    judged = judge(text[:-300], wanted(), was_cut=True, cast=CAST)

    assert not judged.is_cut
    assert judged.problems == ("more than 2 scenes, which are all that were asked, and then it broke off",)


def test_tokens_used_up_before_the_answer_are_told(wanted) -> None:
    judged = judge("", wanted(), was_cut=True, cast=CAST)

    assert (judged.problems, judged.is_cut) == (("the answer is empty: its tokens were used up before it began",), False)


def test_numbers_and_order_are_put_right(wanted, episode) -> None:
    first, second = episode["scenes"]
    mixed = {**episode, "episode_number": 7, "scenes": [{**second, "scene_number": 12}, {**first, "scene_number": "11"}]}

    judged = judge(said(mixed), wanted(), was_cut=False, cast=CAST)

    assert judged.script == episode
    assert judged.notes == ("scenes were put in the order of their numbers",)


def test_lengths_add_up_to_what_was_asked(wanted, episode) -> None:
    episode["scenes"][0]["duration_seconds"] = 30
    del episode["scenes"][1]["duration_seconds"]

    script = judge(said(episode), wanted(seconds=60.0), was_cut=False, cast=CAST).script

    assert script is not None
    assert sum(scene["duration_seconds"] for scene in script["scenes"]) == pytest.approx(60)


def test_another_language_is_refused(wanted, episode) -> None:
    episode["scenes"] = episode["scenes"] * 4

    judged = judge(said(episode), wanted(language="zh-CN", scenes=8), was_cut=False, cast=CAST)

    assert judged.problems == ("most of it is in Latin letters, where the language 'zh-CN' was asked for",)


@pytest.mark.parametrize("step", ["polish", "rewrite"])
def test_dialogue_that_is_lost_when_it_is_written_anew_is_missed(wanted, episode, step: str) -> None:
    for scene in episode["scenes"]:
        scene["dialogue"] = []

    judged = judge(json.dumps(episode), wanted(step), was_cut=False, cast=("Emma",))

    assert judged.problems == ("nobody says a word in it",)
    assert judge(json.dumps(episode), wanted("draft"), was_cut=False, cast=("Emma",)).problems == ()
