"""Whether a text is written in the language that was asked for: by its script, and in Latin letters by its short words."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shared import bcp47

FEWEST_LETTERS, FEWEST_LETTERS_OF_A_LINE = 24, 6
"""Of a text that is judged by its script, in letters; an ideograph or a syllable counts as `WIDE`."""
WIDE = 3
FEWEST_WORDS, FEWEST_FAR = 12, 5
"""Of a text in Latin letters that is judged by its words, and of these of another language."""
FAR_SHARE, FAR_TIMES = 0.25, 2.0
"""A text in another language has at least this share of that one's short words, and so many times those of the one asked for."""
STRAY_SHARE = 0.04
"""Of a text in one language, so many of its words are short words of another by chance."""
KANA_SHARE = 0.1
"""Of Japanese at least so much is kana, and of Chinese less."""
KANJI_ALONE = 14
"""Ideographs that no Japanese says without any kana."""
OWN_SHARE = 0.3
"""Of a line's letters: names and loan words may be the others."""
LINES_READ, LINE_READ = 400, 400
"""Lines, and characters of each, that are looked at."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WIDE = frozenset({"han", "kana", "hangul"})
_CALLED = {"han": "Chinese", "kana": "Japanese", "hangul": "Korean"}


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=1)
def short_words() -> dict[str, frozenset[str]]:
    """By language, the words that every sentence of it is full of."""
    return {language: frozenset(words.split()) for language, words in _data()["words"].items()}


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[tuple[int, str]]]:
    """Where each range begins, and where it ends with whose it is."""
    ranges = sorted(
        (int(first, 16), int(last, 16), script)
        for script, spans in _data()["ranges"].items()
        for first, last in (span.split("-") for span in spans)
    )
    return [first for first, _, _ in ranges], [(last, script) for _, last, script in ranges]


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    firsts, lasts = _ranges()
    index = bisect_right(firsts, ord(character)) - 1
    return lasts[index][1] if index >= 0 and ord(character) <= lasts[index][0] else ""


def scripts_of(language: str) -> Sequence[str]:
    """The scripts that a language (BCP 47) is written in; none where nobody can be sure."""
    if re.search(r"-(?:[A-Za-z]{4})(?:-|\Z)", language) and "Han" not in language:
        # zh-Latn, sr-Latn: a script of its own.
        return ()
    primary = bcp47.primary(language)
    wanted: Sequence[str] = _data()["scripts"].get(primary, ())
    return wanted or (("latin",) if primary in short_words() or primary in _data()["latin"] else ())


def own_words(language: str) -> frozenset[str]:
    """The short words of a language and of its kin, which are not told apart; none where they are not known."""
    primary = bcp47.primary(language)
    own = {primary, *(each for kin in _data()["kin"] if primary in kin for each in kin)}
    return frozenset[str]().union(*(short_words()[each] for each in own if each in short_words()))


def words_in(line: str) -> list[str]:
    """The words of a line in letters that are parted by spaces, in lower case."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(line)]


def wrong_language(lines: Iterable[str], language: str) -> str | None:
    """What most lines are written in, in words, where that is not `language` (BCP 47); None where it is, or nobody can be sure."""
    read = [line[:LINE_READ] for line in lines if line][:LINES_READ]
    wanted = scripts_of(language)
    if not wanted:
        return None
    return _by_script(read, wanted) or (_by_words(read, bcp47.primary(language)) if "latin" in wanted else None)


def _by_script(lines: Sequence[str], wanted: Sequence[str]) -> str | None:
    counts = [counted for line in lines if sum((counted := letters_of(line)).values()) >= FEWEST_LETTERS_OF_A_LINE]
    every = sum(counts, Counter[str]())
    if every.total() < FEWEST_LETTERS:
        return None
    if "kana" in wanted and not every["kana"] and every["han"] >= KANJI_ALONE * WIDE and every["han"] > every.total() / 2:
        return _CALLED["han"]
    wrong = [counted for counted in counts if _is_other_script(counted, wanted)]
    if 2 * len(wrong) <= len(counts):
        return None
    scripts = sum(wrong, Counter[str]())
    if not scripts:
        return None
    most = scripts.most_common(1)[0][0]
    if most == "han" and scripts["kana"] > KANA_SHARE * scripts["han"]:
        most = "kana"
    return _CALLED.get(most, f"{most.capitalize()} letters")


def letters_of(line: str) -> Counter[str]:
    """How many letters of each script a line has, ideographs and syllables counted as `WIDE`."""
    counted: Counter[str] = Counter()
    for script, number in Counter(map(_script, line)).items():
        if script:
            counted[script] += number * (WIDE if script in _WIDE else 1)
    return counted


def _is_other_script(counted: Counter[str], wanted: Sequence[str]) -> bool:
    total = sum(counted.values())
    if sum(counted[script] for script in wanted) < OWN_SHARE * total:
        return True
    if "kana" in wanted:
        # A short line of Japanese may be all kanji.
        return counted["kana"] == 0 and counted["han"] >= 8 * WIDE
    return "han" in wanted and counted["kana"] > KANA_SHARE * total


def _by_words(lines: Sequence[str], primary: str) -> str | None:
    mine = own_words(primary)
    if not mine:
        return None
    said = [word for line in lines for word in words_in(line)]
    if len(said) < FEWEST_WORDS:
        return None
    here = sum(word in mine for word in said)
    others = {language: words for language, words in short_words().items() if not words <= mine}
    far, language = max((sum(word in theirs for word in said), language) for language, theirs in others.items())
    # Where hardly a word is of the language asked for, fewer of another tell.
    share = FAR_SHARE / 2 if here < STRAY_SHARE * len(said) else FAR_SHARE
    if far < max(FEWEST_FAR, share * len(said), FAR_TIMES * here):
        return None
    return f"the language {language!r}"
