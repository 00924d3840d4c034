"""The music stage: a bed of one mood."""

from collections.abc import Mapping
from pathlib import Path

from shared.catalogue.models import Model
from shared.line.requests import MusicRequest
from shared.pricing.lengths import billed_seconds
from worker.media.probe import check_audio
from worker.stages.stage import Asked, Paid, Stage
from worker.studio.engine import Input, Made

# The join loops what is short; a bed that ends this early is not what was asked for.
LEAST_SHARE = 0.9


def ask(request: MusicRequest, model: Model, _inputs: Mapping[str, Input], _folder: Path) -> Asked:
    """An instrumental bed in words."""
    kind = f"{request.genre} drama" if request.genre else "drama"
    prompt = f"Instrumental background music for a {kind}, mood: {request.mood}. No vocals."
    seconds = float(billed_seconds(model, request.seconds))
    return Asked({"prompt": prompt, "seconds": seconds, "seed": request.seed, "mood": request.mood, "genre": request.genre or "drama"})


def finish(_request: MusicRequest, raw: Input, _inputs: Mapping[str, Input], folder: Path) -> Made:
    """The bed as it came: the join takes any sound."""
    file = raw.path("raw")
    bed = folder / f"music{file.suffix}"
    bed.hardlink_to(file)
    return Made({"music": bed.name})


def accept(request: MusicRequest, folder: Path, made: Made) -> None:
    """Sound of about the asked length."""
    check_audio(folder / made.files["music"], least_seconds=LEAST_SHARE * request.seconds)


STAGE = Stage("music", accept, paid=Paid(ask, check_audio, finish))
