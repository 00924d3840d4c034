"""Which of the writer's genres a season's own word for its genre means."""

import re

from producer.storyteller.lexicon import table
from producer.storyteller.stories import GENRES, Genre


def genre_of(asked: str, premise: str) -> tuple[Genre, str | None]:
    """The genre that `asked` names first, else the one that the premise sounds like; and a note where it is not what was asked for."""
    plain = asked.strip().casefold().replace("_", " ").replace(" ", "_")
    exact = next((genre for genre in GENRES if plain == genre), None)
    if exact:
        return exact, None
    named = _named(asked)
    if named:
        return named, None if named.replace(
            "_", " "
        ) in asked.casefold() else f"the genre {asked[:40]!r} is written as {named}, the nearest"
    guessed = _named(premise) or "romance"
    if not asked.strip():
        return guessed, f"no genre is named, so the premise is written as {guessed}"
    return guessed, f"the genre {asked[:40]!r} is not known, so it is written as {guessed}; known are {', '.join(GENRES)}"


def _named(text: str) -> Genre | None:
    found: list[tuple[int, Genre]] = []
    for genre in GENRES:
        for word in table("genres")[genre]["words"].split():
            match = re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word), text.casefold())
            if match:
                found.append((match.start(), genre))
    return min(found)[1] if found else None
