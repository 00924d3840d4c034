"""What providers count of a call: calls, seconds, images, characters, tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.catalogue.models import Model, PriceUnit
from shared.fit import short_side
from shared.line.request import Request
from shared.line.requests import (
    ClipRequest,
    Format,
    ImageRequest,
    LipsyncRequest,
    MusicRequest,
    ReferenceRequest,
    SpeechRequest,
    TextRequest,
    VideoRequest,
)
from shared.line.writing_requests import TranslationRequest, WritingRequest
from shared.pricing.lengths import billed_seconds, speech_seconds_at_most, whole
from shared.pricing.tokens import USUAL_FPS, video_tokens_at_most
from shared.tokens import tokens_at_most

USUAL_SIDE = 1080


@dataclass(frozen=True)
class Quantities:
    """What may be counted of one call, at most; None where it has no such thing. Characters are Unicode code points."""

    calls: int = 1
    seconds: Decimal | None = None
    images: int | None = None
    characters: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None

    def in_units(self, unit: PriceUnit) -> Fraction | None:
        """How many of a price's unit there are, exactly; None where the call has nothing that is counted so."""
        counted = _COUNTED[unit](self)
        return None if counted is None else Fraction(counted) / _IN_ONE[unit]


_COUNTED: Mapping[PriceUnit, Callable[[Quantities], int | Decimal | None]] = {
    "per_call": lambda of: of.calls,
    "per_second": lambda of: of.seconds,
    "per_minute": lambda of: of.seconds,
    "per_image": lambda of: of.images,
    "per_1k_chars": lambda of: of.characters,
    "per_mtok_in": lambda of: of.tokens_in,
    "per_mtok_out": lambda of: of.tokens_out,
}
_IN_ONE: Mapping[PriceUnit, int] = {
    "per_call": 1,
    "per_second": 1,
    "per_minute": 60,
    "per_image": 1,
    "per_1k_chars": 1000,
    "per_mtok_in": 1_000_000,
    "per_mtok_out": 1_000_000,
}


def quantities_of(model: Model, request: Request, seconds: float | None = None) -> Quantities:
    """What a model would bill for a request, at most.

    `seconds` is how long what is spoken lasts: for speech, by default, the bound of `speech_seconds_at_most`; for lip sync it
    must be told, since its request knows its lines by key alone. Raises ValueError for a clip longer than the model makes,
    TypeError for a request that no provider is asked.
    """
    match request:
        case ReferenceRequest() | ImageRequest():
            return Quantities(images=1, tokens_in=tokens_at_most(*_words_of(request)))
        case TextRequest() | WritingRequest() | TranslationRequest():
            asked = tokens_at_most(request.system, request.prompt) + request.source_tokens
            return Quantities(characters=len(request.system) + len(request.prompt), tokens_in=asked, tokens_out=request.max_tokens)
        case VideoRequest() | ClipRequest():
            bought = billed_seconds(model, request.seconds)
            form = _form_of(request) if isinstance(request, ClipRequest) else request.format
            return Quantities(seconds=bought, tokens_out=video_tokens_at_most(model, form, bought))
        case SpeechRequest():
            spoken = speech_seconds_at_most([request.text]) if seconds is None else seconds
            return Quantities(seconds=whole(spoken), characters=len(request.text))
        case LipsyncRequest():
            if seconds is None:
                raise TypeError("the price of lip sync needs the length of what is spoken")
            return Quantities(seconds=whole(max(request.at_least_seconds, seconds)))
        case MusicRequest():
            return Quantities(seconds=billed_seconds(model, request.seconds))
        case _:
            raise TypeError(f"no provider is asked for a {type(request).__name__}")


def _words_of(request: ReferenceRequest | ImageRequest) -> tuple[str, ...]:
    if isinstance(request, ImageRequest):
        return request.prompt, request.negative_prompt
    return request.look.name, request.look.appearance, request.style


def _form_of(request: ClipRequest) -> Format:
    side = short_side(request.resolution or "") or USUAL_SIDE
    across, down = (int(part) for part in (request.aspect or "16:9").split(":"))
    short = min(across, down)
    return Format(width=side * across // short, height=side * down // short, fps=USUAL_FPS)
