"""The product's worker app with everything light but the paid stage: `celery -A ops.bench.light_worker worker …`.

What is measured here is the line and its paid calls. Drawing, speaking and ffmpeg have benchmarks of their own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.line.request import Request
from shared.line.requests import EpisodeRequest, LipsyncRequest
from worker.app import app
from worker.stages.registry import LINE
from worker.stages.stage import Stage
from worker.studio.engine import Input, Made
from worker.studio.registry import STUDIO

__all__ = ["app"]


def lipsync(request: LipsyncRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The bought clip under another name."""
    (folder / "clip.mp4").hardlink_to(inputs[request.video].path("clip"))
    (folder / "dialogue.wav").write_bytes(b"RIFF")
    (folder / "picture.jpg").write_bytes(b"JPEG")
    facts = {"duration_seconds": request.at_least_seconds, "frames": round(request.at_least_seconds * request.format.fps), "lines": []}
    return Made({"clip": "clip.mp4", "dialogue": "dialogue.wav", "picture": "picture.jpg"}, facts)


def join(request: EpisodeRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001  # as every maker
    """A list of the scenes in place of a film."""
    (folder / "episode.mp4").write_text("\n".join(scene.lipsync or "" for scene in request.scenes), encoding="ascii")
    (folder / "cover.jpg").write_bytes(b"JPEG")
    shape = request.format
    facts = {"duration_seconds": 1.0, "frames": shape.fps, "width": shape.width, "height": shape.height, "fps": shape.fps}
    loudness: dict[str, Any] = {"loudness_lufs": None, "true_peak_db": None, "subtitles_missing": {}, "scenes": []}
    return Made({"episode": "episode.mp4", "cover": "cover.jpg"}, {**facts, **loudness})


def _accept(_request: Request, _folder: Path, _made: Made) -> None:
    """What was made above is no film."""


STUDIO["studio/lips"] = {"lipsync": lipsync}
LINE["lipsync"] = Stage("lipsync", _accept, paid=LINE["lipsync"].paid)
LINE["episode"] = Stage("episode", _accept, {"line/join": join})
