"""What the parts of a manifest are made of."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, PlainSerializer


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


# A double holds any amount below four billion dollars to the micro-dollar, and JSON prints its shortest form, so reading
# the number back gives the same Decimal.
Usd = Annotated[Decimal, Field(decimal_places=6, max_digits=15), PlainSerializer(float, return_type=float, when_used="json")]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]

PART = ConfigDict(frozen=True, extra="forbid")
"""Frozen; a field that does not exist is an error when made here, and ignored when read."""


def moment_of(seconds: float) -> datetime:
    """A Unix time."""
    return datetime.fromtimestamp(seconds, UTC)
