"""What a season cost by stage and model, as its manifest tells it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from shared.ledger.ledger import Ledger
from shared.money import usd_of
from shared.store.product import Product


def spent_on(ledger: Ledger, season: str, products: Iterable[Product]) -> dict[tuple[str, str], int]:
    """Micro-dollars by stage and model: what the ledger says was charged for the season, wasted and replaced takes included.

    Where the ledger knows of no call, what the products once cost.
    """
    made = list(products)
    spent: dict[tuple[str, str], int] = dict.fromkeys(((product.stage, product.model) for product in made), 0)
    charged = [(call.stage, call.model, call.spent_micros) for call in ledger.calls(season)]
    for stage, model, micros in charged or [(each.stage, each.model, each.cost_micros) for each in made]:
        spent[stage, model] = spent.get((stage, model), 0) + micros
    return spent


def totals(spent: Mapping[tuple[str, str], int], at: int) -> dict[str, Decimal]:
    """US dollars by one part of it: 0 stage, 1 model."""
    found: dict[str, int] = {}
    for group, micros in spent.items():
        found[group[at]] = found.get(group[at], 0) + micros
    return {name: usd_of(micros) for name, micros in sorted(found.items())}
