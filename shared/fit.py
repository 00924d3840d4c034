"""Whether a model can do what a scene needs, as far as its catalogue row tells; what a row leaves out is not known, and fits."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.casting import speaks
from shared.catalogue import CAPABILITY_OF, Catalogue, Model
from shared.line.request import Request
from shared.line.requests import (
    ClipRequest,
    Format,
    ImageRequest,
    LipsyncRequest,
    MusicRequest,
    ReferenceRequest,
    SpeechRequest,
    StageName,
    TextRequest,
    VideoRequest,
)
from shared.line.writing_requests import TranslationRequest, WritingRequest
from shared.production import Character, Production
from shared.tokens import READ_AGAIN, tokens_about

_THOUSANDS_OF_PIXELS = {"2k": 1440, "4k": 2160, "8k": 4320}
"""The short sides of what is named for its long one."""


@dataclass(frozen=True)
class Wants:
    """What the user insists on for a scene, beyond what its request says."""

    locked_seeds: tuple[tuple[str, int], ...] = ()
    """The characters of the scene whose seed was given by hand, and that seed."""
    own_pictures: tuple[str, ...] = ()
    """The characters of the scene who have a reference picture of the user's own."""
    references: bool = False
    """Whether the season file names somebody to make reference pictures."""


def wants_of(production: Production, cast: Sequence[Character]) -> Wants:
    """What the user insists on for a scene with this cast."""
    return Wants(
        locked_seeds=tuple((character.name, character.look.seed) for character in cast if character.seed_is_locked),
        own_pictures=tuple(character.name for character in cast if character.reference_image),
        references=production.references_are_wanted,
    )


def cast_of(production: Production, request: Request) -> tuple[Character, ...]:
    """The characters whom a request shows, in its order; nobody for one that shows none."""
    looks = request.cast if isinstance(request, VideoRequest) else (request.look,) if isinstance(request, ReferenceRequest) else ()
    by_name = {character.name: character for character in production.characters}
    return tuple(by_name[look.name] for look in looks)


def misfit(model: Model, stage: StageName, request: Request, wants: Wants) -> str | None:
    """Why a model cannot make what is asked, in a clause that follows its name; None where nothing is known against it."""
    if CAPABILITY_OF[stage] not in model.capabilities:
        return f"cannot do {stage}"
    return next((reason for check in _CHECKS[type(request)] for reason in check(model, request, wants)), None)


