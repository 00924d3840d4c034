"""How a command that produces ends: what it prints, and its exit code."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from producer.watch import people_console
from shared.delivery.manifest import Manifest
from shared.errors import InputError
from shared.money import dollars
from shared.progress import Progress

MOST_PROBLEMS_SHOWN = 10


def exit_code(progress: Progress) -> int:
    """0 all done, 1 finished but partial, failed, cancelled or no more than a script, 3 stopped by the budget."""
    if progress.state == "done":
        return 1 if progress.is_unmade else 0
    return 3 if progress.stopped_by_budget else 1


def print_json(document: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False))


def finish(progress: Progress, folder: Path, *, as_json: bool) -> None:
    """Say how it went: the episodes' paths on stdout, the rest to people."""
    changes = _changes(folder) if progress.has_ended else []
    if as_json:
        print_json({**progress.to_json(), "out": str(folder), "changed": changes})
        return
    console = people_console()
    for problem in progress.problems[:MOST_PROBLEMS_SHOWN]:
        console.print(f"[red]problem[/] {escape(problem)}")
    if len(progress.problems) > MOST_PROBLEMS_SHOWN:
        console.print(f"[red]problem[/] and {len(progress.problems) - MOST_PROBLEMS_SHOWN} more; see {escape(str(folder / 'report.html'))}")
    if not progress.has_ended:
        season = escape(progress.season)
        console.print(
            f"{season} is under way; 'cliffhanger watch {season}' follows it, 'cliffhanger resume {season}' goes on where it rests"
        )
        return
    if progress.is_unmade:
        console.print(money_line(progress))
        console.print(unmade_line(progress))
        return
    _say_changes(console, changes, folder)
    for episode in (*progress.episodes, *progress.dubs):
        if episode.path:
            typer.echo(episode.path)
    if progress.money.get("spent") or progress.money.get("held"):
        console.print(money_line(progress))
    console.print(f"[bold]{escape(progress.title)}[/]: {progress.state}; report: {escape(str(folder / 'report.html'))}")


def _say_changes(console: Console, changes: list[str], folder: Path) -> None:
    for change in changes[:MOST_PROBLEMS_SHOWN]:
        console.print(f"[yellow]made lesser[/] {escape(change)}")
    if len(changes) > MOST_PROBLEMS_SHOWN:
        console.print(f"[yellow]made lesser[/] and {len(changes) - MOST_PROBLEMS_SHOWN} more; see {escape(str(folder / 'report.html'))}")


def _changes(folder: Path) -> list[str]:
    """In which ways a delivered season is less than what was ordered."""
    try:
        manifest = Manifest.read(folder / "manifest.json")
    except (OSError, InputError):
        return []
    return [f"{place}: {change}" for place, change in manifest.changes()]


def unmade_line(progress: Progress) -> str:
    """What a season is of which only the script exists, whose command has left."""
    season = escape(progress.season)
    return f"{season}: its script is written, and nothing is made of it yet; 'cliffhanger resume {season}' goes on"


def money_line(progress: Progress) -> str:
    """What a season has cost so far."""
    kinds = [
        f"{dollars(progress.money.get(kind, 0))} {kind}" for kind in ("spent", "reserved", "held", "wasted") if progress.money.get(kind)
    ]
    budget = "no budget" if progress.budget_micros is None else f"budget {dollars(progress.budget_micros)}"
    held = f"; 'cliffhanger costs {escape(progress.season)}' lists what is held" if progress.money.get("held") else ""
    return f"{', '.join(kinds) or '$0.00 spent'}; {budget}{held}"
