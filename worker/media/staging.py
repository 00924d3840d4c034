"""Times that cues can be read in: each stays as long as reading takes where there is room, and none runs into the next."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from worker.media.cue import Cue
from worker.media.reading import GAP_FRAMES, HOLE_SECONDS, LONGEST_SECONDS, SHORTEST_SECONDS, characters

_TICK = 0.001


def staged(cues: Sequence[Cue], latest: Sequence[float], characters_per_second: float, language: str, fps: int) -> list[Cue]:
    """The cues, in order, with times that ascend and do not overlap; `latest` says until when each may stay, in seconds.

    A cue never begins earlier than it did. It ends later where reading it takes longer than saying it, as far as the next cue (less
    two frames) and `latest` allow, and where the next one follows within half a second, which would be a flicker.
    """
    made: list[Cue] = []
    starts = _starts(cues)
    for place, (cue, start) in enumerate(zip(cues, starts, strict=True)):
        follows = starts[place + 1] if place + 1 < len(cues) else None
        room = latest[place]
        if follows is not None:
            room = min(room, follows - min(GAP_FRAMES / fps, (follows - start) / 2))
        wanted = max(SHORTEST_SECONDS, characters(cue.text, language) / characters_per_second)
        end = max(cue.end, start + min(wanted, LONGEST_SECONDS))
        if follows is not None and 0 < follows - end < HOLE_SECONDS and follows - start < LONGEST_SECONDS:
            end = follows
        made.append(replace(cue, start=_ms(start), end=_ms(max(min(end, room), start + _TICK))))
    return [replace(one, end=min(one.end, other.start)) for one, other in pairwise(made)] + made[-1:]


def _starts(cues: Sequence[Cue]) -> list[float]:
    """When each cue begins: as it was, but after the one before by two ticks at least."""
    starts: list[float] = []
    for cue in cues:
        starts.append(max(cue.start, starts[-1] + 2 * _TICK) if starts else max(0.0, cue.start))
    return starts


def _ms(seconds: float) -> float:
    return round(seconds * 1000) / 1000
