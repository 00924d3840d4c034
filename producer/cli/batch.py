"""`cliffhanger batch`: from a jobs file to pictures, clips and texts."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from producer.batch.lock import alone
from producer.batch.read import read_batch
from producer.cli.options import Budget, Embedded, Json, Wait, budget_micros
from producer.cli.outcome import exit_code, print_json
from producer.cli.produce import produce_here, produce_there, say_notes
from producer.order import Order
from producer.watch import people_console
from shared.delivery.batch import MANIFEST, read_manifest
from shared.progress import Progress
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
        here = embedded or not settings.redis_url
        progress = produce_here(settings, order, store, console) if here else produce_there(settings, order, store, console, wait)
    _finish(progress, order, console, time.monotonic() - began, as_json=as_json)
    raise typer.Exit(exit_code(progress) if progress.has_ended else 0)


def _finish(progress: Progress, order: Order, console: Console, seconds: float, *, as_json: bool) -> None:
    manifest = read_manifest(order.folder) if (order.folder / MANIFEST).exists() else {}
    if as_json:
        print_json({**manifest, "batch": progress.season, "state": progress.state, "out": str(order.folder)})
        return
    if not progress.has_ended:
        season = escape(progress.season)
        console.print(f"{season} is under way; 'cliffhanger watch {season}' follows it")
        return
    for result in manifest.get("results", []):
        if result["local_path"]:
            typer.echo(result["local_path"])
    _summarise(manifest, console, seconds)


def _summarise(manifest: dict[str, Any], console: Console, seconds: float) -> None:
    """The article's summary: jobs, money, time, money by model; and why whatever failed did."""
    for result in manifest.get("results", []):
        if result["error"]:
            console.print(f"[red]failed[/] {escape(result['name'])}: {escape(result['error'])}")
    console.print(f"jobs        {manifest['total_jobs']}: {manifest['successful']} made, {manifest['failed']} failed")
    held = f", {manifest['held_usd']:.4f} held" if manifest["held_usd"] else ""
    console.print(f"cost        ${manifest['total_cost']:.4f}{held}")
    console.print(f"time        {seconds:.1f} s")
    for model, usd in manifest["cost_by_model"].items():
        console.print(f"  {escape(model)}: ${usd:.4f}")
    if manifest["failed"]:
        console.print("[dim]run the same command again to try what failed once more[/]")
