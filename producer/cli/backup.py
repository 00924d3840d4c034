"""`cliffhanger backup`: a copy of every ledger and season as they stand now, with a list of what the store has."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.operating.taking import take_backup
from producer.watch import people_console
from shared.settings import load_settings
from shared.store.open import open_store


def backup(
    to: Annotated[Path, typer.Argument(metavar="TO", help="A new folder for it.")],
    as_json: Json = False,
) -> None:
    """Copy every ledger and season as they stand now, while the line goes on, and list what the store has.

    The line's Redis is copied by SYNC, as a replica would; embedded seasons each have a Redis of their own. The store's files are not
    copied: keep them by its own means, such as versions of a bucket or snapshots of a disk.
    """
    settings = load_settings()
    target = to.expanduser().absolute()
    done = take_backup(settings, open_store(settings), target)
    if as_json:
        print_json({"backup": str(target), **done.model_dump(mode="json")})
        return
    console = people_console()
    for copy in done.homes:
        console.print(f"{escape(copy.name)}: {len(copy.seasons)} seasons, {copy.size_bytes:,} bytes")
    console.print(
        f"the store {escape(done.store)} had {done.products} products, {done.products_bytes:,} bytes; their files are not in the backup"
    )
    typer.echo(target)
