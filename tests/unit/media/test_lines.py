"""Line breaking by script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.media.lines import clusters, fold, in_two, phrases, width_ems

TEXTS = st.text(
    st.sampled_from("abc XYZ,.!?—'，。！？、「」（）你我他们真相信那封거짓말하지うそをつカンเด็กไม่รู้ที่สวัสฯัน้ đềố\u0301"), max_size=120
)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, st.floats(min_value=4, max_value=30))
def test_folding_keeps_all_text_in_order(text: str, widest: float) -> None:
    assert bare("".join(fold(text, widest))) == bare(text)


@given(TEXTS, st.floats(min_value=4, max_value=30))
def test_no_line_is_wider_than_the_measure(text: str, widest: float) -> None:
    assert all(width_ems(line) <= widest + 1e-6 or len(line) < 3 for line in fold(text, widest))


@given(TEXTS)
def test_a_text_cut_in_two_keeps_all_of_it_in_order(text: str) -> None:
    left, right = in_two(text)

    assert bare(left + right) == bare(text)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("赘婿竟然是首富的继承人", "zh-CN", ["赘婿", "竟然", "是", "首富", "的", "继承人"]),
        ("你到底是誰？", "zh-TW", None),
        ("うそをつかないで、健太。", "ja", ["う", "そを", "つかないで、", "健太。"]),
        ("ชีวิตสองด้านของพ่อแม่", "th", ["ชีวิต", "สอง", "ด้าน", "ของ", "พ่อ", "แม่"]),
        ("我有3个iPhone 15 Pro", "zh-CN", None),
        ("거짓말하지 마", "ko", ["거짓말하지 ", "마"]),
        ("Don't lie", "en", ["Don't ", "lie"]),
    ],
)
def test_phrases_are_words(text: str, language: str, words: list[str] | None) -> None:
    made = phrases(text, language)

    assert "".join(made) == text
    assert words is None or made == words
    assert not any(piece.startswith(("Phone", "hone", "ro", "？")) for piece in made)


@given(st.text(st.sampled_from("你我真相信封，。！？、「」（）《》"), min_size=1, max_size=60))
def test_closing_punctuation_never_begins_a_line_of_chinese(text: str) -> None:
    # Arrange: a run of punctuation longer than a line has to break somewhere.
    text = re.sub(r"([，。！？、「」（）《》])[，。！？、「」（）《》]+", r"\1", text).lstrip("，。！？、」）》")

    lines = fold(text, 8.0)

    assert all(line[0] not in "，。！？、」）》" for line in lines)
    assert all(line[-1] not in "「（《" for line in lines[:-1])


@pytest.mark.parametrize(
    ("text", "widest", "lines"),
    [
        ("那封信，我已经看到了！你到底是谁？", 13.2, ["那封信，我已经看到了！", "你到底是谁？"]),
        ("うそをつかないで、健太。手紙を見たの。", 13.2, ["うそをつかないで、健太。", "手紙を見たの。"]),
        ("거짓말하지 마, 민준아. 그 편지를 봤어.", 13.2, ["거짓말하지 마, 민준아.", "그 편지를 봤어."]),
        ("Anh thật ra là ai, và anh muốn gì ở em?", 13.2, ["Anh thật ra là ai,", "và anh muốn gì ở em?"]),
        ("อย่าโกหกฉัน ฉันเห็นจดหมายนั้นแล้ว", 13.2, ["อย่าโกหกฉัน", "ฉันเห็นจดหมายนั้นแล้ว"]),
        ("Three years.", 13.2, ["Three years."]),
        ("", 13.2, []),
    ],
)
def test_lines_break_at_phrases(text: str, widest: float, lines: list[str]) -> None:
    assert fold(text, widest) == lines


def test_thai_is_kept_in_syllables() -> None:
    assert clusters("ชีวิตสองด้านของพ่อแม่") == ["ชี", "วิต", "สอง", "ด้าน", "ของ", "พ่อ", "แม่"]


def test_korean_words_stay_whole() -> None:
    assert clusters("그 편지를") == ["그 ", "편지를"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert fold("a" * 40, 6.0) == ["a" * 10, "a" * 10, "a" * 10, "a" * 10]


def test_a_text_of_any_length_is_folded_in_short_time() -> None:
    assert len(fold("真相" * 5000, 10.0)) in range(1000, 1010)


@pytest.mark.parametrize("widest_ems", [width / 4 for width in range(4, 60)])
def test_a_text_of_combining_signs_folds_at_any_width(widest_ems: float) -> None:
    assert "".join(fold("उत्तराधिकारी की कहानी", widest_ems)).replace(" ", "") == "उत्तराधिकारीकीकहानी"
