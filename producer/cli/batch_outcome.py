"""How a batch ends: its files' paths on stdout, the article's summary to people, or the manifest as one JSON object."""

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from producer.cli.outcome import print_json
from producer.watch import people_console
from shared.delivery.batch import manifest_of
from shared.money import MICROS_PER_USD, dollars
from shared.progress import Progress


def finish_batch(progress: Progress, folder: Path, seconds: float | None = None, *, as_json: bool) -> None:
    """Say how a batch went; `seconds` is how long the command took."""
    manifest = manifest_of(progress.season, folder)
    if as_json:
        print_json({**manifest, "batch": progress.season, "state": progress.state, "out": str(folder)})
        return
    console = people_console()
    if not progress.has_ended:
        season = escape(progress.season)
        console.print(
            f"{season} is under way; 'cliffhanger watch {season}' follows it, 'cliffhanger resume {season}' goes on where it rests"
        )
        return
    for result in manifest.get("results", []):
        if result["local_path"]:
            typer.echo(result["local_path"])
    if manifest:
        _summarise(progress, manifest, console, seconds)


def _summarise(progress: Progress, manifest: dict[str, Any], console: Console, seconds: float | None) -> None:
    """The article's summary: jobs, money, time, money by model; and why whatever failed did."""
    for result in manifest["results"]:
        if result["error"]:
            console.print(f"[red]failed[/] {escape(result['name'])}: {escape(result['error'])}")
        if result["cut_off"]:
            console.print(f"[yellow]cut off[/] {escape(result['name'])}: max_tokens is too small for the whole answer")
    left = manifest["total_jobs"] - manifest["successful"] - manifest["failed"]
    counts = [f"{manifest['successful']} made", f"{manifest['failed']} failed", *([f"{left} {progress.state}"] if left else [])]
    console.print(f"jobs        {manifest['total_jobs']}: {', '.join(counts)}")
    held = (
        f", {_dollars(manifest['held_usd'])} held: 'cliffhanger costs {escape(progress.season)}' lists it" if manifest["held_usd"] else ""
    )
    console.print(f"cost        {_dollars(manifest['total_cost'])}{held}")
    if seconds is not None:
        console.print(f"time        {seconds:.1f} s")
    for model, usd in manifest["cost_by_model"].items():
        console.print(f"  {escape(model)}: {_dollars(usd)}")
    if progress.stopped_by_budget:
        console.print("[dim]stopped by the budget; run the same command with a larger one to go on[/]")
    elif manifest["failed"]:
        console.print("[dim]run the same command again to try what failed once more[/]")


def _dollars(usd: float) -> str:
    return dollars(round(usd * MICROS_PER_USD))
