"""The image stage: a picture of a jobs file, as it came."""

from collections.abc import Mapping
from math import gcd
from pathlib import Path

from shared.catalogue.models import Model
from shared.line.requests import ImageRequest
from worker.media.probe import check_picture
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made

LEAST_PIXELS = 16


def ask(request: ImageRequest, _model: Model, _inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The picture in the words of the jobs file."""
    divisor = gcd(request.width, request.height)
    values = {
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt or None,
        "width": request.width,
        "height": request.height,
        "aspect": f"{request.width // divisor}:{request.height // divisor}",
        "resolution": f"{min(request.width, request.height)}p",
        "seed": request.seed,
    }
    return Asked({name: value for name, value in values.items() if value is not None})


def finish(_request: ImageRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The picture as it came."""
    file = raw.path("raw")
    picture = folder / f"picture{file.suffix}"
    picture.hardlink_to(file)
    return Made({"picture": picture.name}, {"source_url": raw.facts.get("source_url")})


def accept(_request: ImageRequest, folder: Path, made: Made) -> None:
    """A picture that decodes."""
    check_picture(folder / made.files["picture"], least_pixels=LEAST_PIXELS)


STAGE = Stage("image", accept, paid=Paid(ask, check_picture, finish, keeps_source=True))
