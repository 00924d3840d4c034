"""A season with its script written, by language models where it names some: for `write`, which makes nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from producer.cli.outcome import MOST_PROBLEMS_SHOWN, exit_code, money_line, print_json
from producer.cli.produce import produce_here, produce_there
from producer.intake.document import Document
from producer.intake.intake import Intake
from producer.intake.keys import keyed_by
from producer.intake.read import season_of
from producer.order import Order, of_intake
from producer.watch import people_console
from producer.writing.author import Author
from shared.catalogue import load_catalogue
from shared.delivery.script import FOLDER
from shared.errors import InputError
from shared.line.job import JobLine
from shared.line.requests import StageName
from shared.settings import load_settings
from shared.store.open import open_store
from shared.store.store import Store

WRITTEN = "written"
"""Below the state folder: the scripts of seasons that have no folder of their own yet, and answers that could not be used."""


@dataclass(frozen=True)
class Written:
    """A season with its script. `about` is what `--json` says of the writing, where language models did it."""

    intake: Intake
    about: Mapping[str, Any] = field(default_factory=dict)


def written(document: Document, out: Path, *, rehearse: bool, embedded: bool, as_json: bool) -> Written:
    """Have the script written by whoever is to write it, for the season file `out`. Leaves the command where that fails."""
    settings = load_settings()
    catalogue, store = load_catalogue(settings), open_store(settings)
    author = Author(catalogue, keyed_by(catalogue), store, {})
    intake = season_of(document, rehearse=rehearse, by_models=author)
    if author.writing is None or author.writing.is_done:
        return Written(intake)
    folder = settings.state_dir.expanduser().absolute() / WRITTEN / f"{out.absolute().as_posix().strip('/').replace('/', '-')[-80:]}"
    order = of_intake(intake, folder, author.writing).of_writing()
    # A script alone is no season: nobody is told.
    order = replace(order, production=order.production.model_copy(update={"webhook_url": None}))
    console = people_console()
    console.print(f"[dim]{escape(order.season)}: {escape(_by_whom(author.writing.production.models))}[/]")
    here = embedded or not settings.redis_url
    if here:
        progress = produce_here(settings, order, store, console, embedded=embedded)
    else:
        progress = produce_there(settings, order, store, console, wait=True)
    if progress.state != "done":
        for problem in progress.problems[:MOST_PROBLEMS_SHOWN]:
            console.print(f"[red]problem[/] {escape(problem)}")
        hint = (
            "the same command with another --seed or --writer asks anew" if _is_unusable(order, store) else "the same command again goes on"
        )
        console.print(f"{money_line(progress)}; what was answered is in {order.folder / FOLDER}; {hint}")
        if as_json:
            print_json(progress.to_json())
        raise typer.Exit(exit_code(progress))
    console.print(money_line(progress))
    author = Author(catalogue, keyed_by(catalogue), store, {})
    again = season_of(document, rehearse=rehearse, by_models=author)
    if author.writing is None or not author.writing.is_done:
        raise InputError(f"{document.path}: its novel has changed while the script was written; give the command again")
    return Written(again, {"season": order.season, "cost_usd": progress.money.get("spent", 0) / 1_000_000})


def _by_whom(models: Mapping[StageName, tuple[str, ...]]) -> str:
    stages: dict[str, list[str]] = {}
    for stage, (first, *_) in models.items():
        stages.setdefault(first, []).append(stage)
    return "; ".join(f"{', '.join(names)} by {model}" for model, names in stages.items())


def _is_unusable(order: Order, store: Store) -> bool:
    """Whether a step has all its answers and none of use: nobody is asked the same again."""
    for episode in order.episodes.values():
        line = JobLine(order.production, episode)
        for _, (*answers, checked) in (step for scene in episode.scenes for step in line.needs(scene).steps):
            if not store.has(checked.key) and all(store.has(answer.key) for answer in answers):
                return True
    return False
