"""Catalogues for tests: the studio, and paid vendors of a few lines."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.catalogue import Catalogue, Model, load
from shared.catalogue.vendors import HttpVendor


def a_model(name: str = "acme/clips", capability: str = "video", **changes: Any) -> Model:
    """A model, at 0.01 USD a call."""
    vendor, _, model = name.partition("/")
    row = {"vendor": vendor, "model": model, "capability": capability, "price": {"amount": Decimal("0.01")}, **changes}
    return Model.model_validate(row)


def a_price(unit: str, amount: str, currency: str = "USD", as_of: str | None = "2026-02-28") -> dict[str, Any]:
    """A price as a row has it."""
    return {"unit": unit, "amount": Decimal(amount), "currency": currency, "as_of": as_of}


def a_vendor(name: str, models: Mapping[str, dict[str, Any]], **changes: Any) -> HttpVendor:
    """A vendor whose key is in `<NAME>_KEY` and whose row was verified."""
    row = {
        "engine": "call",
        "base_url": "https://example.com",
        "auth": {"kind": "bearer", "env": f"{name.upper()}_KEY"},
        "verified": {"date": "2026-11-21", "source": "docs"},
        "submit": {"path": "/make"},
        "models": {key: {"vendor": name, "model": key, "price": {"amount": "0.01"}, **row} for key, row in models.items()},
        **changes,
    }
    return HttpVendor.model_validate(row)


def a_catalogue(**vendors: Mapping[str, dict[str, Any]] | HttpVendor) -> Catalogue:
    """The studio and these vendors: their models' rows, or whole."""
    studio = {"studio": load().vendors["studio"]}
    paid = {name: row if isinstance(row, HttpVendor) else a_vendor(name, row) for name, row in vendors.items()}
    return Catalogue({**studio, **paid})
