"""Dubs: the episodes of a season once more in other spoken languages, made of the same pictures; how they are numbered and called."""

from collections.abc import Mapping

from shared import bcp47
from shared.line.requests import StageName
from shared.production import DUB_STEP, Dub, Episode, Line, Production

PICTURED: tuple[StageName, ...] = ("reference", "video")
"""The stages whose products a dub has from its original."""


def dub_of(production: Production, number: int) -> Dub | None:
    """The dub that an episode belongs to; None for one in the season's own language."""
    which = number // DUB_STEP
    return production.dubs[which - 1] if 0 < which <= len(production.dubs) else None


def language_of(production: Production, number: int) -> str:
    """What is spoken in an episode (BCP 47)."""
    dub = dub_of(production, number)
    return production.language if dub is None else dub.language


def dubs_of(production: Production, number: int) -> tuple[int, ...]:
    """The numbers of the dubs of an episode of the season's own language; none for a dub."""
    if number not in production.episodes:
        return ()
    return tuple(number + DUB_STEP * which for which in range(1, len(production.dubs) + 1))


def with_dubs(production: Production, episodes: Mapping[int, Episode]) -> dict[int, Episode]:
    """The season's own episodes by number, and after them their dubs."""
    dubbed = {
        number + DUB_STEP * which: episode.model_copy(update={"number": number + DUB_STEP * which, "dub": dub.language})
        for which, dub in enumerate(production.dubs, 1)
        for number, episode in episodes.items()
    }
    return {**episodes, **dubbed}


def numbered(production: Production, episode: int, language: str = "") -> int:
    """The number under which an episode is made: its own, or that of its dub in `language`. Raises KeyError where there is none such."""
    places = {dub.language: which for which, dub in enumerate(production.dubs, 1)}
    return episode + DUB_STEP * places[language] if language else episode


def short_name(production: Production, number: int) -> str:
    """What files and progress call an episode: E02, and E02.en for a dub."""
    dub = dub_of(production, number)
    return f"E{number % DUB_STEP:02d}" + ("" if dub is None else f".{dub.language}")


def long_name(production: Production, number: int) -> str:
    """What sentences call an episode: episode 2, and episode 2 (en) for a dub."""
    dub = dub_of(production, number)
    return f"episode {number % DUB_STEP}" + ("" if dub is None else f" ({dub.language})")


def said(line: Line, own: str, language: str) -> str | None:
    """What a line says in `language`; None where neither its translations nor its own text (in the language `own`) has that."""
    texts = {**line.translations, own: line.text}
    written_in = bcp47.best_match(language, texts)
    return None if written_in is None else texts[written_in]
