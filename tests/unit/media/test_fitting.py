"""The lines of a dub in the time of the original's."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.media.fitting import FASTEST, SLOWEST, lay_out_dub
from worker.media.timeline import GAP_SECONDS, TAIL_SECONDS, Timeline, lay_out

RATES = st.sampled_from([24, 25, 30, 60])
LENGTH = st.floats(min_value=0.05, max_value=20, allow_nan=False)
PAIRS = st.lists(st.tuples(LENGTH, LENGTH), min_size=1, max_size=10)
NEARLY = 1e-5


def both(pairs: list[tuple[float, float]], at_least: float, fps: int) -> tuple[Timeline, Timeline, list[float]]:
    """The original, its dub, and how long each line of the dub is heard."""
    original, dubbed = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    fitted = lay_out_dub(dubbed, original, at_least, fps)
    heard = [seconds / fitted.rate(index) for index, seconds in enumerate(dubbed)]
    return lay_out(original, at_least, fps), fitted, heard


@given(PAIRS, st.floats(0, 60), RATES)
def test_the_lines_of_a_dub_never_overlap_and_are_never_cut(pairs: list[tuple[float, float]], at_least: float, fps: int) -> None:
    _, fitted, heard = both(pairs, at_least, fps)

    ends = [start + length for start, length in zip(fitted.starts_seconds, heard, strict=True)]

    assert all(start >= end + GAP_SECONDS - NEARLY for start, end in zip(fitted.starts_seconds[1:], ends[:-1], strict=True))
    assert fitted.seconds >= ends[-1] + TAIL_SECONDS - NEARLY


@given(PAIRS, st.floats(0, 60), RATES)
def test_rates_stay_within_their_bounds(pairs: list[tuple[float, float]], at_least: float, fps: int) -> None:
    original, fitted, heard = both(pairs, at_least, fps)

    assert all(SLOWEST - NEARLY <= rate <= FASTEST + NEARLY for rate in fitted.rates)
    # Nothing is slowed beyond the original's length, and only what would not fit is hurried.
    assert all(rate >= 1 or length <= own + NEARLY for rate, length, (own, _) in zip(fitted.rates, heard, pairs, strict=True))
    assert all(
        rate <= 1 or own < said or start > first
        for rate, (own, said), start, first in zip(fitted.rates, pairs, fitted.starts, original.starts, strict=True)
    )


@given(PAIRS, st.floats(0, 60), RATES)
def test_a_line_starts_with_the_original_s_unless_the_one_before_is_not_over(
    pairs: list[tuple[float, float]], at_least: float, fps: int
) -> None:
    original, fitted, heard = both(pairs, at_least, fps)

    assert fitted.starts[0] == original.starts[0]
    for index in range(1, len(pairs)):
        over = fitted.starts_seconds[index - 1] + heard[index - 1] + GAP_SECONDS
        late = fitted.starts[index] - original.starts[index]
        assert late == 0 or (late > 0 and (fitted.starts[index] - 1) / fps < over + NEARLY and fitted.rates[index - 1] == FASTEST)


@given(PAIRS, st.floats(0, 60), RATES)
def test_a_dubbed_scene_is_as_long_as_the_original_s_and_longer_only_where_its_last_line_cannot_be_said_faster(
    pairs: list[tuple[float, float]], at_least: float, fps: int
) -> None:
    original, fitted, _ = both(pairs, at_least, fps)

    assert fitted.frames >= original.frames
    assert fitted.frames == original.frames or math.isclose(fitted.rates[-1], FASTEST)


@given(st.lists(LENGTH, min_size=1, max_size=10), st.floats(0, 60), RATES)
def test_a_dub_of_the_same_lengths_is_laid_out_like_its_original(lines: list[float], at_least: float, fps: int) -> None:
    original, fitted, _ = both([(line, line) for line in lines], at_least, fps)

    assert (fitted.frames, fitted.starts, set(fitted.rates)) == (original.frames, original.starts, {1.0})


@given(PAIRS, st.floats(0, 60), RATES)
def test_no_scene_is_longer_than_the_longer_of_each_pair_of_lines(pairs: list[tuple[float, float]], at_least: float, fps: int) -> None:
    """What a dub's lip sync is priced by at worst (shared/pricing/lengths.py)."""
    _, fitted, _ = both(pairs, at_least, fps)

    longest = lay_out([max(pair) for pair in pairs], at_least, fps)

    assert fitted.frames <= longest.frames + len(pairs)


def test_a_silent_scene_is_the_original_s() -> None:
    assert lay_out_dub([], [], 4.0, 24) == lay_out([], 4.0, 24)


def test_a_dub_has_as_many_lines_as_its_original() -> None:
    with pytest.raises(ValueError, match="argument"):
        lay_out_dub([1.0], [1.0, 2.0], 0, 24)
