"""What a text cost, as the provider's own count of tokens has it; what it may cost at most is priced like every other request."""

from collections.abc import Mapping
from typing import Any

from shared.catalogue.models import Model
from shared.line.writing_requests import TranslationRequest, WritingRequest
from shared.pricing.currencies import Rates
from shared.pricing.price import cost_micros
from shared.pricing.quantities import Quantities
from shared.tokens import tokens_about

# OpenAI's names, then those of Anthropic and of OpenAI's newer interface.
_IN = ("prompt_tokens", "input_tokens")
_OUT = ("completion_tokens", "output_tokens")
_ALL = "total_tokens"
# The JSON Schema of a step of writing, about.
FORM_TOKENS = 500
# No model reads or writes so much at once: a count above it is no count.
MOST_TOKENS = 100_000_000


def text_micros_of(model: Model, usage: Any, rates: Rates | None = None) -> int | None:
    """What a text cost by the `usage` in its answer, in micro-dollars, rounded up; None where it does not say, or nothing sensible.

    Tokens that are in the total alone count as written: some providers leave a model's reasoning out of its answer, and charge it.
    Raises InputError naming the row that cannot be reckoned: by characters, for one.
    """
    if not isinstance(usage, Mapping):
        return None
    tokens_in, tokens_out, total = _count(usage, _IN), _count(usage, _OUT), _count(usage, (_ALL,))
    # There is no prompt without a token: gateways that do not count answer with zeros.
    if not tokens_in or tokens_out is None:
        return None
    if total is not None:
        tokens_out = max(tokens_out, total - tokens_in)
    return cost_micros(model, Quantities(tokens_in=tokens_in, tokens_out=tokens_out), rates)


def usual_writing_micros(model: Model, request: WritingRequest | TranslationRequest, rates: Rates | None = None) -> int:
    """What a step of writing, or a translation, is expected to cost; nothing where it is expected not to be needed. Raises InputError."""
    if not request.usual_tokens:
        return 0
    asked = tokens_about(request.system, request.prompt) + FORM_TOKENS + request.usual_source_tokens
    return cost_micros(model, Quantities(characters=asked, tokens_in=asked, tokens_out=request.usual_tokens), rates)


def _count(usage: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = usage.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS:
            return value
    return None
