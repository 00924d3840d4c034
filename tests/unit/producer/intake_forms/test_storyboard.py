"""Storyboards become seasons: a scene for each shot."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.importing import read_written
from producer.intake.storyboard import _FIELD
from shared.errors import InputError
from shared.season_script import EpisodeScript, ScriptFile
from tests.unit.producer.intake_forms.scripts import lines, optional, scenes, scripts, texts
from tests.unit.producer.intake_forms.storyboard_text import storyboard_text

SAMPLE = Path(__file__).parents[4] / "examples" / "import" / "storyboard.json"


def written(tmp_path, data):
    path = tmp_path / "board.json"
    path.write_text(json.dumps(data) if not isinstance(data, str) else data, encoding="utf-8")
    return read_written(path)


def scene(tmp_path, **shot):
    return written(tmp_path, [shot]).data["episodes"][0]["scenes"][0]


def told(tmp_path, *shots):
    return [f"{finding.severity} {finding}" for finding in written(tmp_path, list(shots)).findings]


def test_the_sample_is_a_season():
    intake = read_season(SAMPLE)

    assert [(scene.number, scene.seconds, scene.beat) for scene in intake.episodes[0].scenes] == [
        (101, 4, "neutral"),
        (102, 5, "romantic"),
        (201, 6, "shocking"),
        (202, None, "neutral"),
    ]
    assert [finding.line for finding in intake.findings] == [5, 5, 10, 11, 11]


def test_the_sample_goes_to_a_script_and_back_without_loss(tmp_path):
    first = ScriptFile.model_validate(read_written(SAMPLE).data)

    again = ScriptFile.model_validate(written(tmp_path, storyboard_text(first)).data)

    assert again == first


def _without_words(script: ScriptFile) -> ScriptFile:
    """A storyboard has no place for what is said of an episode."""
    bare = [
        EpisodeScript(episode_number=episode.episode_number, scenes=[part.model_dump() for part in episode.scenes])
        for episode in script.episodes
    ]
    return script.model_copy(update={"episodes": tuple(bare)})


@settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(script=scripts(scenes(optional(texts()), optional(texts()), lines), titles=texts()).map(_without_words))
def test_any_script_goes_to_a_storyboard_and_back(tmp_path, script):
    assert ScriptFile.model_validate(written(tmp_path, storyboard_text(script)).data) == script


values = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.text(max_size=4) | st.none(), max_size=2)
)
said = st.dictionaries(st.sampled_from(["speaker", "line", "off_screen", "x"]), values, max_size=3)
shots = st.lists(st.dictionaries(st.sampled_from(sorted(_FIELD)), values | said | st.lists(said | values, max_size=2), max_size=6) | values)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=shots | st.fixed_dictionaries({"shots": shots | values}))
def test_any_storyboard_is_understood_or_refused_in_one_line(tmp_path, data):
    path = tmp_path / "board.json"
    path.write_text(json.dumps(data))

    with suppress(InputError):
        read_season(path)


@pytest.mark.parametrize(
    ("shot", "said"),
    [
        ({"dialogue": "Hello.", "speaker": "Mei"}, {"character": "Mei", "line": "Hello."}),
        ({"台词": "你好。", "角色": "梅"}, {"character": "梅", "line": "你好。"}),
        ({"dialogue": "梅（冷笑）：你好。"}, {"character": "梅", "line": "你好。", "delivery": "冷笑"}),
        ({"dialogue": [{"character": "Mei", "text": "Hello."}]}, {"character": "Mei", "line": "Hello."}),
        ({"dialogue": ["Hello."], "speaker": "Mei", "tone": "cold"}, {"character": "Mei", "line": "Hello.", "delivery": "cold"}),
        ({"dialogue": "Hello."}, {"character": "旁白", "line": "Hello.", "off_screen": "VO"}),
        ({"narration": "It rained."}, {"character": "旁白", "line": "It rained.", "off_screen": "VO"}),
    ],
)
def test_what_is_said(tmp_path, shot, said):
    assert scene(tmp_path, **shot)["dialogue"] == [said]


@pytest.mark.parametrize(
    ("shots", "numbers"),
    [
        ([{}, {}], [None, None]),
        ([{"shot": 3}, {"shot": 5}], [3, 5]),
        ([{"shot": "S03"}, {"shot": "镜5"}], [3, 5]),
        ([{"shot": "1a2"}, {"shot": 5}], [None, None]),
        ([{"shot": 1}, {"shot": 1}], [None, None]),
        ([{"scene": 1}, {"scene": 2}], [1, 2]),
        ([{"scene": 1}, {"scene": 1}, {"scene": 2}], [101, 102, 201]),
        ([{"scene": 1, "shot": 1}, {"scene": 2, "shot": 2}], [101, 202]),
        ([{"scene": 200, "shot": 1}, {"scene": 201, "shot": 1}], [None, None]),
    ],
)
def test_scenes_are_numbered_by_scene_and_shot(tmp_path, shots, numbers):
    made = written(tmp_path, [{"description": "x", **shot} for shot in shots]).data["episodes"][0]["scenes"]

    assert [scene.get("scene_number") for scene in made] == numbers


def test_shots_go_to_the_episodes_that_they_name(tmp_path):
    data = written(tmp_path, [{"ep": 2, "prompt": "a"}, {"ep": 1, "prompt": "b"}, {"ep": 2, "prompt": "c"}]).data

    assert [(episode["episode_number"], len(episode["scenes"])) for episode in data["episodes"]] == [(2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("shot", "finding"),
    [
        ({"lens": "35 mm"}, "warning 1: 'lens' is not used"),
        ({"prompt": "a", "image_prompt": "b"}, "warning 1: 'image_prompt' is not used (said by another field too)"),
        ({"camera": "pan"}, "note 1: 'camera' is kept in the action as [CAMERA: …]"),
        ({"duration": 400}, "warning 1: a length of 400 s is not used; it must be 1 to 300 s"),
        ({"dialogue": {"speaker": "Mei"}}, "warning 1: somebody is to speak, but no words follow"),
    ],
)
def test_what_is_not_used_or_kept_elsewhere_is_told(tmp_path, shot, finding):
    assert told(tmp_path, shot) == [finding]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[\n{"duration": "long"}]', ":2: [0].duration: must be a length in seconds such as 8 or '8s', not 'long'"),
        ('{"shots": [\n\n{"prompt": 3}]}', ":3: shots[0].prompt: must be text, not 3"),
        ('{"shots": {}}', ":1: shots: must be a list of shots, not a mapping"),
        ('{"shots": []}', ": holds no shots; a storyboard is a list such as [{\"shot\": 1, \"description\": …}]"),
        ('[{}, 3]', ":1: [1]: must be a mapping of a shot's fields, not 3"),
        ('{"shots": [{"dialogue": [3]}]}', ":1: shots[0].dialogue[0]: must be text, or a mapping of speaker and line, not 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(tmp_path, text, line):
    with pytest.raises(InputError) as refused:
        written(tmp_path, text)

    assert str(refused.value) == f"{tmp_path / 'board.json'}{line}"
