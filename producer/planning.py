"""The plan of a season: every product, who makes it and why, what exists already, and the worst-case price. Spends nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from producer.order import Order
from shared.line.requests import StageName
from shared.line.survey import survey

STAGE_ORDER: tuple[StageName, ...] = ("reference", "video", "speech", "lipsync", "music", "episode")
WHY = {
    "studio": "the offline studio: no key is needed",
    "line": "made on the worker",
    "line/given": "your own picture",
}


@dataclass(frozen=True)
class StagePlan:
    """One stage by one model: how many products it needs, how many of them exist."""

    stage: StageName
    model: str
    why: str
    products: int
    existing: int
    worst_case_micros: int

    @property
    def to_make(self) -> int:
        """How many are to be made."""
        return self.products - self.existing


@dataclass(frozen=True)
class Plan:
    """The whole season."""

    order: Order
    stages: tuple[StagePlan, ...]
    digest: str

    @property
    def worst_case_micros(self) -> int:
        """The most that the season can cost."""
        return sum(stage.worst_case_micros for stage in self.stages)

    def to_json(self) -> dict[str, Any]:
        """The object that `plan --json` prints."""
        production = self.order.production
        return {
            "season": production.season,
            "title": production.title,
            "digest": self.digest,
            "language": production.language,
            "subtitles": list(production.subtitles),
            "episodes": len(production.episodes),
            "scenes": sum(len(episode.scenes) for episode in self.order.episodes.values()),
            "budget_usd": None if production.budget_micros is None else production.budget_micros / 1_000_000,
            "worst_case_usd": self.worst_case_micros / 1_000_000,
            "stages": [
                {
                    "stage": stage.stage,
                    "model": stage.model,
                    "why": stage.why,
                    "products": stage.products,
                    "existing": stage.existing,
                    "to_make": stage.to_make,
                    "worst_case_usd": stage.worst_case_micros / 1_000_000,
                }
                for stage in self.stages
            ],
            "characters": [
                {"name": character.name, "voice": character.voice, "seed": character.look.seed} for character in production.characters
            ],
            "notes": list(self.order.notes),
        }


def make_plan(order: Order, has: Callable[[str], bool]) -> Plan:
    """The plan of an order; `has` tells which content keys exist."""
    needed: Counter[tuple[StageName, str]] = Counter()
    existing: Counter[tuple[StageName, str]] = Counter()
    for standing in survey(order.production, order.episodes, has):
        what = (standing.need.stage, standing.need.model)
        needed[what] += 1
        existing[what] += standing.exists
    rows = sorted(needed, key=lambda what: (STAGE_ORDER.index(what[0]), what[1]))
    # Whoever makes these costs nothing: the studio and the worker itself.
    stages = tuple(StagePlan(*what, _why(what[1]), needed[what], existing[what], worst_case_micros=0) for what in rows)
    return Plan(order, stages, digest_of(order))


def _why(model: str) -> str:
    return WHY.get(model) or WHY[model.split("/", maxsplit=1)[0]]


def digest_of(order: Order) -> str:
    """Twelve hexadecimal digits of all that decides what is made and by whom; equal whatever folder it goes to."""
    production = order.production.model_copy(update={"season": ""})
    document = [production.model_dump(mode="json"), [episode.model_dump(mode="json") for episode in order.episodes.values()]]
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
