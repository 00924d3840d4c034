"""The genres of short dramas: what each promises its audience, and how it hooks, turns and breaks off (the files of `genres/`)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from producer.writing.bilingual import Bilingual, Prompts

FOLDER = Path(__file__).with_name("genres")
GENERAL = "general"
"""The genre of a season that names none, or one that is not here."""

Points = Annotated[list[Bilingual], Field(min_length=3, max_length=6)]


@dataclass(frozen=True)
class ToldGenre:
    """A genre in one language."""

    name: str
    promise: str
    tone: str
    hooks: tuple[str, ...]
    reversals: tuple[str, ...]
    cliffhangers: tuple[str, ...]
    taboos: tuple[str, ...]


class Genre(BaseModel):
    """A file of `genres/`. Aliases are matched whatever their case; those in letters only where a word begins."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Bilingual
    aliases: list[Annotated[str, Field(min_length=1)]]
    promise: Bilingual
    tone: Bilingual
    hooks: Points
    reversals: Points
    cliffhangers: Points
    taboos: Points

    def told(self, prompts: Prompts) -> ToldGenre:
        """The genre as a prompt in this language tells of it."""
        lists = (tuple(point.of(prompts) for point in points) for points in (self.hooks, self.reversals, self.cliffhangers, self.taboos))
        return ToldGenre(self.name.of(prompts), self.promise.of(prompts), self.tone.of(prompts), *lists)


def genre_of(asked: str) -> Genre:
    """The genre that a season's own words name first (the longest alias there), else the general one."""
    genres = load_genres()
    found = [(at, -len(alias), name) for name, genre in genres.items() for alias in genre.aliases if (at := _at(alias, asked)) is not None]
    return genres[min(found)[2]] if found else genres[GENERAL]


def _at(alias: str, asked: str) -> int | None:
    folded = alias.casefold()
    pattern = rf"(?<![a-z]){re.escape(folded)}" if folded.isascii() else re.escape(folded)
    match = re.search(pattern, asked.casefold().replace("_", " "))
    return match.start() if match else None


@cache
def load_genres(folder: Path = FOLDER) -> dict[str, Genre]:
    """Every genre by its file's name. Raises ValueError naming the file that is wrong."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}


def _read(path: Path) -> Genre:
    try:
        return Genre.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from None