def capable(production: Production, stage: StageName, request: Request, cast: Sequence[Character], catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the stage's models that can make a request, in the season's order. `cast` is the scene's."""
    wants = wants_of(production, cast)
    return tuple(name for name in production.models[stage] if misfit(catalogue.model(name), stage, request, wants) is None)


def has_aspect(form: Format, aspect: str) -> bool:
    """Whether a picture has an aspect such as "9:16"; sides are whole even pixels, hence only nearly in proportion."""
    across, down = (int(part) for part in aspect.split(":"))
    return abs(form.width * down - form.height * across) <= max(across, down)


def short_side(resolution: str) -> int | None:
    """The short side in pixels of a resolution as providers write it ("720p", "4K", "1280x720"); None where it is none of those."""
    word = resolution.strip().lower()
    if match := re.fullmatch(r"([0-9]{3,5})p", word):
        return int(match[1])
    if match := re.fullmatch(r"([0-9]{3,5})\s*[x*×:]\s*([0-9]{3,5})", word):
        return min(int(match[1]), int(match[2]))
    return _THOUSANDS_OF_PIXELS.get(word)


def _length(model: Model, request: VideoRequest | LipsyncRequest | MusicRequest, _wants: Wants) -> Iterator[str]:
    if isinstance(request, VideoRequest) and request.speech:
        # It follows what is said, as far as the model goes; beyond that the last picture is held.
        return
    seconds = request.at_least_seconds if isinstance(request, LipsyncRequest) else request.seconds
    longest = max(model.durations, default=math.inf)
    if seconds > longest:
        what = "the bed" if isinstance(request, MusicRequest) else "the scene"
        yield f"makes at most {longest:g} s, {what} needs {seconds:g} s"


def _shape(model: Model, request: VideoRequest, _wants: Wants) -> Iterator[str]:
    aspects = model.aspect_ratios
    if aspects and not any(has_aspect(request.format, aspect) for aspect in aspects):
        yield f"makes {' and '.join(aspects)} only, the season is {_aspect_of(request.format)}"
    sides = [short_side(resolution) for resolution in model.resolutions]
    known = [side for side in sides if side is not None]
    wanted = min(request.format.width, request.format.height)
    if known and len(known) == len(sides) and max(known) < wanted:
        yield f"makes at most {max(known)}p, the season is {wanted}p"


def _references(model: Model, _request: VideoRequest, wants: Wants) -> Iterator[str]:
    if model.reference_images is None or model.reference_images.max > 0:
        return
    if wants.own_pictures:
        yield f"takes no reference image, and {wants.own_pictures[0]} has one"
    elif wants.references:
        yield "takes no reference image, and the season has them made"


def _seed(model: Model, _request: VideoRequest | ReferenceRequest, wants: Wants) -> Iterator[str]:
    if model.seed is False and wants.locked_seeds:
        name, seed = wants.locked_seeds[0]
        yield f"has no seed, and {name}'s seed {seed} is locked"


def _text(model: Model, request: SpeechRequest, _wants: Wants) -> Iterator[str]:
    if not speaks(model, request.language):
        yield f"does not speak {request.language}"
    if model.max_characters is not None and len(request.text) > model.max_characters:
        yield f"takes at most {model.max_characters} characters, the line has {len(request.text)}"


def _picture(model: Model, request: ImageRequest, _wants: Wants) -> Iterator[str]:
    if model.seed is False and request.seed is not None:
        yield f"has no seed, and the job asks for {request.seed}"


def _clip(model: Model, request: ClipRequest, _wants: Wants) -> Iterator[str]:
    if request.seconds > max(model.durations, default=math.inf):
        yield f"makes at most {max(model.durations):g} s, the job asks for {request.seconds:g} s"
    if request.resolution is not None and model.resolutions and request.resolution not in model.resolutions:
        yield f"makes {', '.join(model.resolutions)}, not {request.resolution}"
    if request.aspect is not None and model.aspect_ratios and request.aspect not in model.aspect_ratios:
        yield f"makes {', '.join(model.aspect_ratios)}, not {request.aspect}"
    if request.image is not None and model.reference_images is not None and model.reference_images.max == 0:
        yield "takes no picture to begin with"
    if model.seed is False and request.seed is not None:
        yield f"has no seed, and the job asks for {request.seed}"


def _context(model: Model, request: TextRequest, _wants: Wants) -> Iterator[str]:
    needed = tokens_about(request.system, request.prompt) + request.source_tokens + request.max_tokens
    if model.context_tokens is not None and needed > model.context_tokens:
        yield f"takes {model.context_tokens} tokens in all, the job may need {needed}"


def _writing_context(model: Model, request: WritingRequest, _wants: Wants) -> Iterator[str]:
    needed = tokens_about(request.system, request.prompt) + request.source_tokens // READ_AGAIN + request.max_tokens
    if model.context_tokens is not None and needed > model.context_tokens:
        yield f"takes {model.context_tokens} tokens in all, the {request.wanted.step} may need {needed}"


def _translation_context(model: Model, request: TranslationRequest, _wants: Wants) -> Iterator[str]:
    needed = tokens_about(request.system, request.prompt) + request.source_tokens // READ_AGAIN + request.max_tokens
    if model.context_tokens is not None and needed > model.context_tokens:
        yield f"takes {model.context_tokens} tokens in all, the translation may need {needed}"


_CHECKS: Mapping[type[Request], Sequence[Callable[..., Iterator[str]]]] = {
    ReferenceRequest: (_seed,),
    VideoRequest: (_length, _shape, _references, _seed),
    SpeechRequest: (_text,),
    LipsyncRequest: (_length,),
    MusicRequest: (_length,),
    ImageRequest: (_picture,),
    ClipRequest: (_clip,),
    TextRequest: (_context,),
    WritingRequest: (_writing_context,),
    TranslationRequest: (_translation_context,),
}


_SIMPLE_ASPECTS = ("9:16", "16:9", "1:1", "3:4", "4:3", "4:5", "5:4", "2:3", "3:2")


def _aspect_of(form: Format) -> str:
    return next((aspect for aspect in _SIMPLE_ASPECTS if has_aspect(form, aspect)), f"{form.width}x{form.height}")
