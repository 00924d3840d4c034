"""`cliffhanger restore`: bring a backup back, say what was bought since, and what nobody can know."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.operating.restoring import Restored, restore_backup
from producer.watch import people_console
from shared.money import dollars
from shared.settings import load_settings
from shared.store.open import open_store

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the backup and where it would go; change nothing.")]


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="The folder of a backup, or the RDB file of a service's own snapshot.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring a backup back into an empty Redis, or an empty STATE_DIR; nothing goes on by itself until `resume`.

    The ledger is verified before and after. What was bought after the backup, and is in the store, is booked again, so that budgets count
    it. What else was sent meanwhile is in no book: the last lines say of which models, and which of them can be asked.
    """
    settings = load_settings()
    console = people_console()
    done = restore_backup(
        settings,
        open_store(settings),
        source.expanduser().absolute(),
        dry_run=dry_run,
        tell=lambda line: console.print(f"[dim]{escape(line)}[/]"),
    )
    if as_json:
        print_json({"dry_run": dry_run, **_document(done)})
        return
    when = datetime.fromtimestamp(done.taken_at, UTC).isoformat(timespec="seconds")
    would = "can be restored" if dry_run else "restored"
    console.print(
        f"{', '.join(map(escape, done.homes))}: {would} as of {when}, {len(done.seasons)} seasons; the ledger agrees with its journal"
    )
    for line in told(done):
        console.print(escape(line), soft_wrap=True)


def told(done: Restored) -> list[str]:
    """What a person has to know before anything goes on, a line each."""
    lines = []
    if done.missing:
        lines.append(
            f"{len(done.missing)} products of the backup are not in the store ({done.missing[0]}, …): bring back the store's files too"
        )
    if done.bought.calls:
        lines.append(
            f"{done.bought.calls} calls that were paid after the backup are in the store: {dollars(done.bought.micros)} booked again"
        )
    if done.bought.foreign:
        lines.append(
            f"{done.bought.foreign} paid products in the store are of no season of this ledger and do not say who paid: not booked"
        )
    asked = sorted({model for doubts in done.doubts for model in doubts.can_be_asked})
    silent = sorted({model for doubts in done.doubts for model in doubts.cannot})
    if asked or silent:
        parts = ["what else was sent after the backup is in no book"]
        if asked:
            parts.append(f"{', '.join(asked)} can be asked, and will be before anything is sent")
        if silent:
            parts.append(
                f"{', '.join(silent)} cannot: compare the provider's own list before 'cliffhanger resume', or it may be paid twice"
            )
        lines.append("; ".join(parts))
    if done.resting:
        lines.append(f"{len(done.resting)} seasons rest until 'cliffhanger resume ID': {', '.join(done.resting[:5])}")
    return lines


def _document(done: Restored) -> dict[str, Any]:
    return {
        "taken_at": done.taken_at,
        "homes": done.homes,
        "seasons": done.seasons,
        "resting": done.resting,
        "keys": done.keys,
        "booked": {
            "calls": done.bought.calls,
            "usd": done.bought.micros / 1_000_000,
            "by_season_usd": {season: micros / 1_000_000 for season, micros in done.bought.booked.items()},
            "foreign": done.bought.foreign,
        },
        "missing": done.missing,
        "can_be_asked": sorted({model for doubts in done.doubts for model in doubts.can_be_asked}),
        "cannot_be_asked": sorted({model for doubts in done.doubts for model in doubts.cannot}),
    }
