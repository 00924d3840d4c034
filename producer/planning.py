"""The plan of a season: every product, who makes it and why, what exists already, and what the rest costs. Spends nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from producer.audio_first import Comparison, compare
from producer.bible.change import Changes
from producer.bible.earlier import Earlier
from producer.bible.stale import changes_since
from producer.digest import digest_of
from producer.order import Order
from producer.writing.pricing import WritingPrice, price_of_writing
from shared.catalogue import CAPABILITY_OF, Catalogue, Model, load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.line.need import Need
from shared.line.requests import StageName
from shared.line.retaking import JUDGED, MOST_RETAKES
from shared.line.survey import Standing, survey
from shared.line.writing_requests import CheckedRequest, TranslationRequest, WritingRequest
from shared.money import usd_of
from shared.pricing.calls import PlannedCall, once, planned_calls
from shared.production import Dub, Episode, Preference, Production
from shared.settings import load_settings

STAGE_ORDER: tuple[StageName, ...] = (
    *("script", "polish", "review", "rewrite", "translate"),
    *("reference", "video", "speech", "lipsync", "music", "episode"),
)
WHY = {
    "studio": "the offline studio: no key is needed",
    "line": "made on the worker",
    "line/given": "your own picture",
}
WHY_CHOSEN: Mapping[Preference, str] = {
    "listed": "nobody is named: the best whose key is set",
    "best": "nobody is named: the best whose key is set",
    "cheapest": "nobody is named: the cheapest whose key is set",
    "fastest": "nobody is named: the fastest whose key is set",
}
WHY_NAMED: Mapping[Preference, str] = {
    "listed": "the first that is named",
    "best": "the best that is named",
    "cheapest": "the cheapest that is named",
    "fastest": "the fastest that is named",
}


@dataclass(frozen=True)
class StagePlan:
    """One stage by one model: how many products it needs, how many of them exist, and what the others are to cost.

    `estimated_micros` is the price by this model, `worst_case_micros` the most by any model that may come to make them.
    """

    stage: StageName
    model: str
    why: str
    products: int = 0
    existing: int = 0
    estimated_micros: int = 0
    worst_case_micros: int = 0

    @property
    def to_make(self) -> int:
        """How many are to be made."""
        return self.products - self.existing

    def with_product(self, exists: bool, estimated_micros: int, worst_case_micros: int) -> "StagePlan":
        """The same with one product more, which costs nothing where it exists."""
        return replace(
            self,
            products=self.products + 1,
            existing=self.existing + exists,
            estimated_micros=self.estimated_micros + (0 if exists else estimated_micros),
            worst_case_micros=self.worst_case_micros + (0 if exists else worst_case_micros),
        )

    def with_mend(self, worst_case_micros: int) -> "StagePlan":
        """The same with an answer that may have to be mended, which nobody expects."""
        return replace(self, worst_case_micros=self.worst_case_micros + worst_case_micros)

    def to_json(self) -> dict[str, Any]:
        """The object in `stages` of `plan --json`."""
        return {
            "stage": self.stage,
            "model": self.model,
            "why": self.why,
            "products": self.products,
            "existing": self.existing,
            "to_make": self.to_make,
            "estimated_usd": float(usd_of(self.estimated_micros)),
            "worst_case_usd": float(usd_of(self.worst_case_micros)),
        }


@dataclass(frozen=True)
class Plan:
    """The whole season. `as_of` is the date of its oldest price; None where nothing has a dated price.

    `changes` are those since it was produced; None where it was not.
    """

    order: Order
    stages: tuple[StagePlan, ...]
    as_of: date | None
    digest: str
    writing: WritingPrice | None = None
    """What the script costs, where language models write it."""
    translation: WritingPrice | None = None
    """What it costs in other languages, where language models translate it."""
    changes: Changes | None = None
    audio_first: Comparison | None = None
    """What it saves to make speech before pictures; None where no clips are bought."""

    @property
    def estimated_micros(self) -> int:
        """What the season is expected to cost from here on."""
        return sum(stage.estimated_micros for stage in self.stages)

    @property
    def worst_case_micros(self) -> int:
        """The most that the season can cost from here on."""
        return self.making_micros + self.quality_micros

    @property
    def making_micros(self) -> int:
        """The same without other takes of what quality gates refuse."""
        return sum(stage.worst_case_micros for stage in self.stages)

    @property
    def quality_micros(self) -> int:
        """The most that those takes can cost: never more than the quality budget, nor than the season's own leaves for them."""
        production = self.order.production
        judged = sum(stage.worst_case_micros for stage in self.stages if stage.stage in JUDGED)
        most = min(production.quality_budget_micros, MOST_RETAKES * judged)
        return most if production.budget_micros is None else max(0, min(most, production.budget_micros - self.making_micros))

    @property
    def is_over_budget(self) -> bool:
        """Whether the worst case is more than the season may spend."""
        budget = self.order.production.budget_micros
        return budget is not None and self.making_micros > budget

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
            "scenes": self.order.scenes,
            **({"dubs": [_dub_json(dub) for dub in production.dubs]} if production.dubs else {}),
            "prefer": production.prefer,
            "budget_usd": None if production.budget_micros is None else float(usd_of(production.budget_micros)),
            "estimated_usd": float(usd_of(self.estimated_micros)),
            "worst_case_usd": float(usd_of(self.worst_case_micros)),
            **({"quality_usd": float(usd_of(self.quality_micros))} if production.quality_budget_micros else {}),
            **({} if self.writing is None else {"writing": self.writing.to_json()}),
            **({} if self.translation is None else {"translation": self.translation.to_json()}),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "stages": [stage.to_json() for stage in self.stages],
            "characters": [
                {"name": character.name, "voice": character.voice, "seed": character.look.seed} for character in production.characters
            ],
            **({} if self.audio_first is None else {"audio_first": self.audio_first.to_json()}),
            "changes": [change.to_json() for change in self.changes.all] if self.changes else [],
            "notes": list(self.order.notes),
        }


