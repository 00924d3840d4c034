"""What a season costs, told apart: estimated, reserved, spent, held and wasted; by stage, model, episode and scene."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args

from shared.ledger.call import CallRecord
from shared.line.requests import StageName
from shared.money import usd_of
from shared.production import DUB_STEP
from shared.state.season import MUSIC

STAGES: tuple[str, ...] = get_args(StageName)
"""In the order of the line."""

Group = tuple[int, str, str, str]
"""Episode, unit, stage, model."""


@dataclass
class Sums:
    """Micro-dollars of some calls. `spent` is all that was charged, `wasted` what of it bought nothing usable."""

    estimated: int = 0
    reserved: int = 0
    spent: int = 0
    held: int = 0
    wasted: int = 0
    calls: int = 0

    def add(self, other: "Sums") -> None:
        """Add other sums to these."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def to_json(self) -> dict[str, Any]:
        """Amounts in US dollars."""
        return {"calls": self.calls, **{f"{name}_usd": _usd(micros) for name, micros in vars(self).items() if name != "calls"}}


@dataclass
class QualitySums:
    """What was done for quality: takes after such as gates refused, and what they cost (micro-dollars); it is a part of the sums."""

    budget: int = 0
    retakes: int = 0
    reserved: int = 0
    held: int = 0
    spent: int = 0

    def add(self, call: CallRecord) -> None:
        """Add a call, if it is such a take."""
        if call.retake:
            self.retakes += int(call.attempt > 0)
            self.reserved += call.reserved_micros
            self.held += call.held_micros
            self.spent += call.spent_micros

    def to_json(self) -> dict[str, Any]:
        """Amounts in US dollars."""
        return {"retakes": self.retakes, **{f"{name}_usd": _usd(micros) for name, micros in vars(self).items() if name != "retakes"}}


@dataclass(frozen=True)
class Costs:
    """A season's costs. `budget_micros` is None where there is no limit."""

    season: str
    budget_micros: int | None
    groups: Mapping[Group, Sums] = field(default_factory=dict)
    unknown: tuple[CallRecord, ...] = ()
    dubs: tuple[str, ...] = ()
    """The languages of the season's dubs, in their order."""
    quality: QualitySums = field(default_factory=QualitySums)

    def called(self, episode: int) -> str:
        """An episode by what people call it: 2, and 2.en for a dub."""
        return ".".join(str(part) for part in self._which(episode).values())

    def _which(self, episode: int) -> dict[str, Any]:
        which, number = divmod(episode, DUB_STEP)
        # Calls of a dub that the season has no longer are told by its place.
        language = self.dubs[which - 1] if 0 < which <= len(self.dubs) else f"dub{which}"
        return {"episode": number, **({"dub": language} if which else {})}

    @property
    def total(self) -> Sums:
        """The season's sums."""
        total = Sums()
        for sums in self.groups.values():
            total.add(sums)
        return total

    def by(self, at: int) -> dict[Any, Sums]:
        """Sums by one part of a group: 0 episode, 1 unit, 2 stage, 3 model."""
        found: dict[Any, Sums] = {}
        for group in sorted(self.groups, key=_in_order):
            found.setdefault(group[at], Sums()).add(self.groups[group])
        return found

    def to_json(self) -> dict[str, Any]:
        """The object that `costs --json` prints. `by_…` are what was spent; `groups` has all, by episode, scene, stage and model."""
        total = self.total
        amounts = {name: value for name, value in total.to_json().items() if name != "calls"}
        return {
            "season": self.season,
            "currency": "USD",
            "budget_usd": None if self.budget_micros is None else _usd(self.budget_micros),
            **amounts,
            "calls": total.calls,
            "quality": self.quality.to_json(),
            "by_stage": {stage: _usd(sums.spent) for stage, sums in self.by(2).items()},
            "by_model": {model: _usd(sums.spent) for model, sums in self.by(3).items()},
            "by_episode": {self.called(episode): _usd(sums.spent) for episode, sums in self.by(0).items()},
            "groups": [
                {**self._which(episode), "unit": unit, "stage": stage, "model": model, **sums.to_json()}
                for (episode, unit, stage, model), sums in sorted(self.groups.items())
            ],
            "unknown": [
                {
                    "call": call.id,
                    "provider": call.account,
                    "model": call.model,
                    "amount_usd": _usd(call.amount_micros),
                    "since": datetime.fromtimestamp(call.since_ms / 1000, UTC).isoformat(timespec="seconds"),
                    **self._which(call.episode),
                    "unit": call.unit,
                    "job": (call.job or {}).get("id"),
                    "reason": call.reason,
                }
                for call in self.unknown
            ],
        }


def costs_of(
    season: str,
    budget_micros: int | None,
    calls: Iterable[CallRecord],
    estimates: Mapping[Group, int],
    dubs: Sequence[str] = (),
    quality_budget_micros: int = 0,
) -> Costs:
    """The costs of a season's calls beside what was estimated for it (micro-dollars by episode, unit, stage, model).

    `dubs` are the languages of its dubs.
    """
    groups: dict[Group, Sums] = {group: Sums(estimated=micros) for group, micros in estimates.items() if micros}
    unknown, quality = [], QualitySums(quality_budget_micros)
    for call in calls:
        quality.add(call)
        # Music that was not ready beside the scenes is made as the first step of the join.
        unit = MUSIC if call.stage == "music" else call.unit
        sums = groups.setdefault((call.episode, unit, call.stage, call.model), Sums())
        sums.add(Sums(0, call.reserved_micros, call.spent_micros, call.held_micros, call.wasted_micros, calls=int(call.attempt > 0)))
        if call.state == "unknown":
            unknown.append(call)
    return Costs(season, budget_micros, groups, tuple(unknown), tuple(dubs), quality)


def _in_order(group: Group) -> tuple[int, int, str, int]:
    """By stage, in the order of the line, then by model and episode."""
    episode, unit, stage, model = group
    return STAGES.index(stage) if stage in STAGES else len(STAGES), episode, model, int(unit) if unit.isdigit() else 0


def _usd(micros: int) -> float:
    # A double holds any amount below four billion dollars to the micro-dollar, and JSON prints its shortest form.
    return float(usd_of(micros))
