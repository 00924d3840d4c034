"""What is asked for instead where a product cannot be had as it was ordered: less of it, in one field of its request at a time.

A degraded request is another option of the same need: a call of its own, for a product that is kept under the need's own key.
"""

import math
from dataclasses import dataclass, replace

from shared.catalogue import Catalogue
from shared.catalogue.models import Model
from shared.errors import InputError
from shared.fit import cast_of, misfit, short_side, wants_of
from shared.line.need import Need, Option
from shared.line.requests import Format, ReferenceRequest, VideoRequest
from shared.line.softening import soften
from shared.production import Degradation, Production

# No clip is asked for below this short side, in pixels, and no picture below that.
LEAST_CLIP_SIDE = 480
LEAST_PICTURE_SIDE = 512
# What is tried with a model whose row names no resolutions.
USUAL_SIDES = (1080, 720, 480)

_LONGEST = "since no model of the list makes it longer"


@dataclass(frozen=True)
class Rung:
    """An option, and in which ways it is less than what was ordered: none at the top. `refusal`: why its prompt was softened."""

    option: Option
    changed: tuple[str, ...] = ()
    refusal: str = ""

    def with_request(self, changed: str, **fields: object) -> "Rung":
        """The rung below, which differs in these fields of its request."""
        return replace(
            self, option=replace(self.option, request=self.option.request.model_copy(update=fields)), changed=(*self.changed, changed)
        )


def less(rung: Rung, model: Model, allow: tuple[Degradation, ...], why: str) -> Rung | None:
    """The rung below, for a model that does not make this one in time: the resolution first, then the length; None at the bottom."""
    lower = _lower(rung, model, why) if "lower_resolution" in allow else None
    return lower or (_next_shorter(rung, model, why) if "shorter" in allow else None)


def longest(need: Need, production: Production, catalogue: Catalogue) -> tuple[Rung, ...]:
    """Where no model of the list makes a clip as long as the scene asks: the longest that each makes, the longest of all first.

    Empty where one does, or where the season does not allow it.
    """
    request = need.request
    if "shorter" not in production.allow or not isinstance(request, VideoRequest):
        return ()
    wants = wants_of(production, cast_of(production, request))
    known = [(option, model) for option in need.options if (model := _model(catalogue, option.model)) is not None]
    if any(misfit(model, need.stage, request, wants) is None for _, model in known):
        return ()
    rungs = [_of_length(Rung(option), request, max(model.durations), _LONGEST) for option, model in known if model.durations]
    able = [rung for rung in rungs if misfit(catalogue.model(rung.option.model), need.stage, rung.option.request, wants) is None]
    return tuple(sorted(able, key=_negative_seconds))


def _negative_seconds(rung: Rung) -> float:
    return -rung.option.request.seconds if isinstance(rung.option.request, VideoRequest) else 0.0


def softer(rung: Rung, refusal: str) -> Rung | None:
    """The same with a milder prompt; None where it was softened before, or is no picture and no film."""
    softened = None if rung.refusal else soften(rung.option.request)
    if softened is None:
        return None
    option = replace(rung.option, request=softened)
    return Rung(option, (*rung.changed, f"prompt softened after a refusal for its content ({refusal})"), refusal)


def _model(catalogue: Catalogue, name: str) -> Model | None:
    try:
        return catalogue.model(name)
    except InputError:
        return None


def _lower(rung: Rung, model: Model, why: str) -> Rung | None:
    match rung.option.request:
        case VideoRequest(format=form):
            sides = [side for side in map(short_side, model.resolutions) if side is not None]
            asked = min((side for side in sides if side >= _short(form)), default=_short(form))
            below = max((side for side in sides or USUAL_SIDES if LEAST_CLIP_SIDE <= side < asked), default=None)
            return None if below is None else rung.with_request(f"resolution {asked}p → {below}p {why}", format=_scaled(form, below))
        case ReferenceRequest(format=form):
            half = max(LEAST_PICTURE_SIDE, _short(form) // 2)
            if half >= _short(form):
                return None
            smaller = _scaled(form, half)
            sizes = f"{form.width}x{form.height} → {smaller.width}x{smaller.height}"
            return rung.with_request(f"resolution {sizes} {why}", format=smaller)
    return None


def _next_shorter(rung: Rung, model: Model, why: str) -> Rung | None:
    request = rung.option.request
    if not isinstance(request, VideoRequest) or not model.durations:
        return None
    bought = min((length for length in model.durations if length >= request.seconds), default=math.inf)
    seconds = max((length for length in model.durations if length < bought), default=None)
    return None if seconds is None else _of_length(rung, request, seconds, why)


def _of_length(rung: Rung, request: VideoRequest, seconds: float, why: str) -> Rung:
    return rung.with_request(f"length {request.seconds:g} s → {seconds:g} s, held at its end, {why}", seconds=float(seconds))


def _short(form: Format) -> int:
    return min(form.width, form.height)


def _scaled(form: Format, side: int) -> Format:
    """The same shape with another short side, in even pixels."""
    width, height = (round(length * side / _short(form) / 2) * 2 for length in (form.width, form.height))
    return form.model_copy(update={"width": width, "height": height})
