"""What the writer hands over: a season's script, its cast, what was understood how, and the facts of its story."""

from dataclasses import dataclass
from typing import Literal

from shared.season_cast import CastMember
from shared.season_script import EpisodeScript

FactKind = Literal["met", "opened", "twist", "revealed", "found", "handed", "left", "asked", "taken up"]


@dataclass(frozen=True)
class Fact:
    """Something that is true from a scene on: a secret opened or revealed, an object found or handed over, somebody gone."""

    episode: int
    scene: int
    kind: FactKind
    of: str
    who: str = ""


@dataclass(frozen=True)
class WrittenScript:
    """A season as written. `language` is the one that is spoken, `zh-CN` or `en`; every line has its translation into the other."""

    title: str
    genre: str
    language: str
    episodes: tuple[EpisodeScript, ...]
    characters: tuple[CastMember, ...]
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
