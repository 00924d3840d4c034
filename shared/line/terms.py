"""Names and terms in dialogue: where they occur, and whether a translation has them as they are to be."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from shared import bcp47

_WRITTEN: Mapping[str, str] = {
    "Chinese": "zh cmn yue",
    "Cyrillic": "ru uk be bg mk sr kk mn",
    "Arabic": "ar fa ur",
    "Devanagari": "hi mr ne",
    "Japanese": "ja",
    "Korean": "ko",
    "Thai": "th",
    "Lao": "lo",
    "Burmese": "my",
    "Khmer": "km",
    "Hebrew": "he",
    "Greek": "el",
    "Bengali": "bn",
    "Gurmukhi": "pa",
    "Gujarati": "gu",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Georgian": "ka",
    "Ethiopic": "am",
    "Sinhala": "si",
    "Armenian": "hy",
}
_SCRIPTS = {language: script for script, languages in _WRITTEN.items() for language in languages.split()}
_UNSPACED = frozenset({"Chinese", "Japanese", "Korean", "Thai", "Lao", "Burmese", "Khmer"})
"""In these, words stand beside each other, or have particles at their ends."""
_DECLINED = "ru uk be bg mk sr hr bs sl pl cs sk lt lv et fi hu tr el ro la sq hy ka kk mn az"
"""In these, the end of a name changes with its case."""
_LONGEST_ENDING = 4
_SHORTEST_STEM = 3


def script_of(language: str) -> str:
    """What a language (BCP 47) is written in, by its primary subtag; Latin where it is not known, or its tag says so."""
    return "Latin" if re.search(r"-Latn(?:-|\Z)", language) else _SCRIPTS.get(bcp47.primary(language), "Latin")


def occurs(term: str, text: str) -> bool:
    """Whether a term is in a text: as a word, a possessive or a plural of it; within words where these are not parted."""
    said, wanted = _plain(text), _plain(term)
    if wanted not in said or not re.search(r"[^\W\d_]", term) or any(_is_unspaced(letter) for letter in term):
        return wanted in said
    return re.search(rf"(?<!\w){re.escape(wanted)}(?:['’]?e?s)?(?!\w)", said) is not None


def has_term(text: str, term: str, language: str) -> bool:
    """Whether a text in a language has a term as it is given: its case does not count, nor do endings where there are any."""
    said, wanted = _plain(text), _plain(term)
    if script_of(language) in _UNSPACED or any(_is_unspaced(letter) for letter in wanted):
        return _solid(wanted) in _solid(said)
    words = re.findall(r"\w+", wanted)
    if not words:
        return wanted in said
    stems = [_stem(word, language) for word in words]
    return (
        re.search(r"(?<!\w)" + r"\W{1,3}".join(rf"{re.escape(stem)}\w{{0,{_LONGEST_ENDING}}}" for stem in stems) + r"(?!\w)", said)
        is not None
    )


def names_somebody(text: str, name: str, language: str) -> bool:
    """Whether a text has a name, or a part of it: somebody may be called by one."""
    parts = [part for part in re.split(r"[\s·・‧•-]+", name) if len(part) > 1 or _is_unspaced(part[:1])]
    return any(has_term(text, part, language) for part in (name, *parts))


def terms_in(lines: tuple[str, ...] | list[str], terms: Mapping[str, str]) -> dict[str, str]:
    """Those of the terms that occur in any of the lines."""
    said = "\n".join(lines)
    return {term: wanted for term, wanted in terms.items() if occurs(term, said)}


def _stem(word: str, language: str) -> str:
    is_declined = bcp47.primary(language) in _DECLINED.split() and len(word) > _SHORTEST_STEM
    return word[:-1] if is_declined else word


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _solid(text: str) -> str:
    return re.sub(r"[\s·・‧•]+", "", text)


def _is_unspaced(letter: str) -> bool:
    return (
        "\u0e00" <= letter <= "\u0fff" or "\u1000" <= letter <= "\u109f" or "\u1100" <= letter <= "\u11ff" or "\u3041" <= letter <= "\ud7af"
    )
