"""How a command that produces ends: what it prints, and its exit code."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from producer.watch import people_console
from shared.progress import Progress

MOST_PROBLEMS_SHOWN = 10


def exit_code(progress: Progress) -> int:
    """0 all done, 1 finished but partial, failed or cancelled."""
    return 0 if progress.state == "done" else 1


def print_json(document: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False))


def finish(progress: Progress, folder: Path, *, as_json: bool) -> None:
    """Say how it went: the episodes' paths on stdout, the rest to people."""
    if as_json:
        print_json({**progress.to_json(), "out": str(folder)})
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
    for episode in progress.episodes:
        if episode.path:
            typer.echo(episode.path)
    console.print(f"[bold]{escape(progress.title)}[/]: {progress.state}; report: {escape(str(folder / 'report.html'))}")
