"""One track of music for an episode: each stretch of scenes in one mood has its bed, crossfaded into the next."""

import array
import functools
import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import BadOutput
from worker.media.rates import SAMPLE_RATE

CROSSFADE_SECONDS = 1.0
FADE_IN_SECONDS = 0.8
FADE_OUT_SECONDS = 1.6
# Where a bed is shorter than its stretch, its end runs into its start over this long.
_LOOP_SEAM_SECONDS = 0.5
_CHANNELS = 2
_SHIFT = 15


@dataclass(frozen=True)
class Stretch:
    """Music of one mood from sample `start` to sample `end` of the episode."""

    mood: str
    start: int
    end: int


def stretches(beats: Sequence[str], bounds: Sequence[int], moods: Mapping[str, object]) -> list[Stretch]:
    """Gather neighbouring scenes of one mood. `bounds` are the scenes' starts and the episode's end; a scene without a bed has none."""
    found: list[Stretch] = []
    for beat, start, end in zip(beats, bounds[:-1], bounds[1:], strict=True):
        if beat not in moods:
            continue
        if found and found[-1].mood == beat and found[-1].end == start:
            found[-1] = Stretch(beat, found[-1].start, end)
        else:
            found.append(Stretch(beat, start, end))
    return found


def lay(stretched: Sequence[Stretch], beds: Mapping[str, "array.array[int]"], total: int) -> "array.array[int]":
    """Lay the beds (interleaved stereo s16) under their stretches: `total` samples a channel, neighbours crossfaded at equal power."""
    track = array.array("h", bytes(2 * _CHANNELS * total))
    for i, stretch in enumerate(stretched):
        before = i > 0 and stretched[i - 1].end == stretch.start
        after = i + 1 < len(stretched) and stretched[i + 1].start == stretch.end
        half = int(CROSSFADE_SECONDS * SAMPLE_RATE) // 2
        start = max(0, stretch.start - half) if before else stretch.start
        end = min(total, stretch.end + half) if after else stretch.end
        sound = loop(beds[stretch.mood], end - start)
        _fade(sound, 0, _ramp_samples(2 * half if before else FADE_IN_SECONDS * SAMPLE_RATE, sound), rising=True)
        _fade(sound, len(sound), _ramp_samples(2 * half if after else FADE_OUT_SECONDS * SAMPLE_RATE, sound), rising=False)
        _add(track, sound, start, overlap=2 * half if before else 0)
    return track


def loop(bed: "array.array[int]", length: int) -> "array.array[int]":
    """A bed for `length` samples a channel, its end crossfaded into its start as often as needed."""
    if not bed:
        raise BadOutput("a bed of music decodes to no sound; some seconds were expected")
    wanted = length * _CHANNELS
    if len(bed) >= wanted:
        return bed[:wanted]
    seam = min(int(_LOOP_SEAM_SECONDS * SAMPLE_RATE), len(bed) // _CHANNELS // 4) * _CHANNELS
    head, tail = bed[:seam], bed[len(bed) - seam :]
    _fade(head, 0, seam // _CHANNELS, rising=True)
    _fade(tail, len(tail), seam // _CHANNELS, rising=False)
    round_trip = _sum(head, tail) + bed[seam : len(bed) - seam]
    track = bed[: len(bed) - seam]
    while len(track) < wanted:
        track.extend(round_trip)
    return track[:wanted]


def _ramp_samples(wanted: float, sound: "array.array[int]") -> int:
    return min(int(wanted), len(sound) // _CHANNELS // 2)


def _fade(sound: "array.array[int]", edge: int, samples: int, *, rising: bool) -> None:
    """Fade `samples` a channel in place, a quarter sine: from the index `edge` on when rising, up to it when falling."""
    if samples <= 0:
        return
    start = edge if rising else edge - samples * _CHANNELS
    gains = _ramp(samples) if rising else _ramp(samples)[::-1]
    for channel in range(_CHANNELS):
        part = slice(start + channel, start + samples * _CHANNELS, _CHANNELS)
        sound[part] = array.array("h", [s * g >> _SHIFT for s, g in zip(sound[part], gains, strict=True)])


@functools.lru_cache(maxsize=8)
def _ramp(samples: int) -> list[int]:
    """The first quarter of a sine, as whole numbers: a rising and a falling one keep the power between them."""
    return [round(math.sin(math.pi / 2 * (i + 0.5) / samples) * (1 << _SHIFT)) for i in range(samples)]


def _add(track: "array.array[int]", sound: "array.array[int]", start: int, overlap: int) -> None:
    """Put `sound` into `track` from sample `start` on, added to what is there for the first `overlap` samples a channel."""
    at, shared = start * _CHANNELS, min(overlap * _CHANNELS, len(sound))
    track[at : at + shared] = _sum(track[at : at + shared], sound[:shared])
    track[at + shared : at + len(sound)] = sound[shared:]


def _sum(one: "array.array[int]", other: "array.array[int]") -> "array.array[int]":
    sums = list(map(operator.add, one, other))
    try:
        return array.array("h", sums)
    except OverflowError:  # two loud beds at once: clip
        return array.array("h", [max(-32768, min(32767, s)) for s in sums])
