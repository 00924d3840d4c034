"""The digest of a plan: what has been agreed to, so that `produce --plan` refuses a season that has changed since."""

import hashlib
import json
from typing import Any

from producer.order import Order
from shared.catalogue import CAPABILITY_OF, Catalogue, Model, load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.pricing.currencies import Rates, load_rates, usd_per
from shared.production import Episode
from shared.settings import load_settings

# What decides nothing that is made: the id and its folder, the cap and who is told, what was replaced before.
_NOT_OF_THE_PLAN = frozenset({"season", "budget_micros", "webhook_url", "takes"})
# What has decided already: the cast's voices and the order of the models are the season's.
_NOT_OF_THE_MODEL = frozenset({"description", "voices", "capabilities", "quality", "typical_seconds"})


def digest_of(order: Order, catalogue: Catalogue | None = None, rates: Rates | None = None) -> str:
    """Twelve hexadecimal digits of all that decides what is made, by whom and at which price.

    Equal whatever exists already, whatever folder it goes to, and whatever the budget is.
    """
    catalogue = catalogue or load_catalogue(load_settings())
    rates = load_rates() if rates is None else rates
    production = order.production
    makers = [(stage, name) for stage, names in production.models.items() for name in names]
    makers += [("speech", name) for dub in production.dubs for name in dub.models]
    writing: dict[str, Any] = {}
    if order.writing is not None:
        makers += [(stage, name) for stage, names in order.writing.production.models.items() for name in names]
        writing = {"writing": order.writing.episode.model_dump(mode="json")}
    if order.translation is not None:
        makers += [(stage, name) for stage, names in order.translation.production.models.items() for name in names]
        writing = {**writing, "translation": order.translation.to_json()}
    document = {
        **writing,
        "season": production.model_dump(mode="json", exclude=set(_NOT_OF_THE_PLAN)),
        "episodes": [episode.model_dump(mode="json") for episode in _as_written(order)],
        "makers": [_maker(catalogue, stage, catalogue.model(name), rates) for stage, name in makers],
    }
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _as_written(order: Order) -> list[Episode]:
    """The episodes as they are before they are translated: what is said in other languages follows from that."""
    if order.translation is None:
        return list(order.episodes.values())
    before = {episode.number: episode.scenes for episode in order.translation.before}
    return [episode.model_copy(update={"scenes": before[episode.of]}) for episode in order.episodes.values()]


def _maker(catalogue: Catalogue, stage: str, model: Model, rates: Rates) -> dict[str, Any]:
    """What a plan rests on of a model: what it makes, its price, what that is in dollars, and whether failures are billed."""
    vendor, price = catalogue.vendors[model.vendor], model.price
    return {
        "model": model.model_dump(mode="json", exclude=set(_NOT_OF_THE_MODEL)),
        "usd": str(usd_per(price.currency, price.as_of, rates)) if price.amount else None,
        "bills_failures": isinstance(vendor, HttpVendor) and vendor.endpoint(model, CAPABILITY_OF[stage]).bills_failures,
    }
