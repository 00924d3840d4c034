"""What a gate says of a product."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Outcome = Literal["passed", "failed", "unsure"]


@dataclass(frozen=True)
class Verdict:
    """One gate's finding. `says` is a line for people: what was measured, and what the limit is."""

    gate: str
    """The gate's name: a field of `shared.quality.Quality`."""
    outcome: Outcome
    says: str
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    picture: str | None = None
    """A JPEG in the product's folder: the evidence."""
    seconds: float | None = None
    """Where in the clip it was seen or heard."""

    def facts(self) -> dict[str, Any]:
        """The verdict as JSON values."""
        return asdict(self)


def found(gate: str, ok: bool, says: str, **measures: Any) -> Verdict:
    """A verdict that is sure of itself."""
    return Verdict(gate, "passed" if ok else "failed", says, **measures)


def unsure(gate: str, says: str, **measures: Any) -> Verdict:
    """A verdict of a gate that cannot tell."""
    return Verdict(gate, "unsure", says, **measures)
