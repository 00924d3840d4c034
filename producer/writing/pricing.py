"""What the writing of a season costs by its models, and what it would cost if the dearest of them did all of it."""

from dataclasses import dataclass
from typing import Any

from producer.writing.author import Writing
from shared.catalogue import Catalogue
from shared.line.requests import StageName, WritingRequest
from shared.line.unit import unit_line
from shared.money import dollars, usd_of
from shared.pricing.text import usual_writing_micros


@dataclass(frozen=True)
class WritingPrice:
    """Expected prices in micro-dollars: by stage with the season's own models, and all of it with `dearest`."""

    by_model: dict[tuple[StageName, str], int]
    dearest: str
    by_dearest_micros: int

    @property
    def micros(self) -> int:
        """All of it, with the models of the season."""
        return sum(self.by_model.values())

    @property
    def by_stage(self) -> dict[StageName, int]:
        """What each stage costs, in their order."""
        stages = dict.fromkeys(stage for stage, _ in self.by_model)
        return {stage: sum(micros for (at, _), micros in self.by_model.items() if at == stage) for stage in stages}

    def to_json(self) -> dict[str, Any]:
        """The object `writing` of `plan --json`."""
        return {
            "estimated_usd": float(usd_of(self.micros)),
            "by_stage": {stage: float(usd_of(micros)) for stage, micros in self.by_stage.items()},
            "dearest": self.dearest,
            "by_dearest_usd": float(usd_of(self.by_dearest_micros)),
        }

    def __str__(self) -> str:
        parts = ", ".join(f"{stage} {dollars(micros)}" for stage, micros in self.by_stage.items())
        return f"the script: {dollars(self.micros)} expected ({parts}); all of it by {self.dearest}: {dollars(self.by_dearest_micros)}"


def price_of_writing(writing: Writing, catalogue: Catalogue) -> WritingPrice:
    """What a whole script is expected to cost, whatever of it is written already. Raises InputError where a price cannot be reckoned."""
    line = unit_line(writing.production, writing.episode)
    needs = [need for scene in writing.episode.scenes for need in line(scene).all if isinstance(need.request, WritingRequest)]
    by_model: dict[tuple[StageName, str], int] = {}
    for need in needs:
        assert isinstance(need.request, WritingRequest), "filtered above"
        if micros := usual_writing_micros(catalogue.model(need.model), need.request):
            by_model[need.stage, need.model] = by_model.get((need.stage, need.model), 0) + micros
    names = dict.fromkeys(models[0] for models in writing.production.models.values())
    totals = {
        name: sum(usual_writing_micros(catalogue.model(name), need.request) for need in needs if isinstance(need.request, WritingRequest))
        for name in names
    }
    dearest = max(totals, key=lambda name: totals[name])
    return WritingPrice(by_model, dearest, totals[dearest])
