"""Where each line of a scene's dialogue starts, how many frames the scene has, and its sound written out to exactly that length."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from worker.media.rates import SAMPLE_RATE, samples_at
from worker.media.sound import read_samples, silence, write_wav
from worker.media.tempo import at_rate

LEAD_IN_SECONDS = 0.35
GAP_SECONDS = 0.25
TAIL_SECONDS = 0.55
SILENT_SCENE_SECONDS = 3.0

# A length in seconds that is a whole number of frames must not gain a frame by floating point.
_NEARLY = 1e-6


@dataclass(frozen=True)
class Timeline:
    """A scene in time: its frames at `fps`, and the start of each line of dialogue, a whole number of frames each.

    `rates` are how many times as fast each line is spoken as it was recorded; none where all are left as they are.
    """

    frames: int
    starts: tuple[int, ...]
    fps: int
    rates: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def starts_seconds(self) -> tuple[float, ...]:
        return tuple(start / self.fps for start in self.starts)

    def rate(self, line: int) -> float:
        """How many times as fast a line is spoken as it was recorded."""
        return self.rates[line] if self.rates else 1.0

    @property
    def samples(self) -> int:
        """Samples at 48 kHz. Exact for the rates that divide 48000 (24, 25, 30, 48, 50, 60); else rounded, within 11 µs a scene."""
        return samples_at(self.frames, self.fps)


def lay_out(line_seconds: Sequence[float], at_least_seconds: float, fps: int) -> Timeline:
    """Lay lines of those lengths one after the other: 0.35 s before the first, 0.25 s between, 0.55 s after the last.

    Starts are rounded up to whole frames, so that mouths and sound agree to the sample; so is the end. The scene lasts
    `at_least_seconds`; a scene without speech, at least 3 s. Raises ValueError for lengths that are no lengths.
    """
    if fps <= 0 or not all(math.isfinite(s) and s >= 0 for s in (*line_seconds, at_least_seconds)):
        raise ValueError(f"lengths must be finite and not negative, and fps positive: {list(line_seconds)}, {at_least_seconds}, {fps}")
    if not line_seconds:
        return Timeline(frames_up(max(at_least_seconds, SILENT_SCENE_SECONDS), fps), (), fps)
    starts: list[int] = []
    earliest = LEAD_IN_SECONDS
    for seconds in line_seconds:
        starts.append(frames_up(earliest, fps))
        earliest = starts[-1] / fps + seconds + GAP_SECONDS
    end = starts[-1] / fps + line_seconds[-1] + TAIL_SECONDS
    return Timeline(frames_up(max(end, at_least_seconds), fps), tuple(starts), fps)


def frames_up(seconds: float, fps: int) -> int:
    """So many seconds in whole frames, rounded up; at least one."""
    return max(1, math.ceil(seconds * fps - _NEARLY))


def write_dialogue(path: Path, speech: Sequence[Path | None], timeline: Timeline) -> None:
    """Write a scene's speech as one WAV, mono s16 48 kHz, of exactly `timeline.samples` samples.

    Each file of `speech` (any format that is sound) starts at its line's start, at its rate, and is never cut; None is silence.
    Raises BadOutput for a file that is no sound, StageFailed where a line does not fit between its start and the next.
    """
    if len(speech) != len(timeline.starts):
        raise StageFailed(f"{path.name}: {len(speech)} files of speech for {len(timeline.starts)} lines; each line needs one")
    sound = silence(timeline.samples)
    bounds = [samples_at(start, timeline.fps) for start in timeline.starts]
    for index, (file, start, end) in enumerate(zip(speech, bounds, [*bounds, timeline.samples][1:], strict=True)):
        if file is None:
            continue
        line = at_rate(read_samples(file), timeline.rate(index))
        if start + len(line) > end:
            lasts, room = len(line) / SAMPLE_RATE, (end - start) / SAMPLE_RATE
            raise StageFailed(f"{file.name}: this line of {lasts:.2f} s does not fit into the {room:.2f} s laid out for it")
        sound[start : start + len(line)] = line
    write_wav(path, sound, channels=1)
