"""A clip decoded once, to its end: small grey frames a few times a second, and the first frames in colour."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation

from shared.errors import BadOutput
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.probe import Facts, check_video, probe

SAMPLES_PER_SECOND = 8.0
SHORT_SIDE = 96
"""Pixels of the shorter side of a small frame."""
COLOUR_SIDE = 540
"""Pixels of the shorter side of a frame in colour, at most."""
COLOUR_AT_SHARES = (0.0, 0.12, 0.25, 0.5, 0.75)
"""Where frames are kept in colour."""
MOST_SAMPLES = 480
"""A film longer than 60 s is looked at more rarely."""

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Film:
    """What was seen. Times are in seconds from the first frame."""

    facts: Facts
    grey: list[npt.NDArray[np.float32]]
    """Small frames: luma, 0 to 255."""
    value: list[Grey]
    """The same by the brightest of red, green and blue: navy is no black."""
    times: list[float]
    colour: list[Any]
    """Frames as BGR, height x width x 3, where `colour_times` says."""
    colour_times: list[float]
    frames: int
    corrupt: int
    """Frames that the decoder had to make up in part."""
    lasts_seconds: float
    width: int
    height: int
    """As shown: rotated, with square pixels."""


def read_film(path: Path) -> Film:
    """Decode a clip. Raises BadOutput where it is none, is cut short, or does not decode."""
    check_video(path)
    facts = probe(path)
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            return _read(path, container, facts)
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} does not decode: {error.strerror}; a whole clip was expected") from error


def _read(path: Path, container: Any, facts: Facts) -> Film:
    stream = next(s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic)
    stream.thread_type = "NONE"
    expected = float(stream.duration * stream.time_base) if stream.duration else facts.duration_seconds
    step = max(1 / SAMPLES_PER_SECOND, expected / MOST_SAMPLES)
    wanted = [share * expected for share in COLOUR_AT_SHARES]
    seen = _Seen(step, wanted)
    for frame in container.decode(stream):
        seen.see(frame)
    if not seen.frames:
        raise BadOutput(f"{path.name} decodes to no frame; a whole clip was expected")
    # The last frame stays on the screen about as long as the others did.
    lasts = seen.last_time + (min(0.5, seen.last_time / (seen.frames - 1)) if seen.frames > 1 else 1 / (facts.fps or 25))
    if lasts < expected - max(0.5, 0.1 * expected):
        raise BadOutput(f"{path.name} is cut short: {lasts:.2f} s of {expected:.2f} s decode; the whole clip was expected")
    width, height = _shown_size(stream, facts, seen.rotation)
    return Film(facts, seen.grey, seen.value, seen.times, seen.colour, seen.colour_times, seen.frames, seen.corrupt, lasts, width, height)


def _shown_size(stream: Any, facts: Facts, rotation: int) -> tuple[int, int]:
    ratio = stream.sample_aspect_ratio
    width = round(facts.width * float(ratio)) if ratio else facts.width
    return (facts.height, width) if rotation % 180 else (width, facts.height)


class _Seen:
    """Keeps what is wanted of each frame."""

    def __init__(self, step: float, wanted: list[float]) -> None:
        self._step, self._wanted = step, wanted
        self._first: float | None = None
        self._next = 0.0
        self.grey: list[npt.NDArray[np.float32]] = []
        self.value: list[Grey] = []
        self.times: list[float] = []
        self.colour: list[Any] = []
        self.colour_times: list[float] = []
        self.frames = self.corrupt = self.rotation = 0
        self.last_time = 0.0

    def see(self, frame: Any) -> None:
        """Keep what is wanted of a frame."""
        at = self._at(frame)
        if not self.frames:
            self.rotation = int(frame.rotation or 0)
        self.frames += 1
        self.corrupt += bool(frame.is_corrupt)
        self.last_time = max(self.last_time, at)
        if at >= self._next - 1e-3:
            self._next = at + self._step
            self.grey.append(np.asarray(_small(frame, "gray"), np.float32))
            red, green, blue = np.moveaxis(_small(frame, "rgb24"), 2, 0)
            # Along an axis of three, numpy's own maximum takes ten times as long.
            self.value.append(np.maximum(np.maximum(red, green), blue))
            self.times.append(at)
        if self._wanted and at >= self._wanted[0] - 1e-3:
            self._wanted = self._wanted[1:]
            self.colour.append(_coloured(frame))
            self.colour_times.append(at)

    def _at(self, frame: Any) -> float:
        time = frame.time
        if time is None:
            return self.frames / 25
        if self._first is None:
            self._first = float(time)
        return float(time) - self._first


def _small(frame: Any, form: str) -> Grey:
    scale = SHORT_SIDE / min(frame.width, frame.height)
    width, height = max(8, round(frame.width * scale / 8) * 8), max(8, round(frame.height * scale / 8) * 8)
    return np.ascontiguousarray(frame.reformat(width, height, form, interpolation=Interpolation.AREA, threads=1).to_ndarray())


def _coloured(frame: Any) -> Any:
    scale = min(1.0, COLOUR_SIDE / min(frame.width, frame.height))
    width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    pixels = frame.reformat(width, height, "bgr24", interpolation=Interpolation.BILINEAR, threads=1).to_ndarray()
    return np.ascontiguousarray(np.rot90(pixels, round((frame.rotation or 0) / 90)))
