import pytest

from producer.writing.room import room_of
from producer.writing.tongue import tongue_of
from shared.pricing.lengths import USUAL_SILENCE_SECONDS, expected_speech_seconds
from tests.unit.producer.writing.speech import LINES


def units(tongue, line):
    if tongue.unit == "words":
        return len(line.split())
    return sum(character not in " ，。？！、?,.\u200b" for character in line)


@pytest.mark.parametrize("language", sorted(LINES))
def test_a_tongues_rate_is_that_of_the_usual_reading(language):
    tongue, lines = tongue_of(language), LINES[language]
    seconds = expected_speech_seconds(lines) - USUAL_SILENCE_SECONDS * len(lines)

    measured = sum(units(tongue, line) for line in lines) / seconds

    assert 0.8 * measured <= tongue.a_second <= 1.05 * measured


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja", "ko", "vi", "th", "es"])
@pytest.mark.parametrize("seconds", [4.0, 7.5, 11.25, 30.0])
def test_dialogue_that_fills_its_room_fits_its_scene(language, seconds):
    tongue = tongue_of(language)
    room = room_of(tongue, seconds * 8, 8)
    word = LINES[language][1].split()[0][:6] if tongue.unit == "words" else LINES[language][1][0]
    joint = " " if tongue.unit == "words" else ""
    full, rest = divmod(room.scene_units, room.line_units)

    lines = [joint.join([word] * count) + "." for count in [room.line_units] * full + [rest] if count]

    assert 0.5 * seconds <= expected_speech_seconds(lines) <= seconds * 1.1


@pytest.mark.parametrize(("language", "name"), [
    ("zh-TW", "台湾"), ("zh-Hant-TW", "繁体"), ("zh-SG", "简体"), ("yue-HK", "粤语"), ("pt-BR", "Brazilian Portuguese"),
    ("en-US", "English"),
    ("eo", "BCP 47 tag eo"),
])  # fmt: skip
def test_a_tag_has_the_tongue_of_its_longest_prefix(language, name):
    assert name in tongue_of(language).name


@pytest.mark.parametrize(("language", "prompts"), [("zh", "zh"), ("zh-HK", "zh"), ("yue", "zh"), ("en", "en"), ("ja", "en"), ("eo", "en")])
def test_seasons_in_chinese_are_asked_for_in_chinese_and_all_others_in_english(language, prompts):
    assert tongue_of(language).prompts == prompts


def test_the_shortest_scene_has_room_for_a_word():
    assert room_of(tongue_of("en"), 5.0, 100).scene_units == 1
