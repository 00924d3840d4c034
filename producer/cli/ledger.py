"""`cliffhanger ledger verify`, `cliffhanger ledger export`: hold the books to account, and move the journal into files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import redis
import typer
from rich.markup import escape

from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.embedded.home import seasons_of_up
from producer.embedded.up import live_up
from producer.reach import known_seasons, reach
from producer.watch import people_console
from shared.errors import InputError
from shared.ledger.export import export as export_journal
from shared.ledger.verify import Audit
from shared.ledger.verify import verify as verify_ledger
from shared.money import dollars
from shared.redis_client import open_redis
from shared.settings import Settings, load_settings

ledger = typer.Typer(name="ledger", help="Hold the books to account: every balance rebuilt from the journal.", no_args_is_help=True)

Season = Annotated[
    str | None,
    typer.Argument(metavar="[SEASON]", help="Of an embedded run, whose ledger is its own: the season's id. Not needed where 'up' runs."),
]


@ledger.command()
def verify(
    season: Season = None,
    files: Annotated[
        list[Path] | None, typer.Option("--with", metavar="FILE", help="Begin with these exported files, in order; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Rebuild every balance from the journal and compare; one line a discrepancy, exit code 1 where there is one."""
    settings = load_settings()
    with reach_ledger(settings, season) as client:
        audit = verify_ledger(client, files or ())
    if as_json:
        print_json(audit.to_json())
    else:
        _print(audit)
    raise typer.Exit(0 if audit.is_well else 1)


@ledger.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Entries are appended, as JSON lines.")],
    season: Season = None,
    as_json: Json = False,
) -> None:
    """Move the journal into a file; what is on the disk is removed from Redis, and what it came to is kept there."""
    settings = load_settings()
    with reach_ledger(settings, season) as client:
        done = export_journal(client, file.expanduser())
    if as_json:
        print_json({"file": str(file), **vars(done)})
    else:
        people_console().print(f"{escape(str(file))}: {done.written} entries written, {done.removed} removed from Redis")


@contextmanager
def reach_ledger(settings: Settings, season: str | None) -> Iterator[redis.Redis]:
    """The line's ledger, or that of a live `up`, or of an embedded season: of the only one, where none is named.

    Raises InputError, NotFound.
    """
    if season is None and settings.state_url:
        yield open_redis(settings.state_url)
        return
    if season is None and (up := live_up(settings)) is not None and up.serves_all:
        yield up.client
        return
    if season is None:
        known = known_seasons(settings)
        of_up = set(seasons_of_up(settings))
        if len(known) != 1 and (not known or set(known) - of_up):
            listed = f"one of {', '.join(known[:5])}" if known else "none was produced yet with these settings"
            raise InputError(f"ledger: each embedded season has its own; name the season: {listed}")
        # Those of `up` have one together.
        season = known[0]
    with reach(settings, season) as reached:
        yield reached.client


def _print(audit: Audit) -> None:
    console, books = people_console(), audit.books
    for line in books.discrepancies:
        console.print(f"[red]discrepancy[/] {escape(line)}", soft_wrap=True)
    if books.told > len(books.discrepancies):
        console.print(f"[red]discrepancy[/] and {books.told - len(books.discrepancies)} more")
    for line in books.excesses:
        console.print(f"[yellow]above its cap[/] {escape(line)}", soft_wrap=True)
    intents: dict[str, Any] = books.intents_json()
    sums = {
        name: sum(balance[name] for scope, balance in books.balances.items() if scope.startswith("season:")) for name in ("spent", "held")
    }
    console.print(
        f"{books.entries} entries, {len(books.balances)} balances: {'they agree' if audit.is_well else 'they do not agree'}; "
        f"{dollars(sums['spent'])} spent, {dollars(sums['held'])} held"
    )
    console.print(f"permits to submit: {', '.join(f'{count} {end}' for end, count in intents.items())}".replace("_", " "))
