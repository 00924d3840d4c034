"""`cliffhanger cast`: writes a season's character bible."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from producer.bible.entry import Entry, entries_of
from producer.bible.text import bible_yaml
from producer.cli.options import Json, Rehearse, SeasonFile
from producer.cli.outcome import print_json
from producer.intake.forms import FORMS
from producer.intake.importing import read_written
from producer.intake.intake import Intake
from producer.intake.premise import has_to_be_written
from producer.intake.read import read_season
from producer.intake.script import checked
from producer.watch import people_console
from shared.catalogue import load_catalogue
from shared.delivery.placing import write_text
from shared.errors import InputError
from shared.season import SeasonFile as Season
from shared.settings import load_settings

FORMS_OF_SEASONS = tuple(ending for form in FORMS.values() for ending in form.endings)
USUAL_NAME = "characters.yaml"


def cast(
    season: SeasonFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help=f"The bible; by default {USUAL_NAME} beside SEASON.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    rehearse: Rehearse = False,
    as_json: Json = False,
) -> None:
    """Write the character bible of a season or a script: looks, voices and seeds, given and chosen, all locked from then on."""
    path = output or season.parent / USUAL_NAME
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"-o {path}: a bible is YAML; give a name that ends in .yaml")
    if path.resolve() == season.resolve():
        raise InputError(f"-o {path}: is the season itself; give the bible another name")
    if path.exists() and not force:
        raise InputError(f"{path}: is there already; --force replaces it, -o names another file")
    given = checked(read_written(season), Season)
    if has_to_be_written(given):
        raise InputError(f"{season}: has a premise and no script yet, and its cast comes with the script; write the script first")
    intake = read_season(season, rehearse=rehearse)
    if not intake.cast:
        raise InputError(f"{season}: has no characters, and nobody speaks; there is nothing to write")
    entries = entries_of(intake, load_catalogue(load_settings()), path.parent)
    reference = os.path.relpath(path.absolute(), season.absolute().parent)
    write_text(path, bible_yaml(entries, title=intake.production.title, speech=intake.production.models["speech"][0], name=reference))
    if as_json:
        print_json({"path": str(path), "title": intake.production.title, "characters": [_json(entry) for entry in entries]})
        return
    typer.echo(str(path))
    if not isinstance(given.characters, str) or (season.parent / given.characters).resolve() != path.resolve():
        _say_how_to_use(intake, reference)


def _json(entry: Entry) -> dict[str, object]:
    fields = entry.member.model_dump(mode="json", exclude_defaults=True)
    return {**fields, **({"told": list(entry.told)} if entry.told else {})}


def _say_how_to_use(intake: Intake, reference: str) -> None:
    """Which lines of which file refer to the bible."""
    console = people_console()
    lines = [f"characters: {reference}"]
    if intake.source.suffix.lower() in FORMS_OF_SEASONS:
        console.print(f"in {escape(intake.source.name)}, refer to it by this line:")
    else:
        lines = [f"title: {json.dumps(intake.production.title, ensure_ascii=False)}", f"script: {intake.source.name}", *lines]
        console.print("refer to it in a season file beside the script:")
    for line in lines:
        console.print(f"  {escape(line)}")
