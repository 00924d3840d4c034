"""Where lines of dialogue start, and how long a scene is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.media.rates import samples_at
from worker.media.timeline import GAP_SECONDS, LEAD_IN_SECONDS, SILENT_SCENE_SECONDS, TAIL_SECONDS, lay_out

RATES = st.sampled_from([23, 24, 25, 30, 48, 50, 60])
LENGTHS = st.floats(min_value=0.01, max_value=60, allow_nan=False)


@given(st.lists(LENGTHS, min_size=1, max_size=12), st.floats(0, 120), RATES)
def test_lines_never_touch_each_other_nor_the_ends(lines: list[float], at_least: float, fps: int) -> None:
    timeline = lay_out(lines, at_least, fps)

    ends = [start + length for start, length in zip(timeline.starts_seconds, lines, strict=True)]

    assert timeline.starts_seconds[0] >= LEAD_IN_SECONDS - 1e-5
    assert all(start >= end + GAP_SECONDS - 1e-5 for start, end in zip(timeline.starts_seconds[1:], ends[:-1], strict=True))
    assert timeline.seconds >= ends[-1] + TAIL_SECONDS - 1e-5
    assert timeline.seconds >= at_least - 1e-5


@given(st.lists(LENGTHS, max_size=12), st.floats(0, 120), RATES)
def test_no_frame_is_given_away(lines: list[float], at_least: float, fps: int) -> None:
    timeline = lay_out(lines, at_least, fps)

    wanted = max(at_least, timeline.starts_seconds[-1] + lines[-1] + TAIL_SECONDS) if lines else max(at_least, SILENT_SCENE_SECONDS)

    assert (timeline.frames - 1) / fps < wanted + 1e-9


def test_a_whole_number_of_frames_gains_none_by_floating_point() -> None:
    assert lay_out([], 12.1, 30).frames == 363
    assert lay_out([], 4.1, 60).frames == 246


def test_a_scene_without_speech_lasts_three_seconds_at_least() -> None:
    assert lay_out([], 0, 24).frames == 72
    assert lay_out([], 5.01, 24).frames == 121


@pytest.mark.parametrize("fps", [24, 25, 30, 48, 50, 60])
def test_frames_are_whole_numbers_of_samples_at_the_usual_rates(fps: int) -> None:
    assert [samples_at(n, fps) for n in (1, 7, 1000)] == [n * 48000 // fps for n in (1, 7, 1000)]


def test_other_rates_are_rounded_to_the_nearest_sample() -> None:
    assert samples_at(1, 23) == 2087
    assert samples_at(23, 23) == 48000


@pytest.mark.parametrize("lines", [[float("nan")], [-1.0], [float("inf")]])
def test_lengths_that_are_no_lengths_are_refused(lines: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        lay_out(lines, 0, 24)
