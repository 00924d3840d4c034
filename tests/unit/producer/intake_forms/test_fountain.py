"""Fountain screenplays become seasons, and nothing of them is lost."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.document import Malformed
from producer.intake.draft import Written, paragraphs_of
from producer.intake.fountain import is_fountain, read_fountain
from producer.intake.importing import read_written
from shared.season_script import ScriptFile
from tests.unit.producer.intake_forms.fountain_text import fountain_text
from tests.unit.producer.intake_forms.scripts import lines, optional, scenes, scripts, texts

SAMPLE = Path(__file__).parents[4] / "examples" / "import" / "letter.fountain"
SCENE = "INT. KITCHEN - DAY\n\n"


def read(text: str) -> Written:
    return read_fountain(paragraphs_of(text))


def scene(text: str) -> dict:
    return read(SCENE + text).data["episodes"][0]["scenes"][0]


def told(text: str) -> list[str]:
    return [f"{finding.severity} {finding}" for finding in read(SCENE + text).findings]


def test_the_sample_goes_to_a_script_and_back_without_loss():
    first = ScriptFile.model_validate(read_written(SAMPLE).data)

    again = ScriptFile.model_validate(read(fountain_text(first)).data)

    assert again == first
    assert [len(episode.scenes) for episode in first.episodes] == [2, 2]


def test_the_sample_is_a_season():
    intake = read_season(SAMPLE)

    assert intake.production.title == "The Last Letter"
    assert [character.name for character in intake.production.characters] == ["Emma", "Daniel", "McAvoy"]
    assert [[scene.beat for scene in episode.scenes] for episode in intake.episodes] == [["tense", "sad"], ["neutral", "neutral"]]
    assert intake.episodes[1].scenes[0].seconds == 12


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(script=scripts(scenes(texts(), optional(texts()), lines), titles=texts().filter(lambda text: set(text) != {"."})))
def test_any_script_goes_to_fountain_and_back(script):
    again = ScriptFile.model_validate(read(fountain_text(script)).data)

    assert again == script


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(st.sampled_from("INT. EXT AB(^)@.!>~<=#[*/]_\\ \n\n甲"), max_size=200))
@example("[[")
@example("/*")
@example(">\n<")
def test_any_text_is_read_or_malformed(text):
    with suppress(Malformed):
        read(text)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("EMMA\nHello.", {"character": "Emma", "line": "Hello."}),
        ("@林晚\n你好。", {"character": "林晚", "line": "你好。"}),
        ("MRS. O'NEIL (CONT'D)\nHello.", {"character": "Mrs. O'Neil", "line": "Hello."}),
        ("EMMA (V.O.)\nHello.", {"character": "Emma", "line": "Hello.", "off_screen": "VO"}),
        ("EMMA (O.S.) (CONT'D)\nHello.", {"character": "Emma", "line": "Hello.", "off_screen": "OS"}),
        ("EMMA (on the phone)\nHello.", {"character": "Emma", "line": "Hello.", "delivery": "on the phone"}),
        ("EMMA\n(coldly)\nHello.\nAnd goodbye.", {"character": "Emma", "line": "Hello. And goodbye.", "delivery": "coldly"}),
        ("EMMA\nOne.\n  \nTwo.", {"character": "Emma", "line": "One. Two."}),
        ("EMMA\n~La la.", {"character": "Emma", "line": "La la.", "delivery": "singing"}),
        ("EMMA\nI *do* **mean** ***it*** _so_ 2\\*3.", {"character": "Emma", "line": "I do mean it so 2*3."}),
    ],
)
def test_what_is_said(written, spoken):
    assert scene(written)["dialogue"] == [spoken]


def test_a_parenthetical_within_a_speech_begins_a_line_of_its_own():
    assert scene("EMMA\nOne.\n(softly)\nTwo.")["dialogue"] == [
        {"character": "Emma", "line": "One."},
        {"character": "Emma", "line": "Two.", "delivery": "softly"},
    ]


def test_two_who_speak_at_once_speak_one_after_the_other():
    text = "EMMA\nNow!\n\nDANIEL ^\nNever!"

    assert [spoken["line"] for spoken in scene(text)["dialogue"]] == ["Now!", "Never!"]
    assert told(text) == ["note 6: two who speak at once are made one after the other"]


@pytest.mark.parametrize(
    ("written", "finding"),
    [
        ("CUT TO:\n", "warning 3: the transition 'CUT TO:' is not used; scenes are cut"),
        ("> Fade out.", "warning 3: the transition 'Fade out.' is not used; scenes are cut"),
        ("[[a note]]", "warning 3: a note between [[ and ]] is not used"),
        ("x [[never", "warning 3: [[ is never closed by ]], so it is taken as it is written"),
        ("/* cut\nthis */", "note 3: what stands between /* and */ is left out"),
        ("@\nHello.", "warning 4: a line of dialogue without a speaker or without words is not used"),
        ("> THE END <", "note 3: centred text is kept in the action as [TEXT: …]"),
        ("= About this.", "warning 3: a synopsis that does not follow an episode's section is not used"),
        ("[[seconds: 900]]", "warning 3: a length of 900 s is not used; it must be 1 to 300 s"),
    ],
)
def test_what_is_not_used_or_kept_elsewhere_is_told_by_its_line(written, finding):
    assert told(written) == [finding]


@pytest.mark.parametrize("heading", ["INT. A", "ext a", "INT./EXT. A", "I/E. A", "Est. A", ".A", ".天台 夜"])
def test_scene_headings(heading):
    text = f"{heading}\n\nRain.\n"

    assert read(text).data["episodes"][0]["scenes"] == [{"setting": heading.removeprefix("."), "action": "Rain."}]


def test_three_dots_begin_no_scene():
    assert scene("...and rain.")["action"] == "...and rain."


def test_action_that_is_forced_is_no_cue():
    assert scene("!BANG\nA shot.") == {"setting": "INT. KITCHEN - DAY", "action": "BANG A shot."}


def test_sections_named_episodes_begin_them_at_whatever_depth():
    written = read("# Act One\n\n## Episode 3: Ink\n\nINT. A\n\n## EP 4\n\nINT. B\n")

    assert [(episode["episode_number"], episode.get("logline")) for episode in written.data["episodes"]] == [(3, "Ink."), (4, None)]


def test_an_episode_without_a_scene_is_left_out_and_told():
    written = read("# Episode 1\n\n# Episode 2\n\nINT. A\n")

    assert [episode["episode_number"] for episode in written.data["episodes"]] == [2]
    assert written.lines["episodes", 0] == 3
    assert [str(finding) for finding in written.findings] == ["1: the episode has no scene, so it is left out"]


def test_a_screenplay_is_told_by_its_headings_whatever_its_ending():
    assert is_fountain(paragraphs_of("FADE IN:\n\nINT. KITCHEN - DAY\n\nRain.\n"))
    assert not is_fountain(paragraphs_of("Int. as a word in prose.\n"))
    assert not is_fountain(paragraphs_of("title: x\n"))


def test_names_in_capitals_are_spelt_as_the_seasons_cast(tmp_path):
    (tmp_path / "a.fountain").write_text(SCENE + "MCAVOY\nHello.\n", encoding="utf-8")
    season = tmp_path / "season.yaml"
    season.write_text("title: T\nscript: a.fountain\ncharacters: [{name: McAvoy}]\n", encoding="utf-8")

    assert read_season(season).episodes[0].scenes[0].dialogue[0].character == "McAvoy"


def test_what_the_models_refuse_is_told_at_the_screenplays_line(tmp_path):
    path = tmp_path / "a.fountain"
    path.write_text(SCENE + "EMMA\n" + "x" * 1001 + "\n", encoding="utf-8")

    with pytest.raises(Exception, match=r"a\.fountain:4: episodes\[0\]\.scenes\[0\]\.dialogue\[0\]\.line: has 1001 characters"):
        read_season(path)