def make_plan(order: Order, has: Callable[[str], bool], catalogue: Catalogue | None = None, earlier: Earlier | None = None) -> Plan:
    """The plan of an order; `has` tells which content keys exist, `earlier` is what was produced of it before.

    Raises InputError where a price cannot be reckoned.
    """
    return _Planning(order, catalogue or load_catalogue(load_settings())).plan(has, earlier)


class _Planning:
    """Adds a season's products up."""

    def __init__(self, order: Order, catalogue: Catalogue) -> None:
        self.order = order
        self.production = order.production
        self.catalogue = catalogue
        self.calls: dict[str, PlannedCall] = {}
        self.rows: dict[tuple[StageName, str], StagePlan] = {}
        self.prices: set[date] = set()

    def plan(self, has: Callable[[str], bool], earlier: Earlier | None = None) -> Plan:
        firsts = self.order.writing, self.order.translation
        for first in firsts:
            if first is not None:
                self.add_all(first.production, {first.episode.number: first.episode}, has)
        self.add_all(self.order.production, self.order.episodes, has)
        rows = [self.rows[what] for what in sorted(self.rows, key=lambda what: (STAGE_ORDER.index(what[0]), what[1]))]
        price, translation = (None if first is None else price_of_writing(first, self.catalogue) for first in firsts)
        changes = None
        if earlier is not None:
            changes = changes_since(earlier, self.order, lambda need: 0 if has(need.key) else self.most(need))
        compared = compare(self.order.production, self.order.episodes, self.catalogue)
        oldest, digest = min(self.prices, default=None), digest_of(self.order, self.catalogue)
        return Plan(self.order, tuple(rows), oldest, digest, price, translation, changes, compared)

    def add_all(self, production: Production, episodes: Mapping[int, Episode], has: Callable[[str], bool]) -> None:
        """Add every product of a season, or of the writing of its script."""
        self.production = production
        self.calls = once(planned_calls(production, episodes))
        for standing in survey(production, episodes, has):
            if not isinstance(standing.need.request, CheckedRequest):
                self.add(standing)

    def most(self, need: Need) -> int:
        """The most that a product of the season costs; nothing where no provider is asked."""
        call = self.calls.get(need.key)
        if call is None:
            return 0
        call = call.as_asked(self.production, self.catalogue)
        return self.worst_case(call, call.capable(self.production, self.catalogue))

    def add(self, standing: Standing) -> None:
        """Add one product to the row of whoever is to make it."""
        need, call = standing.need, self.calls.get(standing.need.key)
        call = call and call.as_asked(self.production, self.catalogue)
        able = call.capable(self.production, self.catalogue) if call is not None else ()
        is_mend = isinstance(need.request, WritingRequest | TranslationRequest) and need.request.mends is not None
        maker = able[0].name if able else need.model
        if is_mend and (need.stage, need.model) in self.rows:
            # Whoever mends it, it belongs to the answer before it.
            maker = need.model
        row = self.rows.get((need.stage, maker)) or StagePlan(need.stage, maker, _why(self.production, need.stage, maker))
        estimated = call.usual_micros(able[0]) if call is not None and able else 0
        worst = self.worst_case(call, able) if call is not None else 0
        if is_mend:
            self.rows[need.stage, maker] = row if standing.exists else row.with_mend(worst)
            return
        self.rows[need.stage, maker] = row.with_product(standing.exists, estimated, worst)

    def worst_case(self, call: PlannedCall, able: tuple[Model, ...]) -> int:
        """The most that one product costs: by the dearest of those who may come to make it, and what failed before and is billed."""
        most = billed_before = billed_refusal = 0
        for model in able:
            micros = call.most_degraded_micros(model, self.production)
            most = max(most, billed_before + micros)
            billed_before += micros if self.may_be_paid_beside(model, call.need.stage) else 0
            if call.may_be_softened(self.production) and self.may_bill_refusals(model, call.need.stage):
                # A refusal of what was made already may be charged; then the softened prompt is paid beside it, once.
                billed_refusal = max(billed_refusal, micros)
            if model.price.amount and model.price.as_of is not None:
                self.prices.add(model.price.as_of)
        return most + billed_refusal

    def may_be_paid_beside(self, model: Model, stage: StageName) -> bool:
        """Whether a model may have been paid although the next one is asked: a text in doubt is passed over (docs/adr/0010)."""
        return CAPABILITY_OF[stage] == "text" or self.bills_failures(model, stage)

    def bills_failures(self, model: Model, stage: StageName) -> bool:
        vendor = self.catalogue.vendors[model.vendor]
        return isinstance(vendor, HttpVendor) and vendor.endpoint(model, CAPABILITY_OF[stage]).bills_failures

    def may_bill_refusals(self, model: Model, stage: StageName) -> bool:
        vendor = self.catalogue.vendors[model.vendor]
        told = isinstance(vendor, HttpVendor) and vendor.endpoint(model, CAPABILITY_OF[stage]).cost_from_response is not None
        return told or self.bills_failures(model, stage)


def _dub_json(dub: Dub) -> dict[str, Any]:
    """The object in `dubs` of `plan --json`: its language, who speaks it, and with which voice each character."""
    voices = {name: by_model[dub.models[0]] for name, by_model in dub.voices.items()}
    return {"language": dub.language, "model": dub.models[0], "voices": voices}


def _why(production: Production, stage: StageName, model: str) -> str:
    own = WHY.get(model) or WHY.get(model.split("/", maxsplit=1)[0])
    if own is not None:
        return own
    dubbed = [dub.language for dub in production.dubs if dub.models[0] == model]
    if stage == "speech" and dubbed and model not in production.models[stage]:
        return f"speaks {' and '.join(dubbed)} for the dubs"
    if stage in production.chosen:
        return WHY_CHOSEN[production.prefer]
    if model != production.models[stage][0]:
        return f"{production.models[stage][0]} cannot make these"
    return WHY_NAMED[production.prefer] if len(production.models[stage]) > 1 else "named in the season file"
