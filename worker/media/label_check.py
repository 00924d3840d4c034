"""Reads the visible mark back from a finished episode: whether its letters, and the dark edge around them, stand in the pictures."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av

from shared.errors import BadOutput
from shared.line.delivery import SafeArea, VisibleLabel
from shared.line.requests import Format
from worker.media import fonts
from worker.media.ffmpeg import MEDIA_DEMUXERS, opening
from worker.media.label import write_label

# Of the mark drawn on grey: what is surely letter, and what is surely edge.
_LETTER, _EDGE = re.compile(rb"[\xe1-\xff]"), re.compile(rb"[\x00-\x2d]")
# In the episode, after an encoder: letters are brighter than this, the edge is darker.
_BRIGHT, _DARK = 150, 110
# How much of either has to be found.
_LEAST_SHARE = 0.8
_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Mark:
    """The pixels of a mark, as offsets into a picture's brightness row by row, and the rows that its letters reach over."""

    letters: tuple[int, ...]
    edge: tuple[int, ...]
    top: int
    bottom: int
    left: int
    right: int


def mark_of(label: VisibleLabel, *, fmt: Format, language: str, safe_area: SafeArea) -> Mark:
    """The mark as it is drawn on grey. Raises BadOutput where nothing is."""
    with tempfile.TemporaryDirectory(prefix="label-") as name:
        folder = Path(name)
        write_label(None, folder / "label.ass", label, fmt=fmt, language=language, safe_area=safe_area)
        source = f"color=c=0x808080:s={fmt.width}x{fmt.height}:r={fmt.fps}:d=1"
        command = [*opening(), "-f", "lavfi", "-i", source, "-vf", "ass=filename=label.ass:shaping=complex,format=gray"]
        command += ["-frames:v", "1", "-f", "rawvideo", "label.gray"]
        environment = {**os.environ, **fonts.set_up(folder)}
        subprocess.run(command, cwd=folder, env=environment, check=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)
        drawn = (folder / "label.gray").read_bytes()
    letters = tuple(found.start() for found in _LETTER.finditer(drawn))
    if not letters:
        raise BadOutput(f"the label {label.text!r} has nothing that can be seen; letters were expected")
    columns = [at % fmt.width for at in letters]
    edge = tuple(found.start() for found in _EDGE.finditer(drawn))
    return Mark(letters, edge, letters[0] // fmt.width, letters[-1] // fmt.width + 1, min(columns), max(columns) + 1)


def unseen_at(path: Path, label: VisibleLabel, *, fmt: Format, language: str, safe_area: SafeArea, least_seconds: float) -> float | None:
    """When, from the first frame on, the mark is not in the picture, in seconds; None where it is as long as it is to be.

    Looked at are the first frame and the last one of its time (`least_seconds` where it has no end). Raises BadOutput.
    """
    mark = mark_of(label, fmt=fmt, language=language, safe_area=safe_area)
    last = max(0, round((label.seconds or least_seconds) * fmt.fps) - 1)
    seen = False
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            for index, frame in enumerate(container.decode(video=0)):
                if index in (0, last):
                    seen = is_in(frame, mark)
                    if not seen or index == last:
                        return None if seen else index / fmt.fps
    except av.FFmpegError as error:
        raise BadOutput(f"{path.name} does not decode: {error.strerror}; a whole episode was expected") from error
    # An episode shorter than the label: it was there while there was something to see.
    return None if seen else 0.0


def is_in(frame: Any, mark: Mark) -> bool:
    """Whether a frame of yuv420p has the mark."""
    plane = frame.planes[0]
    seen, width, pitch = memoryview(plane), frame.width, plane.line_size

    def value(at: int) -> int:
        return int(seen[at // width * pitch + at % width])

    bright = sum(value(at) >= _BRIGHT for at in mark.letters)
    dark = sum(value(at) <= _DARK for at in mark.edge)
    return bright >= _LEAST_SHARE * len(mark.letters) and dark >= _LEAST_SHARE * len(mark.edge)
