"""`cliffhanger batch`: from a jobs file to pictures, clips and texts."""

import time
from pathlib import Path
from typing import Annotated

import typer

from producer.batch.lock import alone
from producer.batch.read import read_batch
from producer.cli.batch_outcome import finish_batch
from producer.cli.options import Budget, Embedded, Json, Wait, budget_micros
from producer.cli.outcome import exit_code
from producer.cli.produce import produce_order, say_notes
from producer.watch import people_console
from shared.settings import load_settings
from shared.store.open import open_store

JobsFile = Annotated[Path, typer.Argument(metavar="JOBS", help="The jobs file (YAML or JSON).")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The folder for what is made, instead of the file's output_dir.")]


def batch(
    jobs: JobsFile,
    out: Out = None,
    wait: Wait = False,
    embedded: Embedded = False,
    budget: Budget = None,
    as_json: Json = False,
) -> None:
    """Make the pictures, clips and texts of a jobs file. Run again, it makes what failed, is missing or has changed."""
    settings = load_settings()
    order = read_batch(jobs, out)
    if budget is not None:
        order = order.with_budget(budget_micros(budget))
    console = people_console()
    began = time.monotonic()
    with alone(order.folder):
        store = open_store(settings)
        if not as_json:
            say_notes(console, order)
        progress = produce_order(settings, order, store, console, wait=wait, embedded=embedded)
    finish_batch(progress, order.folder, time.monotonic() - began, as_json=as_json)
    raise typer.Exit(exit_code(progress) if progress.has_ended else 0)
