"""`cliffhanger write`: from a premise, a novel, or any script that can be read, to a season file that people can edit."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from producer.cli.bible_file import check_bible_file, with_bible
from producer.cli.new_file import check_free, put
from producer.cli.options import Budget, Embedded, Json, Rehearse, budget_micros
from producer.cli.outcome import print_json
from producer.cli.written import written
from producer.intake.document import Document
from producer.intake.importing import is_novel, read_written
from producer.intake.intake import Intake
from producer.intake.moving import moved
from producer.watch import people_console
from producer.writing.season_yaml import season_yaml
from shared.errors import InputError
from shared.money import usd_of
from shared.season import SeasonFile

STDOUT = Path("-")
LONGEST_TITLE_WORDS, LONGEST_TITLE_CHARACTERS = 6, 14
_FILE_NAME = re.compile(r"\S+\.(ya?ml|json|md|markdown|txt|fountain|spmd|docx|epub)", re.IGNORECASE)

_NO_END = re.compile("a|an|and|at|but|by|for|from|her|his|in|into|is|its|of|on|or|that|the|their|to|which|who|whose|with", re.IGNORECASE)
"""Words that end no title."""

Source = Annotated[
    str,
    typer.Argument(metavar="PREMISE|FILE", help="What it is about, in quotes; or a season file, a script or a novel (docs/writing.md)."),
]
Target = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The season file to write; '-' prints it.")]


def write(
    source: Source,
    out: Target = Path("season.yaml"),
    title: Annotated[str | None, typer.Option("--title", help="By default the file's, or the beginning of the premise.")] = None,
    genre: Annotated[str | None, typer.Option("--genre", help="Such as romance, revenge, suspense or comedy.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="TAG", help="Spoken language, such as zh-CN or en.")] = None,
    episodes: Annotated[int | None, typer.Option("--episodes", help="How many; by default 1.")] = None,
    scenes: Annotated[int | None, typer.Option("--scenes", help="Of each episode; by default two a minute, at least three.")] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", help="Of each episode; by default 60.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Another one gives another story.")] = None,
    cast: Annotated[
        Path | None, typer.Option("--cast", metavar="FILE", help="Write the cast as a character bible to which the season refers.")
    ] = None,
    budget: Budget = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    writer: Annotated[
        list[str] | None, typer.Option("--writer", metavar="MODEL", help="A language model, vendor/model; several in order of preference.")
    ] = None,
    rehearse: Rehearse = False,
    embedded: Embedded = False,
    as_json: Json = False,
) -> None:
    """Write a season file with the whole script in it, from a premise, a novel or a script. Makes nothing else."""
    if as_json and out == STDOUT:
        raise InputError("--json with '-o -': both print on stdout; name a file, or leave --json out")
    _check_files(out, cast, force=force)
    sizes = {"episodes": episodes, "scenes_per_episode": scenes, "episode_seconds": seconds}
    texts: dict[str, Any] = {"title": title, "genre": genre, "language": language, "seed": seed}
    money = {"budget_usd": None if budget is None else usd_of(budget_micros(budget))}
    if writer:
        texts["providers"] = {"script": writer}
    document = _document(source, {name: value for name, value in {**texts, **sizes, **money}.items() if value is not None})
    done = written(document, out, rehearse=rehearse, embedded=embedded, as_json=as_json)
    intake = done.intake
    folder = Path.cwd() if out == STDOUT else out.expanduser().parent
    season = moved(intake.file, intake.source.parent, folder)
    if cast is not None:
        season = with_bible(season, intake, cast.expanduser(), folder, force=force)
    text = season_yaml(season)
    if out == STDOUT:
        typer.echo(text, nl=False)
    else:
        put(out.expanduser(), text, force=force, option="--out")
    if as_json:
        print_json({**_told(intake, out, season), **done.about})
    else:
        _say(people_console(), intake, out)
        if cast is not None:
            _say_of_bible(people_console(), season.characters, cast)


def _check_files(out: Path, cast: Path | None, *, force: bool) -> None:
    season = None if out == STDOUT else out.expanduser()
    if season is not None:
        check_free(season, force=force, option="--out", example="season.yaml")
    if cast is not None:
        check_bible_file(cast.expanduser(), season, force=force)


def _document(source: str, given: Mapping[str, Any]) -> Document:
    """The file with the options laid over it, or the premise as a season."""
    path = _file(source)
    if path is None:
        return Document(Path("PREMISE"), {"title": _title_of(source), **given, "premise": source}, {(): 1})
    if is_novel(path):
        return Document(path, {"title": path.stem, **given, "novel": path.name}, {(): 1})
    read = read_written(path)
    for option, name in (("--episodes", "episodes"), ("--scenes", "scenes_per_episode")):
        if name in given and isinstance(read.data.get("episodes"), list):
            raise InputError(f"{option}: {path} holds a script, which has as many as it has; leave the option out")
    return Document(path, {**read.data, **given}, read.lines, read.findings)


def _file(source: str) -> Path | None:
    """The file that is meant; None where the source is a premise itself."""
    if not source.strip():
        # A path without a name is the folder here.
        return None
    path = Path(source).expanduser()
    try:
        exists = path.exists()
    except (OSError, ValueError):  # such as a name that is too long
        exists = False
    return path if exists or _FILE_NAME.fullmatch(source) else None


def _title_of(premise: str) -> str:
    """The beginning of a premise, up to where a clause ends."""
    clause = re.split(r"[,.;:!?，。；：！？…\n/\\]", premise.strip(), maxsplit=1)[0].strip()
    words = clause.split()
    if len(words) > 1:
        kept = words[:LONGEST_TITLE_WORDS]
        while len(kept) > 1 and len(kept) < len(words) and _NO_END.fullmatch(kept[-1]):
            kept.pop()
        clause = " ".join(kept)
    return (clause if clause.isascii() else clause[:LONGEST_TITLE_CHARACTERS])[:80].strip() or "Untitled"


def _say(console: Console, intake: Intake, out: Path) -> None:
    file, production = intake.file, intake.production
    scenes = sum(len(episode.scenes) for episode in intake.episodes)
    console.print(f"[bold]{escape(file.title)}[/]  episodes: {len(intake.episodes)}, scenes: {scenes}, spoken in {production.language}")
    for member in file.cast:
        console.print(f"  {escape(member.name)}{escape(f': {member.role}') if member.role else ''}")
    for note in intake.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    found = [(finding.severity, f"{intake.script}:{finding}") for finding in intake.findings]
    for severity, what in [*found, *((remark.severity, str(remark)) for remark in intake.review)]:
        console.print(f"  [{'yellow' if severity == 'warning' else 'dim'}]{severity}[/] {escape(what)}")
    if out != STDOUT:
        console.print(f"written to {escape(str(out))}; 'cliffhanger plan {escape(str(out))}' says what it needs")


def _say_of_bible(console: Console, reference: object, cast: Path) -> None:
    if isinstance(reference, str):
        console.print(f"its characters are in {escape(str(cast))}")
    else:
        console.print(f"[yellow]note[/] --cast: nobody plays in this season, so there is no {escape(str(cast))}")


def _told(intake: Intake, out: Path, season: SeasonFile) -> dict[str, Any]:
    imported = [finding.to_json(intake.script) for finding in intake.findings]
    return {
        "path": str(out.expanduser().absolute()),
        **({"cast": season.characters} if isinstance(season.characters, str) else {}),
        "title": intake.production.title,
        "genre": intake.production.genre,
        "language": intake.production.language,
        "episodes": len(intake.episodes),
        "scenes": sum(len(episode.scenes) for episode in intake.episodes),
        "characters": [character.name for character in intake.production.characters],
        "notes": intake.notes,
        "findings": [*imported, *(remark.to_json() for remark in intake.review)],
    }
