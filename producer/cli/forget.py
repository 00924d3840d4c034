"""`cliffhanger forget`: a season that has ended goes out of Redis, its journal into a file first."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from producer.cli.options import Json, SeasonId
from producer.cli.outcome import print_json
from producer.operating.forgetting import forget_season
from producer.operating.homes import home_with
from producer.reach import find_season
from producer.watch import people_console
from shared.money import dollars
from shared.settings import load_settings


def forget(
    season: SeasonId,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal",
            metavar="FILE",
            help="Where the ledger's journal is appended; default STATE_DIR/journals/HOME.jsonl.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be forgotten.")] = False,
    as_json: Json = False,
) -> None:
    """Forget a season that has ended: its state, scripts and calls. What it cost stays in the balances, its films where they are.

    The ledger's journal is moved into a file before ('cliffhanger ledger export'): keep it, it is the history. Ordered again, the season is
    made of what the store has; what that no longer has is paid again.
    """
    settings = load_settings()
    wanted = find_season(settings, season)
    home = home_with(settings, wanted)
    file = (journal or settings.state_dir / "journals" / f"{home.season or home.name}.jsonl").expanduser().absolute()
    if not dry_run:
        file.parent.mkdir(parents=True, exist_ok=True)
    done = forget_season(home, wanted, file, dry_run=dry_run)
    if as_json:
        about = {"calls": done.calls, "keys": done.keys, "spent_usd": done.spent_micros / 1_000_000}
        print_json({"season": wanted, "dry_run": dry_run, "journal": str(file), "exported": done.exported, **about})
        return
    would = "would be forgotten" if dry_run else "forgotten"
    people_console().print(
        f"{escape(wanted)}: {would}: {done.calls} calls, which cost {dollars(done.spent_micros)}; "
        f"the journal {'goes' if dry_run else 'went'} to {escape(str(file))}",
        soft_wrap=True,
    )
