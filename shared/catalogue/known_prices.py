"""Prices and context windows of language models whose row names no price: looked up in the data of the package genai-prices.

The data comes with the package, and nothing is fetched. It is read (a fifth of a second) only where a row leaves its price out.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Known:
    """What is known of a model: US dollars a million tokens, the dearest of its tiers and hours, as of a day; tokens of context."""

    input_usd: Decimal
    output_usd: Decimal
    as_of: date | None
    context_tokens: int | None

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a model's row that say so."""
        return {
            "price": {"unit": "per_mtok_out", "amount": self.output_usd, "as_of": self.as_of},
            "input_price": {"unit": "per_mtok_in", "amount": self.input_usd, "as_of": self.as_of},
            "context_tokens": self.context_tokens,
        }


def known_price(vendor: str, base_url: str, model: str, on: date) -> Known | None:
    """What a vendor asks for a language model on a day; None where that is not known.

    The vendor is told by its address, else by its name. A maker's own price is never taken for a reseller's.
    """
    from genai_prices.data import providers  # noqa: PLC0415  # see above

    found = _found(providers, vendor, base_url, model)
    if found is None:
        return None
    inputs, outputs = _dearest(found, "input_mtok", on), _dearest(found, "output_mtok", on)
    if inputs is None or outputs is None:
        return None
    return Known(inputs, outputs, _as_of(providers, on), found.context_window)


def _found(providers: Any, vendor: str, base_url: str, model: str) -> Any:
    here = [provider for provider in providers if re.match(provider.api_pattern, base_url)]
    named = here or [provider for provider in providers if provider.id == vendor.lower()]
    models = (provider.find_model(model.lower(), all_providers=providers) for provider in named)
    return next((found for found in models if found is not None and found.prices), None)


def _dearest(model: Any, unit: str, on: date) -> Decimal | None:
    """The most that a token may cost on a day: some prices change with the hour, some with the length of the prompt."""
    most = None
    for hour in range(24):
        price = getattr(model.get_prices(datetime.combine(on, time(hour), UTC)), unit, None)
        tiers = [] if price is None else [price] if isinstance(price, Decimal) else [price.base, *(tier.price for tier in price.tiers)]
        most = max([*tiers, *([] if most is None else [most])], default=None)
    return most


def _as_of(providers: Any, on: date) -> date | None:
    """The newest change of a price that the package knows of: its data is at least so new, and says no other date."""
    models = (model for provider in providers for model in provider.models)
    prices = (price for model in models if isinstance(model.prices, list) for price in model.prices)
    starts = (getattr(price.constraint, "start_date", None) for price in prices)
    return max((start for start in starts if start is not None and start <= on), default=None)
