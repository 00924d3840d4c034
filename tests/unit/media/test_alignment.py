"""When each character of a line is said."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.media.alignment import carried_over, character_times, normalised
from worker.media.pace import syllables

ELEVEN = {"characters": ["G", "o"], "character_start_times_seconds": [0, 0.1], "character_end_times_seconds": [0.1, 0.2]}
LINES = st.text(st.sampled_from("ab cé,.!?你我，。あゃ거ไม่ß😀3\u0301"), min_size=1, max_size=60).filter(lambda text: text.strip())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (ELEVEN, [[0.0, 0.1, "G"], [0.1, 0.2, "o"]]),
        ([{"text": "Go", "time_begin": 100, "time_end": 250.5}], [[0.1, 0.2505, "Go"]]),
        ([{"word": "Go", "start": 0.1, "end": 0.2}], [[0.1, 0.2, "Go"]]),
        ([[0, 0.2, "Go"]], [[0.0, 0.2, "Go"]]),
        ([[0, 9.0, "Go"]], [[0.0, 1.0, "Go"]]),
    ],
)
def test_each_way_of_telling_becomes_one_form(told: Any, said: list[list[Any]]) -> None:
    assert normalised(told, 1.0) == said


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        7,
        {},
        [],
        {"characters": ["G"], "character_start_times_seconds": [0, 1], "character_end_times_seconds": [1]},
        {**ELEVEN, "character_start_times_seconds": None},
        {**ELEVEN, "character_start_times_seconds": ["0", "1"]},
        [{"text": "Go"}],
        [{"text": "Go", "start": 1, "end": 0}],
        [[0.5, 0.6, "a"], [0.1, 0.2, "b"]],
        [[0, float("nan"), "a"]],
        [[50.0, 51.0, "of a longer file"]],
        [[True, 1, "a"]],
        ["a", "b"],
    ],
)
def test_what_is_not_understood_is_as_good_as_not_told(told: Any) -> None:
    assert normalised(told, 1.0) == []


@given(LINES, st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), LINES), max_size=6))
def test_every_character_has_its_time_within_the_line_and_in_order(text: str, said: list[tuple[float, float, str]]) -> None:
    times = character_times(text, 2.0, 5.0, said)

    assert len(times) == sum(not c.isspace() for c in text)
    assert all(2.0 - 1e-9 <= start <= end + 1e-9 <= 5.0 + 1e-6 for start, end in times)
    assert all(one[0] <= other[0] + 1e-9 for one, other in pairwise(times))


@given(LINES, LINES)
def test_every_character_of_a_translation_has_its_time(text: str, spoken: str) -> None:
    times = carried_over(text, spoken, character_times(spoken, 2.0, 5.0))

    assert len(times) == sum(not c.isspace() for c in text)
    assert all(2.0 - 1e-9 <= start <= end + 1e-9 for start, end in times)


def test_words_are_found_though_some_were_read_out_otherwise() -> None:
    said = [(0.0, 0.5, "I"), (0.5, 1.0, "have"), (1.0, 2.0, "three"), (2.0, 3.0, "letters.")]

    times = character_times("I have 3 letters.", 0.0, 3.0, said)

    assert times[0] == (0.0, 0.5)
    assert times[6][0] == pytest.approx(2.0)
    assert times[5] == (pytest.approx(1.0), pytest.approx(2.0))


def test_without_times_a_pause_lasts_longer_than_a_letter() -> None:
    times = character_times("你好。我走了", 0.0, 7.0)

    assert [start for start, _ in times] == [0.0, 1.0, 2.0, 4.0, 5.0, 6.0]


@pytest.mark.parametrize(("text", "count"), [("banana", 3), ("你好吗", 3), ("きょう", 2.4), ("Москва", 2), ("...", 3)])
def test_syllables(text: str, count: float) -> None:
    assert sum(syllables(text)) == pytest.approx(count, abs=0.45)
