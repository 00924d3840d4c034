"""The price of one call in micro-dollars, rounded up: never below what the catalogue's row says."""

import math
from fractions import Fraction

from shared.catalogue.models import Model, Price
from shared.errors import InputError
from shared.line.request import Request
from shared.line.requests import VideoRequest
from shared.money import MICROS_PER_USD
from shared.pricing.currencies import Rates, load_rates, usd_per
from shared.pricing.quantities import Quantities, quantities_of


def price_micros(model: Model, request: Request, seconds: float | None = None, rates: Rates | None = None) -> int:
    """The most that a request costs with a model, in micro-dollars; `seconds` as in `quantities_of`, which says what it raises.

    Raises InputError that names the catalogue's row where its price cannot be reckoned.
    """
    model = model.priced(with_sound=isinstance(request, VideoRequest) and request.native_audio)
    # What costs nothing has a price in any unit, also where nothing of it can be counted.
    return cost_micros(model, quantities_of(model, request, seconds), rates) if model.price.amount or model.input_price else 0


def cost_micros(model: Model, quantities: Quantities, rates: Rates | None = None) -> int:
    """What these quantities cost with a model, in micro-dollars, rounded up. Raises InputError that names the row."""
    known = load_rates() if rates is None else rates
    usd = _usd(model.name, "price", model.price, quantities, known)
    if model.input_price is not None:
        usd += _usd(model.name, "input_price", model.input_price, quantities, known)
    return math.ceil(usd * MICROS_PER_USD)


def _usd(name: str, field: str, price: Price, quantities: Quantities, rates: Rates) -> Fraction:
    """Dollars, exactly."""
    units = quantities.in_units(price.unit)
    if units is None:
        raise InputError(f"{name}: {field}.unit: nothing of such a call is counted {price.unit}; give its price per_call")
    try:
        rate = usd_per(price.currency, price.as_of, rates)
    except KeyError:
        raise InputError(f"{name}: {field}.currency: no rate of {price.currency} is known; known are USD, {', '.join(rates)}") from None
    return Fraction(price.amount) * Fraction(rate) * units
