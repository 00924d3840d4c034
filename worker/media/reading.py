"""How fast subtitles can be read, by language, and how long they stay at least and at most (docs/subtitles.md has the sources)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

# Netflix, Timed Text Style Guide, General Requirements: five sixths of a second to seven seconds, two frames between subtitles; holes of
# less than half a second are closed (Subtitle Timing Guidelines).
SHORTEST_SECONDS = 5 / 6
LONGEST_SECONDS = 7.0
GAP_FRAMES = 2
HOLE_SECONDS = 0.5


@dataclass(frozen=True)
class Reading:
    """A language's limits: characters a second, and ems a line, whatever room the picture has."""

    characters_per_second: float
    line_ems: float


# 42 letters of an alphabet are about 22 ems.
_ALPHABET = Reading(17.0, 22.0)
_HAN = Reading(9.0, 16.0)
READING: dict[str, Reading] = {
    "en": Reading(20.0, 22.0),
    # Our own: the guides' 4 are for translations that shorten what is said, and nothing is shortened here.
    "ja": Reading(7.0, 16.0),
    "ko": Reading(12.0, 16.0),
    "th": Reading(17.0, 19.0),
    "yue": _HAN,
    "zh": _HAN,
    "cmn": _HAN,
}


def reading_of(language: str, own: Mapping[str, float] | None = None) -> Reading:
    """The limits of a BCP 47 tag; `own` has characters a second by tag, which win: the longest that fits."""
    tags = _prefixes(language)
    usual = next((READING[tag] for tag in tags if tag in READING), _ALPHABET)
    wanted = {tag.lower().replace("_", "-"): speed for tag, speed in (own or {}).items()}
    speed = next((wanted[tag] for tag in tags if wanted.get(tag, 0) > 0), usual.characters_per_second)
    return Reading(speed, usual.line_ems)


def _prefixes(language: str) -> list[str]:
    parts = language.lower().replace("_", "-").split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def characters(text: str, language: str) -> float:
    """How many characters are read, as the guides count: no marks above or below; beside Han, kana or Hangul narrow ones count half."""
    narrow = 0.5 if _prefixes(language)[-1] in {"zh", "cmn", "yue", "ja", "ko"} else 1.0
    total = 0.0
    for char in text:
        if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"} and char != "\n":
            continue
        total += 1.0 if unicodedata.east_asian_width(char) in "WF" else narrow
    return total
