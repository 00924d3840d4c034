"""What the writing of a season costs by its models, and what it would cost if the dearest of them did all of it."""

from dataclasses import dataclass
from typing import Any, Protocol

from shared.catalogue import Catalogue
from shared.line.requests import StageName
from shared.line.unit import unit_line
from shared.line.writing_requests import TranslationRequest, WritingRequest
from shared.money import dollars, usd_of
from shared.pricing.text import usual_writing_micros
from shared.production import Episode, Production


class ComesFirst(Protocol):
    """An order of what language models do before a season is made of it."""

    @property
    def production(self) -> Production:
        """Its header."""
        ...

    @property
    def episode(self) -> Episode:
        """Its units."""
        ...


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
        what = "its translation" if set(self.by_stage) <= {"translate"} else "the script"
        return f"{what}: {dollars(self.micros)} expected ({parts}); all of it by {self.dearest}: {dollars(self.by_dearest_micros)}"


def price_of_writing(writing: ComesFirst, catalogue: Catalogue) -> WritingPrice:
    """What a whole script, or its translation, is expected to cost, whatever of it is there. Raises InputError that names the row."""
    line = unit_line(writing.production, writing.episode)
    asked = {need.key: need for scene in writing.episode.scenes for need in line(scene).all}.values()
    requests = [(need, need.request) for need in asked if isinstance(need.request, WritingRequest | TranslationRequest)]
    by_model: dict[tuple[StageName, str], int] = {}
    for need, request in requests:
        if micros := usual_writing_micros(catalogue.model(need.model), request):
            by_model[need.stage, need.model] = by_model.get((need.stage, need.model), 0) + micros
    names = dict.fromkeys(models[0] for models in writing.production.models.values())
    totals = {name: sum(usual_writing_micros(catalogue.model(name), request) for _, request in requests) for name in names}
    dearest = max(totals, key=lambda name: totals[name])
    return WritingPrice(by_model, dearest, totals[dearest])
