"""What quality gates said of products: of those that were taken, and of those that were paid, refused, and are kept to be looked at."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from shared.delivery.entry import PART, Sha256, Usd
from shared.delivery.paths import RelativePath


class VerdictEntry(BaseModel):
    """What one gate said. `says` is a line for people; `measured` and `limit` are in `unit`, and None where nothing is measured.

    `picture` shows it; `seconds` is where in the clip it was seen or heard.
    """

    model_config = PART

    gate: str
    outcome: Literal["passed", "failed", "unsure"]
    says: str
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    picture: RelativePath | None = None
    seconds: float | None = None


class RefusedEntry(BaseModel):
    """A take that was paid and refused. `retake` counts those refused before it; `path` is what the provider sent."""

    model_config = PART

    stage: str
    model: str
    call: str
    retake: int = 0
    cost_usd: Usd = Decimal(0)
    path: RelativePath | None = None
    sha256: Sha256 | None = None
    verdicts: tuple[VerdictEntry, ...] = ()

    @property
    def why(self) -> VerdictEntry | None:
        """The verdict that refused it: the last that failed."""
        return next((each for each in reversed(self.verdicts) if each.outcome == "failed"), None)


def verdict_pictures(verdicts: Iterable[VerdictEntry]) -> Iterator[str]:
    """The pictures that show why something was found wrong."""
    yield from (each.picture for each in verdicts if each.picture)
