"""The characters that an answer names: read liberally, each once."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from shared.season_cast import CastMember
from shared.season_types import GENDERS
from worker.writing.checking import refusals
from worker.writing.fields import CHARACTER, LONG, MOST_ITEMS, SHORT, Reading, named, text_of, whole_of
from worker.writing.forms import MOST_CHARACTERS
from worker.writing.speakers import Cast

OLDEST_YEARS = 120
_NAME_AND_MORE = re.compile(r"\s*(?P<name>[^:：(（,，\n–—]{1,80}?)\s*(?:[:：,，–—]|\s-\s|(?=[(（]))\s*(?P<more>.+)", re.DOTALL)


def read_characters(value: Any, keep: Sequence[str], reading: Reading) -> list[dict[str, Any]]:
    """The characters; those of `keep` come first where there are too many, and are added where they are missing."""
    found: dict[str, dict[str, Any]] = {}
    kept = Cast(keep)
    for each in _entries(value)[:MOST_ITEMS]:
        character = _character(each, reading)
        name = character["name"]
        if not name:
            continue
        meant = kept.named(name)
        if meant and meant != name:
            reading.notes.append(f"{name!r} was taken for {meant!r}")
            character["name"] = meant
        found.setdefault(character["name"].casefold(), character)
    for name in kept.names:
        if name.casefold() not in found:
            reading.notes.append(f"{name!r} was missing among the characters, and was added")
            found[name.casefold()] = _character({"name": name}, reading)
    characters = list(found.values())
    if len(characters) > MOST_CHARACTERS:
        reading.notes.append(f"{MOST_CHARACTERS} of {len(characters)} characters were kept")
        characters = sorted(characters, key=lambda each: each["name"] not in kept.names)[:MOST_CHARACTERS]
    for number, character in enumerate(characters, start=1):
        reading.problems.extend(refusals(CastMember, character, of=f"character {number}: "))
    return characters


def _entries(value: Any) -> list[Any]:
    """The characters' objects; an object of names and descriptions, and texts such as "Emma: a lawyer", are ones too."""
    if isinstance(value, dict) and "name" not in named(value, CHARACTER):
        return [
            {"name": name} | (about if isinstance(about, dict) else {"personality": about})
            for name, about in islice(value.items(), MOST_ITEMS)
        ]
    if isinstance(value, str):
        return value.splitlines()
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _character(value: Any, reading: Reading) -> dict[str, Any]:
    if isinstance(value, str):
        told = _NAME_AND_MORE.fullmatch(text_of(value))
        value = {"name": told["name"], "personality": told["more"]} if told else {"name": value}
    given = named(value, CHARACTER)
    name = text_of(given.get("name"))
    age = whole_of(given.get("age"))
    return {
        "name": name,
        "role": reading.clipped(given.get("role"), SHORT, f"the role of {name[:80]!r}"),
        "gender": GENDERS.get(text_of(given.get("gender")).casefold(), "unspecified"),
        "age": age if age is not None and 0 <= age <= OLDEST_YEARS else None,
        "personality": reading.clipped(given.get("personality"), LONG, f"the personality of {name[:80]!r}"),
        "appearance": reading.clipped(given.get("appearance"), LONG, f"the appearance of {name[:80]!r}"),
    }
