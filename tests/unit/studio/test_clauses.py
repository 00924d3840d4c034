"""Which clause of a line is said when."""

import pytest

from worker.studio.voice.clauses import alignment

TWO = [(" ", 0.1), ("n", 0.2), ("a", 0.3), (",", 0.4), (" ", 0.1), ("ˈ", 0.0), ("w", 0.2), ("o", 0.3), (".", 0.2)]


def test_clauses_are_timed_by_their_sounds_without_the_pauses() -> None:
    assert alignment("那，我。", TWO) == [[0.1, 0.6, "那，"], [1.1, 1.6, "我。"]]


def test_what_is_not_spoken_is_no_clause() -> None:
    assert alignment("（冷笑）那……，我!", TWO) == [[0.1, 0.6, "那……，"], [1.1, 1.6, "我!"]]


@pytest.mark.parametrize("text", ["That is 3.14, I say", "At 9:30, he said"])
def test_points_within_numbers_end_no_clause(text: str) -> None:
    assert len(alignment(text, TWO)) == 2


@pytest.mark.parametrize("text", ["一，二，三", "一", "", "……"])
def test_there_are_no_times_where_other_clauses_were_spoken(text: str) -> None:
    assert alignment(text, TWO) == []
