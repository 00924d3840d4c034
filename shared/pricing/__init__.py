"""Prices: what a call can cost at most, in integer micro-dollars, and what a season is expected to cost."""

from shared.pricing.currencies import Rate, Rates, load_rates, usd_per
from shared.pricing.estimate import estimate_micros
from shared.pricing.lengths import billed_seconds, clip_seconds_at_most, expected_speech_seconds, speech_seconds_at_most
from shared.pricing.price import cost_micros, price_micros
from shared.pricing.quantities import Quantities, quantities_of

__all__ = [
    "Quantities",
    "Rate",
    "Rates",
    "billed_seconds",
    "clip_seconds_at_most",
    "cost_micros",
    "estimate_micros",
    "expected_speech_seconds",
    "load_rates",
    "price_micros",
    "quantities_of",
    "speech_seconds_at_most",
    "usd_per",
]
