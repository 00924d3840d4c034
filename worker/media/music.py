"""One track of music for an episode: each stretch of scenes in one mood has its bed, crossfaded into the next."""

import array
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import BadOutput
from worker.media.fade import CHANNELS, faded, ramp_samples
from worker.media.rates import SAMPLE_RATE

CROSSFADE_SECONDS = 1.0
FADE_IN_SECONDS = 0.8
FADE_OUT_SECONDS = 1.6
# Where a bed is shorter than its stretch, its end runs into its start over this long.
_LOOP_SEAM_SECONDS = 0.5
# A bought bed dies away at its end, and may begin softly: what is so much softer than the bed is no part of a loop, up to a share of it.
_LOOP_LEAST_DB = 9.0
_LOOP_MOST_CUT = 0.25
# A bed that dies away so long before its stretch ends has ended with it.
_ENDING_SECONDS = 4.0
_WINDOW_SAMPLES = SAMPLE_RATE // 20


@dataclass(frozen=True)
class Bed:
    """A bed's sound (interleaved stereo s16), and the gain at which it is laid."""

    samples: "array.array[int]"
    gain_db: float = 0.0


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


def longest(stretched: Sequence[Stretch], mood: str) -> int:
    """How many samples of a mood's bed are heard at most, crossfades included."""
    return max((s.end - s.start for s in stretched if s.mood == mood), default=0) + int(CROSSFADE_SECONDS * SAMPLE_RATE)


def lay(stretched: Sequence[Stretch], beds: Mapping[str, Bed], total: int) -> "array.array[int]":
    """Lay the beds under their stretches, stereo s16: `total` samples a channel, neighbours crossfaded at equal power."""
    track = array.array("h", bytes(2 * CHANNELS * total))
    for i, stretch in enumerate(stretched):
        before = i > 0 and stretched[i - 1].end == stretch.start
        after = i + 1 < len(stretched) and stretched[i + 1].start == stretch.end
        half = int(CROSSFADE_SECONDS * SAMPLE_RATE) // 2
        start = max(0, stretch.start - half) if before else stretch.start
        end = min(total, stretch.end + half) if after else stretch.end
        bed = beds[stretch.mood]
        sound = loop(bed.samples, end - start)
        rising = ramp_samples(2 * half if before else FADE_IN_SECONDS * SAMPLE_RATE, sound)
        falling = ramp_samples(2 * half if after else FADE_OUT_SECONDS * SAMPLE_RATE, sound)
        _add(track, faded(sound, bed.gain_db, rising, falling), start, overlap=2 * half if before else 0)
    return track


def loop(bed: "array.array[int]", length: int) -> "array.array[int]":
    """A bed for `length` samples a channel, its end crossfaded into its start as often as needed.

    Where it is looped, the dying away at its end and a soft beginning are played once only, so that no round has a hole in it.
    """
    if not bed:
        raise BadOutput("a bed of music decodes to no sound; some seconds were expected")
    wanted = length * CHANNELS
    begin, end = _body(bed)
    if len(bed) >= wanted and end >= wanted - int(_ENDING_SECONDS * SAMPLE_RATE) * CHANNELS:
        return bed[:wanted]
    start, bed = bed[:begin], bed[begin:end]
    seam = min(int(_LOOP_SEAM_SECONDS * SAMPLE_RATE), len(bed) // CHANNELS // 4) * CHANNELS
    head = faded(bed[:seam], 0.0, seam // CHANNELS, 0)
    tail = faded(bed[len(bed) - seam :], 0.0, 0, seam // CHANNELS)
    round_trip = _sum(head, tail) + bed[seam : len(bed) - seam]
    track = start + bed[: len(bed) - seam]
    while len(track) < wanted:
        track.extend(round_trip)
    return track[:wanted]


def _body(bed: "array.array[int]") -> tuple[int, int]:
    """Where the bed begins and ends to be as loud as it is, as places in the interleaved samples."""
    step = _WINDOW_SAMPLES * CHANNELS
    power = [_power(bed[at : at + step]) for at in range(0, len(bed) - step + 1, step)]
    if not power or not any(power):
        return 0, len(bed)
    least = sum(power) / len(power) * 10 ** (-_LOOP_LEAST_DB / 10)
    loud = [at for at, one in enumerate(power) if one >= least]
    most = int(len(power) * _LOOP_MOST_CUT)
    begin, end = min(loud[0], most), max(loud[-1] + 1, len(power) - most)
    return begin * step, len(bed) if end == len(power) else end * step


def _power(window: "array.array[int]") -> float:
    """The mean square of every eighth sample of the left channel: enough to tell music from its dying away."""
    few = window[:: 8 * CHANNELS]
    return float(sum(map(operator.mul, few, few))) / max(1, len(few))


def _add(track: "array.array[int]", sound: "array.array[int]", start: int, overlap: int) -> None:
    """Put `sound` into `track` from sample `start` on, added to what is there for the first `overlap` samples a channel."""
    at, shared = start * CHANNELS, min(overlap * CHANNELS, len(sound))
    track[at : at + shared] = _sum(track[at : at + shared], sound[:shared])
    track[at + shared : at + len(sound)] = sound[shared:]


def _sum(one: "array.array[int]", other: "array.array[int]") -> "array.array[int]":
    try:
        return array.array("h", map(operator.add, one, other))
    except OverflowError:  # two loud beds at once: clip
        return array.array("h", [max(-32768, min(32767, s)) for s in map(operator.add, one, other)])
