"""The studio's video engine: draws a scene's silent take."""

import math
from collections.abc import Mapping
from pathlib import Path

from shared.errors import StageFailed
from shared.line.requests import Format, VideoRequest
from worker.media.encode import ClipWriter
from worker.media.picture import keep
from worker.studio.engine import Input, Made
from worker.studio.rig.shot import Shot
from worker.studio.rig.take import write_take

TAKE_DRAWINGS_PER_SECOND = 6
"""A take is for looking over: the lips draw the shot again, so it moves "on fours" and costs half as much."""

PICTURE_WIDTH = 360
PICTURE_AT = 0.4
"""Where in a clip its picture is taken: past the first blink, before the camera has moved far."""


def check_format(fmt: Format) -> None:
    """Raises StageFailed for a picture that yuv420p cannot hold."""
    if fmt.width < 64 or fmt.height < 64 or fmt.width % 2 or fmt.height % 2 or fmt.fps < 1:
        raise StageFailed(
            f"format {fmt.width}x{fmt.height} at {fmt.fps} fps: width and height must be even and at least 64, fps at least 1"
        )


def make(request: VideoRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001  # the take needs no input
    """Draw `request.seconds` of the scene with closed mouths. Raises StageFailed."""
    fmt = request.format
    check_format(fmt)
    frames = max(1, round(request.seconds * fmt.fps))
    shot = Shot(request, drawings_per_second=TAKE_DRAWINGS_PER_SECOND)
    clip = folder / "clip.mp4"
    with ClipWriter(clip, fmt, frames=frames, quality="take") as writer:
        for index in range(frames):
            frame = shot.frame(index, frames, fmt.fps, {})
            writer.write(frame)
            if index == math.floor(PICTURE_AT * frames):
                keep(frame, fmt, folder / "picture.jpg", width=PICTURE_WIDTH)
    write_take(folder / "take.json", request)
    seconds = frames / fmt.fps
    return Made({"clip": "clip.mp4", "take": "take.json", "picture": "picture.jpg"}, {"duration_seconds": seconds, "frames": frames})
