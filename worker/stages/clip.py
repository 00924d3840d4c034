"""The clip stage: a clip of a jobs file, as it came; it may begin with a picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.fit import short_side
from shared.line.requests import ClipRequest
from shared.pricing.lengths import billed_seconds
from worker.media.probe import check_video
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made

# Providers round lengths to their own frames.
LEAST_SHARE = 0.9


def ask(request: ClipRequest, model: Model, inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The clip in the words of the jobs file, and the picture that it begins with."""
    values: dict[str, Any] = {
        "prompt": request.prompt,
        "seconds": float(billed_seconds(model, request.seconds)),
        "resolution": request.resolution,
        "aspect": request.aspect,
        "seed": request.seed,
        **_pixels(request),
    }
    pictures = () if request.image is None else (picture_of(inputs[request.image]),)
    return Asked({name: value for name, value in values.items() if value is not None}, {"image": pictures})


def picture_of(product: Input) -> Path:
    """The picture of a product, or the user's own file."""
    return product.path("picture" if "picture" in product.files else "upload")


def _pixels(request: ClipRequest) -> dict[str, int]:
    """Width and height, where both resolution and aspect are asked for."""
    side = short_side(request.resolution or "")
    if side is None or request.aspect is None:
        return {}
    across, down = (int(part) for part in request.aspect.split(":"))
    short = min(across, down)
    return {"width": round(side * across / short / 2) * 2, "height": round(side * down / short / 2) * 2}


def finish(request: ClipRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The clip as it came. Raises BadOutput where it is too short."""
    file = raw.path("raw")
    lasts = float(raw.facts.get("duration_seconds") or check_video(file).duration_seconds)
    if lasts < LEAST_SHARE * request.seconds:
        raise BadOutput(f"the clip lasts {lasts:.2f} s; {request.seconds:g} s were asked for")
    clip = folder / f"clip{file.suffix}"
    clip.hardlink_to(file)
    return Made({"clip": clip.name}, {"duration_seconds": lasts, "source_url": raw.facts.get("source_url")})


def accept(_request: ClipRequest, folder: Path, made: Made) -> None:
    """A clip that can be played."""
    check_video(folder / made.files["clip"])


STAGE = Stage("clip", accept, paid=Paid(ask, check_video, finish, keeps_source=True))
