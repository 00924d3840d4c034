"""The accounts that a season may charge, and their budgets in the ledger."""

from decimal import Decimal

import redis

from shared.catalogue import load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.ledger.ledger import Ledger
from shared.money import micros_of
from shared.production import Production
from shared.queues import MEDIA, queue_of
from shared.settings import load_settings
from shared.state.season import SeasonState


def open_accounts(client: redis.Redis, production: Production) -> None:
    """Set the budgets of a season and of the accounts that it uses; an account that was stopped (no funds, wrong key) is tried again."""
    ledger = Ledger(client)
    ledger.set_cap(f"season:{production.season}", production.budget_micros)
    ledger.set_cap(f"quality:{production.season}", production.quality_budget_micros)
    for account, vendor in paid_accounts(production).items():
        ledger.set_cap(f"day:{account}", _micros(vendor.budget.per_day_usd))
        ledger.set_cap(f"account:{account}", _micros(vendor.budget.total_usd))
        ledger.start_account(account)


def makers_of(production: Production) -> list[str]:
    """Every model that a season may ask, for its dubs, too."""
    own = [model for models in production.models.values() for model in models]
    return [*own, *(model for dub in production.dubs for model in dub.models)]


def paid_accounts(production: Production) -> dict[str, HttpVendor]:
    """The accounts that a season may charge, each with its vendor."""
    catalogue = load_catalogue(load_settings())
    names = dict.fromkeys(model.partition("/")[0] for model in makers_of(production))
    vendors = {name: catalogue.vendors.get(name) for name in names}
    return {vendor.account or name: vendor for name, vendor in vendors.items() if isinstance(vendor, HttpVendor)}


def paid_vendors(production: Production) -> set[str]:
    """The names of the providers that a season may ask."""
    vendors = load_catalogue(load_settings()).vendors
    names = {model.partition("/")[0] for model in makers_of(production)}
    return {name for name in names if isinstance(vendors.get(name), HttpVendor)}


def paid_queues(state: SeasonState) -> list[str]:
    """The queues of the paid providers that a season may ask."""
    return sorted({queue_of(model) for model in makers_of(state.production())} - {MEDIA})


def _micros(usd: Decimal | None) -> int | None:
    return None if usd is None else micros_of(usd)
