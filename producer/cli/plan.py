"""`cliffhanger plan`: what will be made, by whom, at what worst-case price; spends nothing."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from producer.cli.options import Json, Out, Rehearse, SeasonFile
from producer.cli.outcome import print_json
from producer.order import read_order
from producer.planning import Plan, make_plan
from producer.watch import people_console
from shared.settings import load_settings
from shared.store.open import open_store


def plan(season: SeasonFile, out: Out = Path("out"), rehearse: Rehearse = False, as_json: Json = False) -> None:
    """Show what a season needs, stage by stage, and what of it exists already."""
    order = read_order(season, out, rehearse=rehearse)
    made = make_plan(order, open_store(load_settings()).has)
    if as_json:
        print_json(made.to_json())
        return
    _print(made)


def _print(made: Plan) -> None:
    console = people_console()
    production = made.order.production
    scenes = sum(len(episode.scenes) for episode in made.order.episodes.values())
    console.print(
        f"[bold]{escape(production.title)}[/]  {len(production.episodes)} episodes, {scenes} scenes, spoken in {production.language}"
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column, justify in (
        ("stage", "left"),
        ("by", "left"),
        ("needed", "right"),
        ("exist", "right"),
        ("to make", "right"),
        ("worst case", "right"),
        ("why", "left"),
    ):
        table.add_column(column, justify=justify, header_style="dim")  # type: ignore[arg-type]  # the literals above
    for stage in made.stages:
        price = f"${stage.worst_case_micros / 1_000_000:.2f}"
        table.add_row(stage.stage, stage.model, str(stage.products), str(stage.existing), str(stage.to_make), price, stage.why)
    console.print(table)
    for character in production.characters:
        console.print(f"  {escape(character.name)}: voice {escape(character.voice)}, seed {character.look.seed}")
    for note in made.order.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    budget = "no budget" if production.budget_micros is None else f"budget ${production.budget_micros / 1_000_000:.2f}"
    console.print(f"worst case ${made.worst_case_micros / 1_000_000:.2f}, {budget}; plan digest [bold]{made.digest}[/]")
