"""The speech of a dub in the time of its original: where each line starts, how fast it is spoken, how many frames the scene has."""

from collections.abc import Sequence
from dataclasses import replace

from worker.media.timeline import GAP_SECONDS, TAIL_SECONDS, Timeline, frames_up, lay_out

# As dubbing studios keep it: beyond a quarter faster, and a tenth slower, speech no longer sounds as somebody said it.
FASTEST = 1.25
SLOWEST = 0.9

# Nobody hears a line that is slower by less; it is left as it is.
_HEARD = 0.02
# A line that has just the time that it takes must not be hurried by floating point.
_NO_TIME = 1e-9


def lay_out_dub(line_seconds: Sequence[float], original_seconds: Sequence[float], at_least_seconds: float, fps: int) -> Timeline:
    """Lay the lines of a dub into the time of the original's, whose lengths are `original_seconds`.

    Each starts where the original's starts, unless the line before is not over by then. One that is too long for its place is spoken
    faster, up to 1.25 times, one that is shorter than the original's slower, down to 0.9; what is too long all the same moves the
    lines after it, and at last the end of the scene, whose picture is held. The scene is never shorter than the original's.
    Raises ValueError for lengths that are no lengths, and where the two have not as many lines.
    """
    own = lay_out(original_seconds, at_least_seconds, fps)
    # Only for its look at the lengths.
    lay_out(line_seconds, at_least_seconds, fps)
    if not line_seconds:
        return own
    ends = [start - GAP_SECONDS for start in own.starts_seconds[1:]] + [own.seconds - TAIL_SECONDS]
    starts: list[int] = []
    rates: list[float] = []
    over = 0.0
    for seconds, original, first, end in zip(line_seconds, original_seconds, own.starts, ends, strict=True):
        starts.append(max(first, frames_up(over + GAP_SECONDS, fps)) if starts else first)
        rates.append(_rate(seconds, original, end - starts[-1] / fps))
        over = starts[-1] / fps + seconds / rates[-1]
    frames = max(own.frames, frames_up(over + TAIL_SECONDS, fps))
    return replace(own, frames=frames, starts=tuple(starts), rates=tuple(rates))


def _rate(seconds: float, original: float, room: float) -> float:
    """How fast a line is spoken that has `room` seconds, where the original's took `original`."""
    if seconds > room + _NO_TIME:
        return FASTEST if room <= 0 else min(FASTEST, seconds / room)
    wished = min(original, room)
    if seconds < wished * (1 - _HEARD):
        return max(SLOWEST, seconds / wished)
    return 1.0
