"""Lengths add up to what was asked, and leave the dialogue its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.writing.lengths import LONGEST_SECONDS, SHORTEST_SECONDS, scaled


def test_proportions_are_kept() -> None:
    assert scaled([5, 10, 15], [0, 0, 0], 60) == [10, 20, 30]


def test_dialogue_has_its_time() -> None:
    assert scaled([10, 10], [15, 0], 20) == [15, 5]


def test_a_missing_length_is_shared_out_by_dialogue() -> None:
    assert scaled([None, None], [9, 0], 15) == [12, 3]


def test_too_much_dialogue_is_shared_out_all_the_same() -> None:
    assert scaled([1, 1], [40, 20], 30) == [20, 10]


@given(
    scenes=st.lists(st.tuples(st.none() | st.floats(0.001, 1e8), st.floats(0, 200)), min_size=1, max_size=30),
    seconds=st.floats(5, 1800),
)
def test_any_lengths_add_up_where_scenes_can(scenes: list[tuple[float | None, float]], seconds: float) -> None:
    lengths = scaled([given for given, _ in scenes], [spoken for _, spoken in scenes], seconds)

    assert all(SHORTEST_SECONDS <= length <= LONGEST_SECONDS for length in lengths)
    can = min(max(seconds, SHORTEST_SECONDS * len(scenes)), LONGEST_SECONDS * len(scenes))
    assert sum(lengths) == pytest.approx(can, abs=0.06 * len(scenes))
