"""The cast of a written season as a file of its own, to which the season file refers."""

import os
from pathlib import Path

from producer.bible.entry import entries_of
from producer.bible.text import bible_yaml
from producer.cli.new_file import check_free, put
from producer.intake.intake import Intake
from shared.catalogue import load_catalogue
from shared.errors import InputError
from shared.season import SeasonFile
from shared.settings import load_settings

OPTION = "--cast"


def check_bible_file(path: Path, out: Path | None, *, force: bool) -> None:
    """Find out before anything is written that the bible cannot be. `out` is the season file. Raises InputError."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"{OPTION} {path}: a bible is YAML; give a name that ends in .yaml")
    if out is not None and path.resolve() == out.resolve():
        raise InputError(f"{OPTION} {path}: is the season file itself; give the bible another name")
    check_free(path, force=force, option=OPTION, example="characters.yaml")


def with_bible(season: SeasonFile, intake: Intake, path: Path, folder: Path, *, force: bool) -> SeasonFile:
    """Write the cast to `path`, and have the season, for a file in `folder`, refer to it; a season without people stays as it is."""
    if not intake.cast:
        return season
    reference = Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    entries = entries_of(intake, load_catalogue(load_settings()), path.parent)
    speech = intake.production.models["speech"][0]
    put(path, bible_yaml(entries, title=intake.production.title, speech=speech, name=reference), force=force, option=OPTION)
    return season.model_copy(update={"characters": reference})
