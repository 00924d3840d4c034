"""The video stage: a scene's silent clip; the studio's in the one format, a provider's as it came."""

from collections.abc import Mapping
from pathlib import Path

from shared.catalogue.models import Model
from shared.errors import BadOutput
from shared.line.requests import VideoRequest
from shared.pricing.lengths import billed_seconds
from worker.media.probe import check_clip, check_video
from worker.stages.stage import Asked, Paid, Stage
from worker.stages.wording import described, sentences, shape
from worker.studio.engine import Input, Made

# Providers round lengths to their own frames; what is missing is held on the last frame, but this much is not what was bought.
LEAST_SHARE = 0.9


def ask(request: VideoRequest, model: Model, inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """The scene in words, and the pictures of those who are in it."""
    people = [described(look) for look in request.cast]
    prompt = sentences(request.visual_prompt or request.action, request.setting, *people, f"mood: {request.beat}", request.style)
    pictures = tuple(inputs[key].path("picture") for key in request.references)
    most = model.reference_images.max if model.reference_images is not None else len(pictures)
    values = {
        "prompt": prompt,
        "seconds": float(billed_seconds(model, request.seconds)),
        "seed": request.seed,
        "emotion": request.beat,
        "native_audio": request.native_audio,
        **shape(request.format, model.resolutions),
    }
    return Asked(values, {"image": pictures[:most]})


def finish(request: VideoRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The clip as it came: the lip-sync stage brings it into the one format. Raises BadOutput where it is too short."""
    file = raw.path("raw")
    # Measured when it came; products of an earlier version do not say.
    lasts = float(raw.facts.get("duration_seconds") or check_video(file).duration_seconds)
    if lasts < LEAST_SHARE * request.seconds:
        raise BadOutput(f"the clip lasts {lasts:.2f} s; {request.seconds:g} s were asked for")
    clip = folder / f"clip{file.suffix}"
    clip.hardlink_to(file)
    return Made({"clip": clip.name}, {"duration_seconds": lasts, "as_it_came": True})


def accept(request: VideoRequest, folder: Path, made: Made) -> None:
    """A clip of the asked length; one that is as it came was checked when it came."""
    if not made.facts.get("as_it_came"):
        check_clip(folder / made.files["clip"], request.format, seconds=request.seconds)


STAGE = Stage("video", accept, paid=Paid(ask, check_video, finish))
