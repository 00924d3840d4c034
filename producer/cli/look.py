"""`status`, `watch`, `report`: look at what was ordered."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from producer.cli.batch_outcome import finish_batch
from producer.cli.options import Json, SeasonId
from producer.cli.outcome import exit_code, finish, money_line, print_json, unmade_line
from producer.reach import HostLeft, Reached, known_seasons, reach
from producer.watch import MARKS, Watch, people_console
from shared.backup.resting import rests
from shared.delivery.batch import MANIFEST
from shared.delivery.collect import deliver_season
from shared.errors import NotFound
from shared.progress import Progress, read_progress
from shared.settings import Settings, load_settings
from shared.store.open import open_store
from shared.store.store import Store

HANDOVER_PATIENCE_S = 20.0
"""The command that has a script written orders the season of it soon after: where it does not, it is there no more."""
HANDOVER_TICK_S = 0.2


def status(
    season: Annotated[str | None, typer.Argument(metavar="[ID]", help="The season's id; without it, all seasons are listed.")] = None,
    as_json: Json = False,
) -> None:
    """How far one season is, or all of them."""
    settings = load_settings()
    if season is None:
        _list(settings, as_json=as_json)
        return
    with reach(settings, season) as reached:
        progress = read_progress(reached.state)
        at_rest = reached.run is not None
        copy_of = rests(reached.client, reached.state.season)
    if as_json:
        print_json(progress.to_json())
        return
    _print(progress)
    if progress.is_unmade:
        people_console().print(unmade_line(progress))
    if copy_of:
        people_console().print(f"rests, as {escape(copy_of)}: 'cliffhanger resume {escape(progress.season)}' goes on")
    elif at_rest and not progress.has_ended:
        people_console().print(f"not under way: its command was stopped; 'cliffhanger resume {progress.season}' goes on")


def watch(season: SeasonId, as_json: Json = False) -> None:
    """Follow a season until it has ended."""
    settings = load_settings()
    try:
        folder, progress = _followed(settings, season)
    except HostLeft:
        # What it left can be read now.
        folder, progress = _followed(settings, season)
    if progress.kind == "batch":
        finish_batch(progress, folder, as_json=as_json)
    else:
        finish(progress, folder, as_json=as_json)
    raise typer.Exit(exit_code(progress) if progress.has_ended else 0)


def report(season: SeasonId) -> None:
    """Write the season's manifest and report anew, and print the report's path; a batch has a manifest only."""
    settings = load_settings()
    with reach(settings, season) as reached:
        folder = deliver_season(reached.state, open_store(settings))
        page = "report.html" if reached.state.production().kind == "season" else MANIFEST
    typer.echo(folder / page)


def _followed(settings: Settings, season: str) -> tuple[Path, Progress]:
    """Follow a season until it has ended, or read how far it is where nothing will move any more."""
    with reach(settings, season) as reached:
        folder = Path(reached.state.meta()["out"]) / reached.state.production().slug
        if reached.run is not None or rests(reached.client, reached.state.season):
            return folder, read_progress(reached.state)
        return folder, _to_the_films(reached, open_store(settings))


def _to_the_films(reached: Reached, store: Store) -> Progress:
    """Follow a season; where its script comes first, on into what is made of that."""
    follow = Watch(reached.state, store, people_console(), has_host=reached.has_host).until_ended
    progress = follow()
    deadline = time.monotonic() + HANDOVER_PATIENCE_S
    while progress.is_unmade and time.monotonic() < deadline:
        time.sleep(HANDOVER_TICK_S)
        progress = read_progress(reached.state)
    return progress if progress.has_ended else follow()


def _list(settings: Settings, *, as_json: bool) -> None:
    seasons = []
    for season in known_seasons(settings):
        # A command that was stopped before it had ordered anything leaves an empty folder.
        with suppress(NotFound), reach(settings, season) as reached:
            seasons.append(read_progress(reached.state))
    if as_json:
        print_json({"seasons": [progress.to_json() for progress in seasons]})
        return
    table = Table(box=None, pad_edge=False)
    for column in ("season", "title", "state", "episodes", "scenes"):
        table.add_column(column)
    for progress in seasons:
        done, total = progress.stages["episode"]
        scenes = f"{sum(e.scenes_done for e in progress.episodes)}/{sum(e.scenes_total for e in progress.episodes)}"
        table.add_row(escape(progress.season), escape(progress.title), progress.to_json()["state"], f"{done}/{total}", scenes)
    people_console().print(table if seasons else "no season was produced yet with these settings")


def _print(progress: Progress) -> None:
    console = people_console()
    is_writing = progress.kind == "writing"
    state = f"script: {progress.state}" if is_writing else progress.state
    console.print(f"[bold]{escape(progress.title)}[/]  {escape(progress.season)}  {state}  {progress.share:.0%}")
    for episode in (*progress.episodes, *progress.dubs):
        if is_writing:
            console.print(f"  {MARKS[episode.state]} {episode.scenes_done} of {episode.scenes_total} parts written  [dim]{episode.at}[/]")
            continue
        scenes = f"{episode.scenes_done}/{episode.scenes_total} {'jobs' if progress.kind == 'batch' else 'scenes'}"
        console.print(f"  {MARKS[episode.state]} {episode.name}  {scenes}  [dim]{episode.at}[/]  {escape(str(episode.path or ''))}")
    if any(progress.money.values()):
        console.print(f"  {money_line(progress)}")
    for provider, count in progress.waiting.items():
        console.print(f"  {count} calls wait for a slot of {escape(provider)}")
    for problem in progress.problems:
        console.print(f"[red]problem[/] {escape(problem)}")
