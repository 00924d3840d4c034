"""Who a text may speak of: the vocabulary's roles, each with its words in both languages."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from producer.storyteller.lexicon import Pair, table


@dataclass(frozen=True)
class Mention:
    """A role that a text names, from `start` to `end`; `entry` says how it looks and which part suits it, empty where nothing knows it."""

    start: int
    end: int
    entry: dict[str, Any]
    called: Pair


def roles_in(text: str) -> list[Mention]:
    """The roles that a text names, in its order; of overlapping words the longest."""
    words, pattern = _words()
    found = []
    for match in pattern.finditer(text):
        entry, called = words[_plain(match.group("en") or match.group("zh"))]
        found.append(Mention(match.start(), match.end(), entry, called))
    return found


@cache
def _words() -> tuple[dict[str, tuple[dict[str, Any], Pair]], re.Pattern[str]]:
    """Every word with its role, and a pattern that finds them all, the longest first."""
    words: dict[str, tuple[dict[str, Any], Pair]] = {}
    for entry in _entries():
        for word in entry["en"]:
            words.setdefault(_plain(word), (entry, Pair(entry["zh"][0], word.replace("_", " "))))
        for word in entry["zh"]:
            words.setdefault(word, (entry, Pair(word, entry["en"][0].replace("_", " "))))
    longest = sorted(words, key=lambda word: (-len(word), word))
    english = "|".join(re.escape(word).replace("\\ ", "[ -]") for word in longest if word[0].isascii())
    chinese = "|".join(re.escape(word) for word in longest if not word[0].isascii())
    # "To judge" and "to guard" are none.
    pattern = rf"(?<![A-Za-z])(?<!\bto )(?P<en>{english})(?:s|es)?(?![A-Za-z])|(?P<zh>{chinese})"
    return words, re.compile(pattern, re.IGNORECASE)


def _entries() -> list[dict[str, Any]]:
    known = [{**row, "en": row["en"].split(), "zh": row["zh"].split()} for row in table("vocabulary/people")]
    for group in table("vocabulary/jobs"):
        look = {name: value for name, value in group.items() if name != "words"}
        for row in group["words"].split("|"):
            words = row.split()
            known.append(
                {**look, "en": [word for word in words if word[0].isascii()], "zh": [word for word in words if not word[0].isascii()]}
            )
    return known


def _plain(word: str) -> str:
    return word.casefold().replace("_", " ").replace("-", " ")
