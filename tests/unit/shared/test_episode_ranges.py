"""Episodes as people list them: read, spelled, refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.episode_ranges import HIGHEST, ascending, numbers_of, spelled

NUMBERS = st.sets(st.integers(1, HIGHEST), min_size=1, max_size=60)


@given(NUMBERS)
def test_what_is_spelled_is_read_back(numbers: set[int]) -> None:
    assert numbers_of(spelled(numbers)) == tuple(sorted(numbers))


@given(st.integers(1, 9000), st.integers(0, 900))
def test_a_run_is_one_range(first: int, more: int) -> None:
    numbers = range(first, first + more + 1)

    assert len(spelled(numbers).split(",")) == min(len(numbers), 2 if len(numbers) == 2 else 1)
    assert numbers_of(f"{first}-{first + more}") == tuple(numbers)


@given(st.lists(st.integers(1, HIGHEST), min_size=1, max_size=30))
def test_a_list_is_ascending_with_each_number_once(numbers: list[int]) -> None:
    assert ascending(numbers) == tuple(sorted(set(numbers)))


@given(st.text(max_size=30))
def test_any_text_is_numbers_or_one_clear_line(text: str) -> None:
    told, numbers = "", (1,)
    try:
        numbers = numbers_of(text)
    except ValueError as error:
        told = str(error)

    assert numbers == ascending(numbers)
    assert "\n" not in told


@pytest.mark.parametrize("text", ["1-3, 7", "1–3，7", "7;1 - 3", "1至3、7", "1,2,3,7,7"])
def test_ranges_are_read_as_people_write_them(text: str) -> None:
    assert numbers_of(text) == (1, 2, 3, 7)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "'' names no episodes; write numbers and ranges such as '1-3, 7'"),
        ("1-", "'1-' names no episodes; write numbers and ranges such as '1-3, 7'"),
        ("3-1", "'3-1' runs backwards; write '1-3'"),
        ("0-2", "there is no episode 0; numbers go from 1 to 9999"),
        ("1-99999", "there is no episode 99999; numbers go from 1 to 9999"),
    ],
)
def test_what_names_no_episode_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(wrong)) as error:
        numbers_of(text)

    assert str(error.value) == wrong
