"""How long a line becomes in another language, before anybody has translated it: as it usually does, and at most."""

import math
from collections.abc import Iterable

from shared.line.dubbing import said
from shared.line.terms import script_of
from shared.production import Line

SYLLABIC = frozenset({"Chinese", "Japanese", "Korean"})
"""Scripts of which a letter is about a syllable."""
_FIRST_SYLLABLE = "\u1100"

LETTERS_A_SYLLABLE, MOST_LETTERS_A_SYLLABLE = 4, 7
"""Of an alphabet, the space after a word counted."""
FEWEST_LETTERS_A_SYLLABLE = 2

FREE_SYLLABLES, MOST_TIMES = 6, 2.5
"""A translation that is spoken has at most so many syllables more, then so many times its line's; a longer one is asked again."""


def usual_text(text: str, language: str) -> str:
    """A text about as long as what a line usually is in `language`, in letters of its kind."""
    syllables = _syllables(text, LETTERS_A_SYLLABLE)
    return _of(syllables, language, LETTERS_A_SYLLABLE)


def longest_text(text: str, language: str) -> str:
    """A text as long as what a line can be in `language`, where it is dubbed."""
    syllables = FREE_SYLLABLES + MOST_TIMES * _syllables(text, FEWEST_LETTERS_A_SYLLABLE)
    return max(text, _of(syllables, language, MOST_LETTERS_A_SYLLABLE), key=len)


def is_untranslated(text: str, dialogue: Iterable[Line], own: str, language: str) -> bool:
    """Whether a text to be spoken in a dub only stands in for one that is still to be translated."""
    return any(line.text == text and said(line, own, language) is None for line in dialogue)


def _syllables(text: str, letters_a_syllable: int) -> float:
    own = sum(character >= _FIRST_SYLLABLE for character in text)
    return own + (len(text) - own) / letters_a_syllable


def _of(syllables: float, language: str, letters_a_syllable: int) -> str:
    return "가" * math.ceil(syllables) if script_of(language) in SYLLABIC else "a" * math.ceil(syllables * letters_a_syllable)
