"""The video stage: a scene's silent clip in the one format."""

from pathlib import Path

from shared.line.requests import VideoRequest
from worker.media.probe import check_clip
from worker.stages.stage import Stage
from worker.studio.engine import Made


def accept(request: VideoRequest, folder: Path, made: Made) -> None:
    """A clip of the asked length."""
    check_clip(folder / made.files["clip"], request.format, seconds=request.seconds)


STAGE = Stage("video", accept)
