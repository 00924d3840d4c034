"""Who speaks: the names that an answer writes, as the cast spells them."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

OffScreen = Literal["VO", "OS"]

LONGEST_NAME = 200
"""Characters, with what is in brackets beside it."""

_BRACKETS = re.compile(r"\s*[(\[（【〔「][^)\]）】〕」]*[)\]）】〕」]\s*")
_VOICE_OVER = re.compile(r"\bV\.?\s?O\b|voice-?\s?over|narrat|旁白|画外音|畫外音", re.IGNORECASE)
_OFF_SCREEN = re.compile(r"\bO\.?\s?[SC]\b|off-?\s?(?:screen|camera)|thought|thinking|内心|內心|心声|心聲|独白|獨白", re.IGNORECASE)

# What goes before a name, or after it. "Mr. Zhang" and "Mrs. Zhang" are two persons.
_TITLES = re.compile(
    r"mr|mrs|ms|miss|dr|doctor|prof|professor|sir|madame?|lady|lord|master|mister|uncle|aunt|auntie|officer|detective|captain"
    r"|señora?|don|doña|herr|frau|monsieur|signora?"
)
_ENDING = re.compile(r"(?<=.)(?:先生|小姐|女士|太太|夫人|老师|老師|医生|醫生|律师|律師|さん|さま|様|くん|ちゃん|씨|님)\Z")


class Cast:
    """The names that may speak, and everything that is taken for one of them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._exact = {name: name for name in self.names}
        self._folded: dict[str, str] = {}
        for name in self.names:
            self._folded.setdefault(_folded(name), name)
        self._called = {name: _title_and_words(name) for name in self.names}
        self._known: dict[str, str | None] = {}

    def named(self, written: str) -> str | None:
        """The one of the cast that is meant; None where nobody is, or more than one may be."""
        if len(written) > LONGEST_NAME:
            return None
        if written not in self._known:
            self._known[written] = self._exact.get(written) or self._folded.get(_folded(written)) or self._nearly(written)
        return self._known[written]

    def _nearly(self, written: str) -> str | None:
        bare = without_brackets(written)
        same = self._exact.get(bare) or self._folded.get(_folded(bare))
        if same:
            return same
        other = _title_and_words(bare)
        meant = [name for name, called in self._called.items() if _is_called(*called, *other)]
        return meant[0] if len(meant) == 1 else None


def without_brackets(written: str) -> str:
    """A name without what is in brackets beside it."""
    return _BRACKETS.sub(" ", written[:LONGEST_NAME]).strip() or written


def off_screen(written: str) -> OffScreen | None:
    """Whether the brackets beside a name say that its owner is only heard."""
    said = " ".join(_BRACKETS.findall(written[:LONGEST_NAME]))
    if _VOICE_OVER.search(said):
        return "VO"
    return "OS" if _OFF_SCREEN.search(said) else None


def _is_called(title: str, words: list[str], other_title: str, other: list[str]) -> bool:
    """Whether somebody of this title and name may be called by the other: without a title, or by one name of several."""
    if not words or not other or (title and other_title and title != other_title):
        return False
    if words == other:
        return True
    if len(other) == 1 and (other[0] in words or _is_given_name(words, other[0])):
        # "Mr. Zhang" is not Mrs. Zhang, and "Zhang" may be either.
        return True
    # A full name where the cast has the first name only.
    return not title and len(words) == 1 and other[0] == words[0] and not other_title


def _is_given_name(words: list[str], given: str) -> bool:
    """Whether an ideographic name ends in the given name: 思远 of 陆思远."""
    full = words[0]
    return len(words) == 1 and 2 <= len(given) < len(full) <= 4 and full >= "\u3000" and full.endswith(given)


def _title_and_words(name: str) -> tuple[str, list[str]]:
    words = [word.strip(".,") for word in _folded(without_brackets(name)).split()]
    if len(words) > 1 and _TITLES.fullmatch(words[0]):
        return words[0], words[1:]
    ending = _ENDING.search(words[0]) if len(words) == 1 else None
    if ending:
        return ending[0], [words[0][: ending.start()]]
    return "", words


def _folded(name: str) -> str:
    return " ".join(re.split(r"[\s·・_]+", unicodedata.normalize("NFKC", name).casefold())).strip(" .:\"'*")
