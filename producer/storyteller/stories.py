"""The stock of stories: secrets, openings, endings, detours, exchanges and silent scenes, as parsed from the data files."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from producer.storyteller.lexicon import Pair, pair, table
from producer.storyteller.notation import PARTS, Draft, Part, draft

Genre = Literal["romance", "revenge", "hidden_identity", "inheritance", "suspense", "comedy"]
GENRES: tuple[Genre, ...] = ("romance", "revenge", "hidden_identity", "inheritance", "suspense", "comedy")
Phase = Literal["wary", "close", "torn", "any"]

ANY_OBJECT = (
    *("letter", "pendant", "photo", "diary", "watch", "bracelet", "ring", "painting", "umbrella", "map", "coin", "violin", "teapot"),
    *("hairpin", "brooch", "handkerchief", "compass", "harmonica", "music_box", "medal", "lighter", "pen", "seal", "chess_piece"),
    *("postcard", "scarf", "lantern"),
)
"""What can be kept for years, recognised and handed over: good for a secret that any object can prove."""


@dataclass(frozen=True)
class Secret:
    """Something that most people in the story do not know: how it shows, is denied, and comes out."""

    id: str
    genre: Genre
    also: tuple[str, ...]
    claims: str
    """What it settles. Two secrets that settle the same would contradict each other."""
    objects: tuple[str, ...]
    about: Pair
    leaves: Part | None
    seed: Draft
    open: Draft
    turn: Draft
    sting: Draft
    answer: Draft
    reveal: Draft

    @property
    def early(self) -> frozenset[Part]:
        """Who speaks in what every season tells of it."""
        return frozenset(line.part for draft in (self.seed, self.open, self.reveal) for line in draft.lines if line.rank == 0)

    @property
    def any_object(self) -> bool:
        return not self.objects


@dataclass(frozen=True)
class Detour:
    """Trouble: how an episode ends with it, and how the next one goes on."""

    id: str
    sting: Draft
    answer: Draft


@dataclass(frozen=True)
class Frame:
    """An opening or an ending of a season, for some genres."""

    id: str
    genres: tuple[str, ...]
    scene: Draft


@dataclass(frozen=True)
class Exchange:
    """A few lines between turns."""

    id: str
    phase: Phase
    genres: tuple[str, ...]
    scene: Draft

    @property
    def parts(self) -> tuple[Part, ...]:
        """Who speaks, the first one first."""
        return tuple(dict.fromkeys(line.part for line in self.scene.lines))


@dataclass(frozen=True)
class Silence:
    """A scene without a word."""

    id: str
    where: tuple[str, ...]
    mood: str
    action: Pair


@cache
def secrets() -> tuple[Secret, ...]:
    """Every secret, by genre, in the order of the files."""
    return tuple(_secret(genre, row) for genre in GENRES for row in table(f"secrets/{genre}"))


@cache
def detours() -> tuple[Detour, ...]:
    """Every detour."""
    return tuple(Detour(row["id"], draft(row["sting"]), draft(row["answer"])) for row in table("detours"))


@cache
def openings() -> tuple[Frame, ...]:
    """Every opening of a season."""
    return tuple(Frame(row["id"], tuple(row["genres"]), draft(row["scene"])) for row in table("openings"))


@cache
def finales() -> tuple[Frame, ...]:
    """Every ending of a season."""
    return tuple(Frame(row["id"], tuple(row["genres"]), draft(row["scene"])) for row in table("finales"))


@cache
def exchanges() -> tuple[Exchange, ...]:
    """Every exchange, whatever its phase and genre."""
    files = ("lovers", "rivals", "schemers", "elders", "friends", "witty", "asides")
    return tuple(_exchange(f"{name}/{index}", text) for name in files for index, text in enumerate(table(f"exchanges/{name}")))


@cache
def silences() -> tuple[Silence, ...]:
    """Every scene without a word."""
    return tuple(_silence(str(index), row) for index, row in enumerate(table("silent")))


def _secret(genre: Genre, row: dict[str, Any]) -> Secret:
    stages = {name: draft(row[name]) for name in ("seed", "open", "turn", "sting", "answer", "reveal")}
    objects = () if row["objects"] == "any" else tuple(row["objects"])
    leaves = next((part for part in PARTS if part == row.get("leaves")), None)
    return Secret(row["id"], genre, tuple(row["also"]), row["claims"], objects, pair(row["about"]), leaves, **stages)


def _exchange(name: str, text: str) -> Exchange:
    head, _, rest = text.strip().partition("\n")
    phase, mood, *genres = (part.strip() for part in head.split("|"))
    known: dict[str, Phase] = {"wary": "wary", "close": "close", "torn": "torn", "any": "any"}
    return Exchange(name, known[phase], tuple(" ".join(genres).split()), draft(f"@ living | {mood}\n{rest}"))


def _silence(name: str, row: str) -> Silence:
    where, mood, zh, en = row.split(" | ")
    return Silence(name, tuple(place.strip() for place in where.split(",")), mood.strip(), Pair(zh.strip(), en.strip()))
