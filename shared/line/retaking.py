"""Another take of what a quality gate refused: the same request with another seed where it has one, as a call of its own."""

import hashlib
from dataclasses import replace

from shared.line.keys import seed_of
from shared.line.need import Option
from shared.line.request import Request
from shared.line.requests import MusicRequest, ReferenceRequest, StageName, VideoRequest
from shared.production import Production

MOST_RETAKES = 2
"""A model that is refused so often is not asked once more."""

JUDGED: frozenset[StageName] = frozenset({"reference", "video", "speech", "lipsync", "music"})
"""The stages whose bought products are judged before anything is made of them."""


def retaken(option: Option, number: int) -> Option:
    """The option's take after `number` that were refused; the option itself where none was."""
    return replace(option, request=_reseeded(option.request, number), retake=number) if number else option


def _reseeded(request: Request, number: int) -> Request:
    match request:
        case VideoRequest(seed=seed) | MusicRequest(seed=seed):
            return request.model_copy(update={"seed": seed_of(seed, "retake", number)})
        case ReferenceRequest(look=look):
            return request.model_copy(update={"look": look.model_copy(update={"seed": seed_of(look.seed, "retake", number)})})
    # Speech and lip sync have no seed: their makers come out differently each time, or they would be refused for ever.
    return request


def verdict_key(call_id: str, production: Production) -> str:
    """The store's key of the verdicts by which a call's product was refused, under the thresholds of this order.

    Other thresholds judge again: they are no part of any product's key.
    """
    rules = f"{production.quality.model_dump_json()}\n{production.quality_budget_micros > 0}"
    return f"{call_id}-verdict-{hashlib.sha256(rules.encode()).hexdigest()[:8]}"
