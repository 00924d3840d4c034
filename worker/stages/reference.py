"""The reference stage: one picture a character."""

from collections.abc import Mapping
from pathlib import Path

from shared.catalogue.models import Model
from shared.line.requests import ReferenceRequest
from shared.line.scene import GIVEN
from worker.media.ffmpeg import PICTURE_DEMUXERS, run
from worker.media.probe import check_picture
from worker.stages.stage import Asked, Paid, Stage
from worker.stages.wording import described, sentences, shape
from worker.studio.engine import Input, Made

LEAST_PIXELS = 64
_TIMEOUT_S = 60.0


def take_given(request: ReferenceRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """The user's own picture, as PNG and no larger than a frame. Raises BadOutput, StageFailed where it is no picture."""
    assert request.image, "a given picture is named by its content key"
    source = inputs[request.image].path("upload")
    check_picture(source, least_pixels=LEAST_PIXELS)
    fmt = request.format
    fitted = f"scale=w='min(iw,{fmt.width})':h='min(ih,{fmt.height})':force_original_aspect_ratio=decrease"
    arguments: list[str | Path] = ["-protocol_whitelist", "file", "-format_whitelist", PICTURE_DEMUXERS, "-i", source]
    arguments += ["-vf", fitted, "-frames:v", "1", "-c:v", "png", "-flags:v", "+bitexact", folder / "picture.png"]
    run(arguments, timeout_s=_TIMEOUT_S, what=f"reading the picture of {request.look.name}")
    return Made({"picture": "picture.png"})


def ask(request: ReferenceRequest, _model: Model, _inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The character in words."""
    prompt = sentences(f"Portrait of {described(request.look)}", "full face, neutral background, even light", request.style)
    return Asked(
        {
            "prompt": prompt,
            "seed": request.look.seed,
            "name": request.look.name,
            "description": described(request.look),
            **shape(request.format),
        }
    )


def finish(_request: ReferenceRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The picture as it came."""
    file = raw.path("raw")
    picture = folder / f"picture{file.suffix}"
    picture.hardlink_to(file)
    return Made({"picture": picture.name})


def accept(_request: ReferenceRequest, folder: Path, made: Made) -> None:
    """A picture that decodes."""
    check_picture(folder / made.files["picture"], least_pixels=LEAST_PIXELS)


STAGE = Stage("reference", accept, {GIVEN: take_given}, Paid(ask, check_picture, finish))
