"""One episode's hash, read: its own state and that of each of its units (scenes by number, and the join)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EpisodeVerdict = Literal["done", "partial", "failed"]
UnitVerdict = Literal["pending", "running", "done", "failed"]


@dataclass(frozen=True)
class UnitState:
    """One unit: how it stands, at which stage it is, how many stages are made, why it failed."""

    state: UnitVerdict
    stage: str
    stages_made: int
    reason: str
    lease_until_ms: int
    """Until when it counts as under way, on the server's clock."""


class EpisodeState:
    """The fields of an episode's hash."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields

    @property
    def state(self) -> Literal["pending", "done", "partial", "failed"]:
        """How the episode stands."""
        return self.fields.get("state", "pending")  # type: ignore[return-value]  # only EpisodeVerdict is written

    @property
    def run(self) -> str:
        """The order that it belongs to."""
        return self.fields.get("run", "")

    @property
    def key(self) -> str | None:
        """The content key of the finished episode."""
        return self.fields.get("key") or None

    @property
    def reason(self) -> str:
        """Why it failed."""
        return self.fields.get("reason", "")

    def units(self) -> dict[str, UnitState]:
        """Every unit that has a lease and has not ended, by its name."""
        names = (field.removesuffix(".lease") for field in self.fields if field.endswith(".lease"))
        return {name: unit for name in names if (unit := self.unit(name)).state not in ("done", "failed")}

    def unit(self, unit: str) -> UnitState:
        """The state of one unit."""
        get = self.fields.get
        stage, ended = get(f"{unit}.at", ""), get(f"{unit}.state")
        state: UnitVerdict = ended if ended in ("done", "failed") else "running" if stage else "pending"  # type: ignore[assignment]
        return UnitState(state, stage, int(get(f"{unit}.made", "0")), get(f"{unit}.reason", ""), int(get(f"{unit}.lease", "0")))
