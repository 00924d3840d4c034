"""What other currencies are worth in US dollars: dated rates, from a file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from shared.catalogue.models import Row
from shared.errors import InputError

FILE = Path(__file__).with_name("currencies.yaml")


class Rate(Row):
    """What one unit of a currency was worth on a day, in US dollars, and who says so."""

    as_of: date
    usd: Decimal = Field(gt=0, allow_inf_nan=False)
    source: str = Field(min_length=1)


Rates = Mapping[str, tuple[Rate, ...]]
"""ISO 4217 codes to their rates."""

_FORM = TypeAdapter(dict[str, Annotated[tuple[Rate, ...], Field(min_length=1)]])


@cache
def load_rates(path: Path = FILE) -> Rates:
    """The rates of the file. Raises InputError naming file and place where it is wrong."""
    try:
        return _FORM.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


def usd_per(currency: str, on: date | None, rates: Rates) -> Decimal:
    """US dollars for one unit of a currency: its newest rate that is not after the day, else its oldest; None is today.

    Raises KeyError for a currency without rates.
    """
    if currency == "USD":
        return Decimal(1)
    dated = sorted(rates[currency], key=lambda rate: rate.as_of)
    before = [rate for rate in dated if on is None or rate.as_of <= on]
    return (before[-1] if before else dated[0]).usd
