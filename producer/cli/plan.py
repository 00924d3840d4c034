"""`cliffhanger plan`: what will be made, by whom, at what price, expected and at worst; spends nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from producer.bible.change import Changes
from producer.bible.earlier import Earlier
from producer.cli.options import Json, Out, Rehearse, SeasonFile
from producer.cli.outcome import print_json
from producer.intake.findings import Severity
from producer.order import Order, read_order
from producer.planning import Plan, make_plan
from producer.watch import people_console
from shared.money import dollars
from shared.production import Production
from shared.settings import load_settings
from shared.store.open import open_store

MOST_CHANGES = 20
"""Lines about what has changed."""

_COLUMNS: dict[str, Literal["left", "right"]] = {
    "stage": "left",
    "by": "left",
    "needed": "right",
    "exist": "right",
    "to make": "right",
    "expected": "right",
    "worst case": "right",
}


def plan(season: SeasonFile, out: Out = Path("out"), rehearse: Rehearse = False, as_json: Json = False) -> None:
    """Show what a season needs, stage by stage, what of it exists already, and what the rest costs. Spends nothing."""
    order = read_order(season, out, rehearse=rehearse)
    earlier = Earlier.read(order)
    if earlier is not None:
        order = earlier.carried_on(order)
    made = make_plan(order, open_store(load_settings()).has, earlier=earlier)
    if as_json:
        print_json({**made.to_json(), "findings": findings_json(order)})
        return
    _print(made)


def _print(made: Plan) -> None:
    console = people_console()
    production = made.order.production
    scenes = _counted(made.order.scenes, "scene")
    episodes = _counted(len(production.episodes), "episode")
    console.print(f"[bold]{escape(production.title)}[/]  {episodes}, {scenes}, spoken in {production.language}{_dubbed(production)}")
    console.print(_table(made))
    for reason in reasons(made):
        console.print(f"  [dim]{escape(reason)}[/]")
    # Of a script that is not written yet nobody knows who plays.
    for character in () if made.order.is_to_be_written else production.characters:
        voices = (f", {dub.language} {escape(dub.voices[character.name][dub.models[0]])}" for dub in production.dubs)
        console.print(f"  {escape(character.name)}: voice {escape(character.voice)}{''.join(voices)}, seed {character.look.seed}")
    for price in (made.writing, made.translation):
        if price is not None and price.micros:
            console.print(f"  {price}")
    for note in made.order.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    _print_findings(console, made.order)
    for line in change_lines(made.changes):
        console.print(escape(line))
    if made.audio_first is not None and (made.audio_first.is_audio_first or made.audio_first.saves_micros > 0):
        console.print(escape(str(made.audio_first)))
    for line in money_lines(made):
        console.print(line)


def _dubbed(production: Production) -> str:
    return f", dubbed in {', '.join(dub.language for dub in production.dubs)}" if production.dubs else ""


def findings_json(order: Order) -> list[dict[str, Any]]:
    """`findings` of `plan --json`: what an import did not understand, or keeps elsewhere than it is written; then the review."""
    imported = [finding.to_json(order.script) for finding in order.findings if order.script is not None]
    return [*imported, *(remark.to_json() for remark in order.review)]


def _print_findings(console: Console, order: Order) -> None:
    told: list[tuple[Severity, str]] = [(finding.severity, f"{order.script}:{finding}") for finding in order.findings]
    for severity, text in [*told, *((remark.severity, str(remark)) for remark in order.review)]:
        colour = "yellow" if severity == "warning" else "dim"
        console.print(f"  [{colour}]{severity}[/] {escape(text)}")


def _table(made: Plan) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column, justify in _COLUMNS.items():
        # A model's name may be folded where the terminal is narrow, a number never.
        table.add_column(column, justify=justify, header_style="dim", no_wrap=justify == "right", overflow="fold")
    for stage in made.stages:
        counts = (str(stage.products), str(stage.existing), str(stage.to_make))
        prices = (dollars(stage.estimated_micros), dollars(stage.worst_case_micros))
        table.add_row(stage.stage, stage.model, *counts, *prices)
    return table


def reasons(made: Plan) -> Iterator[str]:
    """Why who makes what, for people: a line for each reason."""
    stages: dict[str, list[str]] = {}
    for stage in made.stages:
        stages.setdefault(stage.why, []).append(stage.stage)
    for why, names in stages.items():
        yield f"{', '.join(names)}: {why}"


def change_lines(changes: Changes | None) -> Iterator[str]:
    """What has changed since the season was produced, for people."""
    if changes is None or not changes.all:
        return
    for change in changes.all[:MOST_CHANGES]:
        yield f"changed since it was produced: {change}"
    if len(changes.all) > MOST_CHANGES:
        yield f"changed since it was produced: and {len(changes.all) - MOST_CHANGES} more; 'plan --json' has them all"
    if len(changes.all) > 1:
        yield f"making again what goes stale: at most {dollars(changes.worst_case_micros)}"


def money_lines(made: Plan) -> Iterator[str]:
    """What the season costs, for people: expected, at worst, at prices of which day, and whether its budget would stop it."""
    budget = made.order.production.budget_micros
    prices = "" if made.as_of is None else f", at prices of {made.as_of.isoformat()} or later"
    if prices and made.order.production.prefer != "listed":
        prices += f", the {made.order.production.prefer} first"
    limit = "no budget" if budget is None else f"budget {dollars(budget)}"
    expected, worst = dollars(made.estimated_micros), dollars(made.worst_case_micros)
    retakes = f" ({dollars(made.quality_micros)} of it for other takes of what quality gates refuse)" if made.quality_micros else ""
    yield f"expected {expected}, worst case {worst}{retakes}{prices}; {limit}; plan digest [bold]{made.digest}[/]"
    if budget is not None and made.is_over_budget:
        over = dollars(made.worst_case_micros - budget)
        yield f"[yellow]the budget would stop it[/]: the worst case is {over} more than budget_usd allows"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
