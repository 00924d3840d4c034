"""Which models a job's names mean: `vendor/model`, or the name that a model has with its vendor alone, as jobs files write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from producer.intake.keys import IsConfigured, missing_keys, near_misses, unfit_keys
from producer.intake.problems import did_you_mean
from shared.catalogue import Capability, Catalogue, Model
from shared.errors import InputError
from shared.fit import Wants, misfit, short_side
from shared.line.request import Request
from shared.line.requests import StageName

MOST_NAMED = 6
USUAL_RESOLUTION = "1080p"
MOST_USUAL_SIDE = 1080

_WITHOUT: Mapping[str, Mapping[str, Any]] = {
    "duration": {"seconds": 0.1},
    "resolution": {"resolution": None},
    "aspect_ratio": {"aspect": None},
    "seed": {"seed": None},
    "max_tokens": {"max_tokens": 1},
}
"""The fields of jobs that a model may not be able to follow, and a request without them."""

_MADE: Mapping[Capability, str] = {
    "text": "texts",
    "reference": "pictures",
    "video": "clips",
    "speech": "speech",
    "lipsync": "lip sync",
    "music": "music",
}
"""What models of a capability make, in the words of jobs files."""


def find_models(names: Sequence[str], capability: Capability, catalogue: Catalogue, is_configured: IsConfigured) -> tuple[Model, ...]:
    """The models that can be asked, in order.

    Raises InputError where a name means none, none of them can be asked, or a key cannot be one.
    """
    found = [_find(name, capability, catalogue, is_configured) for name in names]
    for model in found:
        if not is_configured(model.vendor) and (wrong := unfit_keys(catalogue.vendors[model.vendor])):
            raise InputError(wrong[0])
    if offline := next((model.name for model in found if model.vendor == "studio"), None):
        raise InputError(f"{offline} makes no jobs of a jobs file; name a model of a provider ('cliffhanger providers' lists them)")
    askable = [model for model in found if is_configured(model.vendor)]
    if not askable:
        near = near_misses(catalogue.vendors[name] for name in dict.fromkeys(model.vendor for model in found))
        keys = sorted({key for model in found for key in missing_keys(catalogue.vendors[model.vendor])})
        raise InputError(f"{found[0].name} cannot be asked: set {' or '.join(keys) or f'the key of {found[0].vendor}'}{near}")
    return tuple({model.name: model for model in askable}.values())


def _find(name: str, capability: Capability, catalogue: Catalogue, is_configured: IsConfigured) -> Model:
    vendor, _, rest = name.partition("/")
    if vendor in catalogue.vendors and rest in catalogue.vendors[vendor].models:
        named = [catalogue.vendors[vendor].models[rest]]
    else:
        named = [model for model in catalogue.models if model.model == name]
    able = [model for model in named if capability in model.capabilities]
    if able:
        # Several vendors may sell one model: those whose keys are set come first, then those whose row was compared.
        return min(
            able, key=lambda model: (not is_configured(model.vendor), not getattr(catalogue.vendors[model.vendor], "verified", None))
        )
    if named:
        makes = " and ".join(sorted(_MADE[able] for able in named[0].capabilities))
        raise InputError(f"{name!r} makes {makes}, not {_MADE[capability]}; name a model that does")
    models = [model for model in catalogue.models if capability in model.capabilities and model.vendor != "studio"]
    askable = [model for model in models if is_configured(model.vendor)]
    names = [each for model in models for each in (model.model, model.name)]
    otherwise = f"known are: {some_of([model.model for model in askable or models])}"
    raise InputError(f"no model is called {name[:80]!r}; {did_you_mean(name, names, otherwise)}")


@dataclass(frozen=True)
class Fits:
    """Which of some models can make a request, and why each of the others cannot; `field` is that of the job which is in the way."""

    able: tuple[Model, ...]
    reasons: Mapping[str, str]
    field: str | None


def fits(models: Sequence[Model], stage: StageName, request: Request) -> Fits:
    """Who of `models` can make a request."""
    reasons = {model.name: misfit(model, stage, request, Wants()) for model in models}
    able = tuple(model for model in models if reasons[model.name] is None)
    return Fits(
        able, {name: reason for name, reason in reasons.items() if reason}, None if able else _in_the_way(models[0], stage, request)
    )


def _in_the_way(model: Model, stage: StageName, request: Request) -> str | None:
    """The field without which a model could make it."""
    for field, without in _WITHOUT.items():
        if without.keys() <= vars(request).keys() and misfit(model, stage, request.model_copy(update=without), Wants()) is None:
            return field
    return None


def that_begin_with_pictures(catalogue: Catalogue, is_configured: IsConfigured) -> str:
    """The clip models whose keys are set that take a picture to begin with; the empty string where there is none."""
    return some_of(
        [
            model.name
            for model in catalogue.models
            if "video" in model.capabilities and model.vendor != "studio" and is_configured(model.vendor)
            if model.reference_images is not None and model.reference_images.max > 0
        ]
    )


def some_of(names: Sequence[str]) -> str:
    """A list of names for one line of a terminal."""
    kept = list(dict.fromkeys(names))
    return ", ".join(kept[:MOST_NAMED]) + (f" and {len(kept) - MOST_NAMED} more" if len(kept) > MOST_NAMED else "")


def resolution_of(models: Sequence[Model], wanted: str | None) -> str | None:
    """A resolution as the models spell it; where none is wanted 1080p, or the first model's largest below it."""
    if wanted is not None:
        return next((word for model in models for word in model.resolutions if word.casefold() == wanted.casefold()), wanted)
    offered = models[0].resolutions
    if USUAL_RESOLUTION in offered or not offered:
        # The article asks for it of every model.
        return USUAL_RESOLUTION
    return max(offered, key=lambda word: (side := short_side(word) or 0) <= MOST_USUAL_SIDE and side)


def with_picture(model: Model, catalogue: Catalogue) -> Model:
    """The sister of a text-to-video model that begins with a picture, where its vendor has one; else the model itself."""
    if model.reference_images is None or model.reference_images.max > 0:
        return model
    sister = model.model.replace("text-to-video", "image-to-video").replace("text2video", "image2video")
    return catalogue.vendors[model.vendor].models.get(sister, model)
