"""`cliffhanger providers`: who can make what, at what price, within which limits; and whose key is there."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from producer.checks.accounts import Account, accounts, key_json
from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.intake.problems import did_you_mean
from producer.watch import people_console
from shared.catalogue import CAPABILITY_OF, Catalogue, Model, Price, Vendor, load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.errors import InputError
from shared.settings import load_settings

_PER = {
    "per_call": "call",
    "per_second": "s",
    "per_minute": "min",
    "per_image": "image",
    "per_1k_chars": "1k characters",
    "per_mtok_in": "M in",
    "per_mtok_out": "M out",
}
_STATES = {"present": "[green]{}[/]", "unfit": "[red]{}[/]", "missing": "[yellow]{}[/]"}
_MOST_LISTED = 3
_LEAST_NAME = 16
_LEAST_LIMITS = 20

CapabilityOption = Annotated[
    str | None,
    typer.Option("--capability", metavar="NAME", help="Only models that make this: text, reference, video, speech, lipsync, music."),
]
VendorArgument = Annotated[str | None, typer.Argument(metavar="VENDOR", help="Only this vendor.")]


def providers(vendor: VendorArgument = None, capability: CapabilityOption = None, as_json: Json = False) -> None:
    """Who can make what: vendors, models, prices, limits, what each row was compared with, and whose key is there. Asks nobody."""
    catalogue = load_catalogue(load_settings())
    models = _chosen(catalogue, vendor, capability)
    known = {account.vendor: account for account in accounts(catalogue)}
    vendors = [catalogue.vendors[name] for name in dict.fromkeys(model.vendor for model in models)]
    names = list(dict.fromkeys(model.vendor for model in models))
    if as_json:
        print_json(
            {
                "vendors": [_vendor_json(name, one, known.get(name)) for name, one in zip(names, vendors, strict=True)],
                "models": [_model_json(model) for model in models],
            }
        )
        return
    console = people_console()
    for name, one in zip(names, vendors, strict=True):
        for part in _told(name, one, known.get(name), [model for model in models if model.vendor == name], console.width):
            console.print(part)


def _chosen(catalogue: Catalogue, vendor: str | None, capability: str | None) -> list[Model]:
    capabilities = sorted(set(CAPABILITY_OF.values()))
    if vendor is not None and vendor not in catalogue.vendors:
        raise InputError(f"there is no vendor {vendor[:60]!r}; {did_you_mean(vendor, catalogue.vendors, _known(catalogue.vendors))}")
    if capability is not None and capability not in capabilities:
        raise InputError(f"--capability {capability[:60]}: {did_you_mean(capability, capabilities, _known(capabilities))}")
    return [
        model for model in catalogue.models if vendor in (None, model.vendor) and (capability is None or capability in model.capabilities)
    ]


def _known(names: Sequence[str] | Any) -> str:
    return f"known are: {', '.join(names)}"


def _told(name: str, vendor: Vendor, account: Account | None, models: Sequence[Model], width: int) -> Iterator[RenderableType]:
    yield f"[bold]{escape(name)}[/]  {escape(vendor.description)}"
    dates = {model.price.as_of for model in models if model.price.amount}
    facts = Table.grid(padding=(0, 2, 0, 0))
    for what, said in _facts(vendor, account, dates):
        facts.add_row(f"[dim]{what}[/]", said)
    rows = [_row(model, dated=len(dates) > 1) for model in models]
    yield Padding(facts, (0, 0, 0, 2), expand=False)
    yield Padding(_table(rows, width - 2), (0, 0, 0, 2), expand=False)
    yield ""


def _row(model: Model, *, dated: bool) -> tuple[str, ...]:
    day = f" ({model.price.as_of:%Y-%m})" if dated and model.price.as_of else ""
    return model.model, ", ".join(sorted(model.capabilities)), _price_told(model) + day, _limits_told(model)


def _table(rows: Sequence[tuple[str, ...]], width: int) -> Table:
    """The models; what does not fit is folded, the limits first: a folded name is hard to copy."""
    name, made, price, limits = (max(len(row[column]) for row in rows) for column in range(4))
    left = min(limits, max(_LEAST_LIMITS, width - name - made - price - 6))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", width=max(_LEAST_NAME, min(name, width - made - price - left - 6)))
    table.add_column(width=made, style="cyan")
    table.add_column(width=price)
    table.add_column(overflow="fold", width=left)
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _facts(vendor: Vendor, account: Account | None, dates: set[date | None]) -> Iterator[tuple[str, str]]:
    if not isinstance(vendor, HttpVendor) or account is None:
        yield "key", "[green]none is needed[/]: made on your own machines"
        return
    yield "key", _keys_told(account)
    verified = vendor.verified
    yield "verified", f"{verified.date}, {escape(verified.source)}" if verified else "[yellow]no[/]"
    limits = [f"{vendor.limits.rpm} requests a minute"] if vendor.limits.rpm else []
    limits += [f"{vendor.limits.concurrency} jobs at once"] if vendor.limits.concurrency else []
    if limits:
        yield "limits", ", ".join(limits) + (", each model" if vendor.limits.scope == "model" else "")
    if len(dates) == 1 and (day := next(iter(dates))) is not None:
        yield "prices", f"of {day}"


def _keys_told(account: Account) -> str:
    told = [_STATES[key.state].format(escape(key.wrong or f"{key.name} is present ({key.where})")) for key in account.keys]
    told += [_STATES["missing"].format(f"{name} is not set") for name in account.address]
    return "; ".join(told) or _STATES["present"].format("none is needed")


def _price_told(model: Model) -> str:
    prices = [_amount(price) for price in (model.input_price, model.price) if price is not None]
    return " + ".join(prices) if model.price.amount else "free"


def _amount(price: Price) -> str:
    return f"{'$' if price.currency == 'USD' else price.currency + ' '}{price.amount.normalize():f}/{_PER[price.unit]}"


def _limits_told(model: Model) -> str:
    parts = [
        f"{_range(model.durations)} s" if model.durations else "",
        _some(model.resolutions),
        _some(model.aspect_ratios, 1),
        _pictures(model),
        f"{len(model.voices)} voices" if model.voices else "",
        _some(model.languages),
        f"{model.max_characters} characters" if model.max_characters else "",
        f"{model.context_tokens // 1000}k tokens" if model.context_tokens else "",
    ]
    return " · ".join(part for part in parts if part)


def _pictures(model: Model) -> str:
    if model.reference_images is None:
        return ""
    most = model.reference_images.max
    return "text only" if most == 0 else "a picture" if most == 1 else f"{most} pictures"


def _range(values: Sequence[float]) -> str:
    """`5, 10`, or `4–15` where there are many."""
    listed = [f"{value:g}" for value in values]
    return ", ".join(listed) if len(listed) <= _MOST_LISTED else f"{listed[0]}–{listed[-1]}"


def _some(names: Sequence[str], most: int = _MOST_LISTED) -> str:
    return ", ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def _vendor_json(name: str, vendor: Vendor, account: Account | None) -> dict[str, Any]:
    """The object in `vendors`. `verified` is null where nobody compared the row; the studio needs no key and has nothing to verify."""
    told = {"vendor": name, "description": vendor.description, "engine": vendor.engine, "models": len(vendor.models)}
    if not isinstance(vendor, HttpVendor) or account is None:
        return {**told, "key": "not needed", "keys": [], "verified": None, "account": None, "limits": None, "budget": None}
    return {
        **told,
        "key": account.state if account.keys or account.address else "not needed",
        "keys": [key_json(key) for key in account.keys],
        "unset_in_address": list(account.address),
        "verified": vendor.verified and vendor.verified.model_dump(mode="json"),
        "account": vendor.account or name,
        "limits": vendor.limits.model_dump(mode="json"),
        "budget": {field: _number(value) for field, value in vendor.budget.model_dump().items()},
    }


def _model_json(model: Model) -> dict[str, Any]:
    """The object in `models`. What is null or empty is not known; amounts are numbers."""
    plain = model.model_dump(
        mode="json",
        include={"vendor", "model", "description", "durations", "resolutions", "aspect_ratios", "seed", "languages", "max_characters"}
        | {"context_tokens", "quality", "typical_seconds"},
    )
    return {
        "name": model.name,
        **plain,
        "capabilities": sorted(model.capabilities),
        "price": _price_json(model.price),
        "input_price": model.input_price and _price_json(model.input_price),
        "reference_images": model.reference_images and model.reference_images.max,
        "voices": sorted(model.voices),
    }


def _price_json(price: Price) -> dict[str, Any]:
    return {**price.model_dump(mode="json"), "amount": _number(price.amount)}


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
