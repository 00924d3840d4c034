"""Whether burned subtitles stay where players lay nothing over them: the subtitle file is drawn again over grey, and looked at."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.line.delivery import SafeArea
from shared.line.requests import EpisodeRequest, Format
from worker.media.ffmpeg import run
from worker.media.fonts import set_up
from worker.media.probe import probe
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

DRAWN_PER_SECOND = 2
SHRUNK = 4
"""Pixels of the episode to one that is drawn, each way: what is drawn is measured in shares of the frame."""
GROUND, LEAST_CHANGE = 128, 24
_TIMEOUT_S = 300.0

Frames = npt.NDArray[np.bool_]


def judge(subject: Subject) -> Verdict | None:
    """The share of frames with subtitles that reach outside of the safe area; None where none are burned."""
    request = subject.request
    if not isinstance(request, EpisodeRequest) or request.burn is None or f"ass:{request.burn}" not in subject.made.files:
        return None
    subtitles = subject.folder / subject.made.files[f"ass:{request.burn}"]
    drawn = _drawn(subtitles, request.format, probe(subject.file).duration_seconds)
    area = request.delivery.safe_area
    outside = [index for index, frame in enumerate(drawn) if reaches_outside(frame, area)]
    shown = sum(bool(frame.any()) for frame in drawn)
    most, share = subject.quality.subtitles.most_outside_share, len(outside) / max(1, shown)
    says = f"{share:.0%} of the subtitles reach outside of the safe area; {most:.0%} is the most"
    first = outside[0] / DRAWN_PER_SECOND if outside else None
    return found("subtitles", share <= most, says, measured=round(share, 3), limit=most, unit="share of subtitles", seconds=first)


def reaches_outside(frame: Frames, area: SafeArea) -> bool:
    """Whether a frame shows anything in the margins; a pixel is left for rounding."""
    height, width = frame.shape
    top, bottom = int(area.top * height) - 1, int(np.ceil((1 - area.bottom) * height)) + 1
    left, right = int(area.left * width) - 1, int(np.ceil((1 - area.right) * width)) + 1
    inside = frame[max(0, top) : bottom, max(0, left) : right]
    return bool(frame.sum() > inside.sum())


def _drawn(subtitles: Path, fmt: Format, seconds: float) -> Frames:
    """Where subtitles are, a few times a second: frames x height x width, at a fraction of the format's size."""
    width, height = fmt.width // SHRUNK, fmt.height // SHRUNK
    with tempfile.TemporaryDirectory(prefix="subtitles-") as name:
        folder = Path(name)
        shutil.copyfile(subtitles, folder / "burned.ass")
        ground = f"color=0x{GROUND:02x}{GROUND:02x}{GROUND:02x}:s={width}x{height}:r={DRAWN_PER_SECOND}:d={seconds:.3f}"
        shown = f"{ground},ass=burned.ass,format=gray"
        arguments: list[str | Path] = ["-f", "lavfi", "-i", shown, "-f", "rawvideo", folder / "drawn.gray"]
        run(arguments, timeout_s=_TIMEOUT_S, what="drawing subtitles", folder=folder, environment=set_up(folder))
        pixels = np.fromfile(folder / "drawn.gray", np.uint8)
    frames = pixels[: len(pixels) // (width * height) * width * height].reshape(-1, height, width)
    ground_level = int(np.median(frames[0])) if len(frames) else GROUND
    return np.asarray((frames > ground_level + LEAST_CHANGE) | (frames < ground_level - LEAST_CHANGE))
