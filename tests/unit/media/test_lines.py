"""Line breaking by script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.media.lines import clusters, fold, parts_that_fit, width_ems

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


@given(TEXTS, st.floats(min_value=4, max_value=30), st.integers(1, 3))
def test_parts_have_at_most_so_many_lines_and_keep_all_text(text: str, widest: float, most: int) -> None:
    parts = parts_that_fit(text, widest, most)

    assert all(1 <= len(lines) <= most for lines in parts)
    assert bare("".join(line for lines in parts for line in lines)) == bare(text)


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
        ("うそをつかないで、健太。手紙を見たの。", 13.2, ["うそをつかないで、", "健太。手紙を見たの。"]),
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
    assert len(fold("真相" * 5000, 10.0)) == 1000


@pytest.mark.parametrize("widest_ems", [width / 4 for width in range(4, 60)])
def test_a_text_of_combining_signs_folds_at_any_width(widest_ems: float) -> None:
    assert "".join(fold("उत्तराधिकारी की कहानी", widest_ems)).replace(" ", "") == "उत्तराधिकारीकीकहानी"
