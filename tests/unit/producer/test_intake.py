"""A season file becomes what the line makes, with every open choice settled."""

import json
import struct
import zlib
from pathlib import Path

import pytest
import yaml

from producer.intake import read_season
from producer.intake.yaml_form import read_yaml
from shared.line.requests import Format

EXAMPLES = Path(__file__).parents[3] / "examples"

SEASON = """\
title: The Last Letter
language: en
characters:
  - {name: Emma, gender: female, age: 31}
  - {name: Daniel, gender: male, age: 35}
episodes:
  - scenes:
      - dialogue:
          - {character: Emma, line: Hello.}
          - {character: Daniel, line: Hello.}
"""


def season(tmp_path: Path, text: str, name: str = "season.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_in_chinese_is_understood_as_it_is_written():
    intake = read_season(EXAMPLES / "heirs.yaml")

    production = intake.production
    assert intake.notes == []
    assert production.title == production.slug == "继承人的双重生活"
    assert (production.language, production.subtitles, production.burn) == ("zh-CN", ("zh-CN", "en"), None)
    assert production.format == Format(width=720, height=1280, fps=24)
    assert production.budget_micros == 25_000_000
    assert [(character.name, character.look.seed, character.voice) for character in production.characters] == [
        ("张枫", 12345, "zm_yunxi"),
        ("林晚", 67890, "zf_xiaoxiao"),
        ("张夫人", 24680, "zf_xiaobei"),
    ]
    assert production.models == {
        "reference": ("studio/rig",),
        "video": ("studio/rig",),
        "speech": ("studio/kokoro",),
        "lipsync": ("studio/lips",),
        "music": ("studio/score",),
    }
    assert production.episodes == (1, 2, 3)
    assert [scene.beat for episode in intake.episodes for scene in episode.scenes] == [
        *("sad", "angry", "tense"),
        *("shocking", "romantic", "sad"),
        *("happy", "angry", "tense"),
    ]


def test_every_line_of_the_example_in_chinese_has_english_subtitles():
    intake = read_season(EXAMPLES / "heirs.yaml")

    lines = [line for episode in intake.episodes for scene in episode.scenes for line in scene.dialogue]
    assert len(lines) == 10
    assert all(line.translations.get("en", "").isascii() or "…" in line.translations["en"] for line in lines)


def test_a_script_in_a_file_of_its_own_is_found_beside_the_season():
    intake = read_season(EXAMPLES / "heirs-script.yaml")

    assert intake.production.genre == "Romance/Drama"
    assert [character.name for character in intake.production.characters] == ["Zhang Feng", "Sunny", "Mrs. Zhang"]
    assert [[scene.seconds for scene in episode.scenes] for episode in intake.episodes] == [[30.0, 30.0], [30.0, 30.0]]


def test_a_script_alone_is_a_season_whose_cast_is_whoever_speaks():
    intake = read_season(EXAMPLES / "script" / "heirs.json")

    assert [(character.name, character.look.gender) for character in intake.production.characters] == [
        ("Mrs. Zhang", "female"),
        ("Sunny", "female"),
    ]
    assert intake.notes == [
        "no characters are given, so the cast is whoever speaks: Mrs. Zhang, Sunny",
        "no language is given; the dialogue reads as 'en'",
    ]


def test_yaml_and_json_of_one_season_are_understood_alike(tmp_path):
    data, _ = read_yaml((EXAMPLES / "heirs.yaml").read_text(encoding="utf-8"))

    as_yaml = read_season(season(tmp_path, yaml.safe_dump(data, allow_unicode=True)))
    as_json = read_season(season(tmp_path, json.dumps(data), "season.json"))
    original = read_season(EXAMPLES / "heirs.yaml")

    assert original.production == as_yaml.production == as_json.production
    assert original.episodes == as_yaml.episodes == as_json.episodes


def test_a_season_is_understood_alike_whenever_it_is_read(tmp_path):
    path = season(tmp_path, SEASON)

    assert read_season(path) == read_season(path)


def test_a_byte_order_mark_windows_line_ends_and_emoji_do_no_harm(tmp_path):
    path = tmp_path / "season.yaml"
    text = SEASON.replace("Emma, line: Hello.", "Emma, line: Hello 👩‍🚀!")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    intake = read_season(path)

    assert intake.episodes[0].scenes[0].dialogue[0].text == "Hello 👩‍🚀!"


def test_a_file_without_a_known_ending_is_told_by_its_first_character(tmp_path):
    data, _ = read_yaml(SEASON)

    as_json = read_season(season(tmp_path, json.dumps(data), "season.txt"))

    assert as_json.production == read_season(season(tmp_path, SEASON, "season")).production


def test_no_is_norwegian_and_a_clock_time_is_text(tmp_path):
    text = SEASON.replace("language: en", "language: no").replace("- dialogue:", "- setting: 12:30\n        dialogue:")

    intake = read_season(season(tmp_path, text))

    assert intake.production.language == "no"
    assert intake.production.models["speech"] == ("studio/espeak",)
    assert intake.episodes[0].scenes[0].setting == "12:30"


def test_an_episodes_length_is_shared_by_the_scenes_that_have_none_of_their_own(tmp_path):
    text = """
        title: T
        episode_seconds: 40
        episodes:
          - scenes: [{action: a}, {action: b, duration_seconds: 10}, {action: c}]
          - {duration_seconds: 20, scenes: [{action: a}, {action: b}, {action: c}]}
          - {duration_seconds: 5, scenes: [{action: a}, {action: b, duration_seconds: 10}]}
    """

    intake = read_season(season(tmp_path, text))

    assert [[scene.seconds for scene in episode.scenes] for episode in intake.episodes] == [[15, 10, 15], [6.667] * 3, [None, 10]]
    assert "episode 3: 5 s are too few for its 2 scenes, so the speech decides their lengths" in intake.notes


def test_scenes_and_episodes_are_played_by_number(tmp_path):
    text = """
        title: T
        episodes:
          - {episode_number: 2, scenes: [{scene_number: 2, action: b}, {scene_number: 1, action: a}]}
          - {episode_number: 1, scenes: [{action: x}]}
    """

    intake = read_season(season(tmp_path, text))

    assert intake.production.episodes == (1, 2)
    assert [scene.action for scene in intake.episodes[1].scenes] == ["a", "b"]
    assert "episode 2: its scenes are played by number, not as they are written" in intake.notes


def test_fewer_episodes_than_are_written_are_the_first_ones(tmp_path):
    text = "title: T\nepisodes: 1\nscript: {episodes: [{scenes: [{action: a}]}, {scenes: [{action: b}]}]}\n"

    intake = read_season(season(tmp_path, text))

    assert intake.production.episodes == (1,)
    assert "the script has 2 episodes; the first 1 are made" in intake.notes


def test_a_beat_that_is_not_known_is_neutral_and_said_so(tmp_path):
    text = SEASON.replace("- dialogue:", "- emotional_beat: quux\n        dialogue:")

    intake = read_season(season(tmp_path, text))

    assert intake.episodes[0].scenes[0].beat == "neutral"
    assert intake.notes == ["episode 1, scene 1: the emotional beat 'quux' is not known, so neutral is used"]


def test_a_translation_serves_a_nearby_tag_and_the_rest_is_said_to_be_missing(tmp_path):
    text = SEASON.replace("Emma, line: Hello.", "Emma, line: Hello., translations: {zh: 你好。}") + "subtitles: [en, en-US, zh-CN, fr]\n"

    intake = read_season(season(tmp_path, text))

    first, second = intake.episodes[0].scenes[0].dialogue
    assert first.translations == {"zh": "你好。", "en-US": "Hello.", "zh-CN": "你好。"}
    assert second.translations == {"en-US": "Hello."}
    assert intake.notes == [
        "subtitles zh-CN: the script has no translation of 1 of its 2 lines; the studio does not translate",
        "subtitles fr: the script has no translation of 2 of its 2 lines; the studio does not translate",
    ]


@pytest.mark.parametrize(
    ("choice", "burned"), [("false", None), ("true", "en"), ("zh-cn", "zh-CN")], ids=["none", "the spoken one", "another"]
)
def test_subtitles_are_burned_in_one_language_at_most(tmp_path, choice, burned):
    intake = read_season(season(tmp_path, SEASON + f"burn_subtitles: {choice}\n"))

    assert intake.production.burn == burned


@pytest.mark.parametrize(("choice", "volume"), [("false", None), ("true", 0.25), ("{volume: 0.5}", 0.5), ("{}", 0.25)])
def test_music_has_a_volume_or_there_is_none(tmp_path, choice, volume):
    intake = read_season(season(tmp_path, SEASON + f"music: {choice}\n"))

    assert intake.production.music_volume == volume


@pytest.mark.parametrize(
    ("written", "micros"), [("25", 25_000_000), ("0.1", 100_000), ("12.345678", 12_345_678), ("'0.000001'", 1), ("0", 0)]
)
def test_a_budget_is_exact_to_the_micro_dollar(tmp_path, written, micros):
    intake = read_season(season(tmp_path, SEASON + f"budget_usd: {written}\n"))

    assert intake.production.budget_micros == micros


def test_a_rehearsal_gives_everything_to_the_studio_whatever_is_named(tmp_path):
    text = SEASON.replace("gender: male", "voice: Yunyou") + "providers: {video: [nobody/video], speech: [nobody/speech]}\n"

    intake = read_season(season(tmp_path, text), rehearse=True)

    assert {name for names in intake.production.models.values() for name in names} == {
        *("studio/rig", "studio/kokoro", "studio/lips", "studio/score"),
    }
    assert intake.notes == [
        "rehearsal: the offline studio makes every stage, not what the file names for video, speech",
        f"Daniel: studio/kokoro has no voice 'Yunyou'; {intake.production.characters[1].voice!r} speaks instead",
    ]


def test_the_models_named_for_a_stage_keep_their_order(tmp_path):
    text = SEASON + "providers: {speech: [studio/espeak, studio/kokoro, studio/espeak]}\n"

    intake = read_season(season(tmp_path, text))

    assert intake.production.models["speech"] == ("studio/espeak", "studio/kokoro")
    assert [character.voice[:4] for character in intake.production.characters] == ["en+f", "en+m"]


def test_the_users_own_picture_is_named_by_its_content(tmp_path):
    row = b"\0" + bytes(64 * 3)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(row * 64)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    (tmp_path / "emma.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)

    intake = read_season(season(tmp_path, SEASON.replace("gender: female", "reference_image: emma.png")))

    key = intake.production.characters[0].reference_image
    assert intake.files == {key: tmp_path / "emma.png"}
    assert intake.production.characters[1].reference_image is None


def test_a_season_takes_the_id_that_it_is_given(tmp_path):
    intake = read_season(season(tmp_path, SEASON))

    assert intake.production.season == "the-last-letter"
    assert intake.named("the-last-letter-0a1b2c").production.season == "the-last-letter-0a1b2c"


def test_aliases_stand_for_what_they_name(tmp_path):
    text = "title: T\nepisodes:\n  - scenes: &both [{action: a}]\n  - scenes: *both\n"

    intake = read_season(season(tmp_path, text))

    assert [episode.scenes[0].action for episode in intake.episodes] == ["a", "a"]


def test_composed_and_decomposed_letters_name_the_same_character(tmp_path):
    intake = read_season(
        season(tmp_path, SEASON.replace("name: Emma", "name: Zo\u00eb").replace("character: Emma", "character: Zoe\u0308"))
    )

    assert intake.episodes[0].scenes[0].dialogue[0].character == intake.production.characters[0].name
