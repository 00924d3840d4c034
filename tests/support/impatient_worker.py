"""The quick worker, patient for a second at its end; a first `[slow]` video takes a minute. For workers only: it changes the studio."""

from collections.abc import Mapping
from pathlib import Path

from shared.line.requests import VideoRequest
from tests.support import quick_studio
from tests.support.quick_worker import app
from worker import draining
from worker.media.ffmpeg import run
from worker.studio.engine import Input, Made
from worker.studio.registry import STUDIO

__all__ = ["app"]

ONCE = "slow-once"
"""Beside the store: there, the video has been slow already."""

draining.PATIENCE_S = 1.0


def video(request: VideoRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The quick studio's, after a minute of ffmpeg for who is asked first."""
    mark = folder.parents[1] / ONCE
    if "[slow]" in request.action and not mark.exists():
        mark.touch()
        film = ["-re", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=8", "-t", "60", folder / "film.mp4"]
        run(film, timeout_s=90, what="a slow film")
    return quick_studio.video(request, inputs, folder)


STUDIO["studio/rig"] = {**quick_studio.QUICK["studio/rig"], "video": video}
