"""`cliffhanger costs`: what a season costs, by stage, model and episode; and which calls nobody knows the end of."""

import json
from collections.abc import Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from producer.cli.options import Json, SeasonId
from producer.cli.outcome import print_json
from producer.reach import reach
from producer.watch import people_console
from producer.writing.author import SCRIPT_EPISODE
from shared.catalogue import load_catalogue
from shared.errors import InputError
from shared.ledger.costs import Costs, Sums, costs_of
from shared.ledger.ledger import Ledger
from shared.money import dollars
from shared.pricing.estimate import estimate_micros
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState

COLUMNS = ("estimated", "reserved", "spent", "held", "wasted")


def costs(season: SeasonId, as_json: Json = False) -> None:
    """Show what a season costs: estimated, reserved, spent, held (nobody knows whether it was charged) and wasted."""
    settings = load_settings()
    with reach(settings, season) as reached:
        found = read_costs(settings, reached.state)
    if as_json:
        print_json(found.to_json())
        return
    _print(found)


def read_costs(settings: Settings, state: SeasonState) -> Costs:
    """The costs of a season. Raises NotFound."""
    production = state.production()
    scripts = {number: state.script(number) for number in production.all_episodes}
    try:
        estimates = dict(estimate_micros(production, scripts, load_catalogue(settings)))
    except InputError:
        # A model that has left the catalogue has no price; what was paid is known without it.
        estimates = {}
    for stage, model, micros in json.loads(state.meta().get("writing", "[]")):
        # The script was written by an order of its own before.
        estimates[SCRIPT_EPISODE, "", stage, model] = micros
    calls, dubs = Ledger(state.client).calls(state.season), [dub.language for dub in production.dubs]
    return costs_of(state.season, production.budget_micros, calls, estimates, dubs, production.quality_budget_micros)


def _print(found: Costs) -> None:
    console = people_console()
    total = found.total
    for title, at in (("stage", 2), ("model", 3), ("episode", 0)):
        console.print(_table(title, {_called(found, at, name): sums for name, sums in found.by(at).items()}))
        console.print()
    budget = "no budget" if found.budget_micros is None else f"budget {dollars(found.budget_micros)}"
    console.print(
        f"[bold]{escape(found.season)}[/]: {dollars(total.spent)} spent in {total.calls} calls, {dollars(total.reserved)} reserved, "
        f"{dollars(total.held)} held, {dollars(total.wasted)} wasted; {budget}"
    )
    if found.quality.budget or found.quality.retakes:
        quality = found.quality
        console.print(
            f"quality: {dollars(quality.spent)} of it spent on {quality.retakes} other takes of what gates refused, "
            f"{dollars(quality.reserved + quality.held)} reserved or held; quality budget {dollars(quality.budget)}"
        )
    for call in found.unknown:
        number, _, dub = found.called(call.episode).partition(".")
        place = f"E{int(number):02d}{dub and '.'}{dub} {call.unit}"
        console.print(f"[yellow]unknown[/] {call.id}  {escape(call.model)}  {dollars(call.amount_micros)}  {place}  {escape(call.reason)}")
    if found.unknown:
        console.print(
            "[dim]'cliffhanger settle CALL --charged', '--not-charged' or '--job ID' settles what the provider's own list tells[/]"
        )


def _called(found: Costs, at: int, name: Any) -> str:
    """What a row is called."""
    if at != 0:
        return str(name)
    return "the script" if name == SCRIPT_EPISODE else found.called(name)


def _table(title: str, sums: Mapping[str, Sums]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(title, header_style="dim")
    table.add_column("calls", justify="right", header_style="dim")
    for column in COLUMNS:
        table.add_column(column, justify="right", header_style="dim")
    for name, each in sums.items():
        table.add_row(escape(name), str(each.calls), *(dollars(getattr(each, column)) for column in COLUMNS))
    return table
