"""Whether one translated line is in its language: short lines tell little, so only what is beyond doubt counts."""

import re
from collections.abc import Iterable, Sequence

from shared import bcp47
from worker.writing.tongue import KANJI_ALONE, OWN_SHARE, WIDE, letters_of, own_words, scripts_of, short_words, words_in

FEWEST_OF_SOURCE, FEWEST_OF_ANY = 3, 6
"""Words of a line of which some are short words of the language that it was to be translated from, or of any other."""
LEFT_SHARE = 0.4
"""Of a line in another language, so many words are short words of it."""
FEWEST_LETTERS_LEFT = 10
"""Of a line that is its own translation; names, numbers and exclamations are the same in many languages."""

_CHINESE = frozenset({"zh", "cmn", "yue"})
# Of the commonest characters those that are written in one of the two ways only: simplified, traditional.
_PAIRS = (
    "们們这這说說时時来來对對会會为為国國个個过過还還样樣问問见見让讓给給话話谁誰开開关關门門间間听聽讲講认認识識请請谢謝爱愛亲親"
    "妈媽爷爺孙孫儿兒钱錢买買卖賣车車东東电電脑腦网網结結师師学學习習写寫书書读讀报報纸紙飞飛场場岁歲双雙发發现現实實际際动動运運"
    "头頭长長张張陈陳刘劉杨楊赵趙"
)
SIMPLIFIED, TRADITIONAL = frozenset(_PAIRS[::2]), frozenset(_PAIRS[1::2])
_ALSO_JAPANESE = frozenset("国会来学双")
_LETTERS = {"han": "Chinese characters", "kana": "Japanese letters", "hangul": "Korean letters", "latin": "Latin letters"}


def foreign(text: str, original: str, source: str, language: str, known: Iterable[str]) -> str | None:
    """What of a line is not in `language`, in a clause; None where nothing is, or nobody can be sure.

    `original` is the line in the language `source`. `known` are the names and terms that may stand in it as they are.
    """
    bare = _without(text, known)
    if {bcp47.primary(source), bcp47.primary(language)} <= _CHINESE:
        return _other_characters(bare, language)
    wanted = scripts_of(language)
    if not wanted:
        return None
    return (
        _other_letters(bare, wanted)
        or (_left_as_it_is(bare, _without(original, known)) if _same_letters(source, language) else None)
        or (_other_words(bare, source, language) if "latin" in wanted else None)
    )


def _other_letters(text: str, wanted: Sequence[str]) -> str | None:
    counted = letters_of(text)
    own = sum(counted[script] for script in wanted)
    if "latin" not in wanted and own < OWN_SHARE * sum(counted.values()) and counted["latin"] and len(words_in(text)) >= FEWEST_OF_SOURCE:
        return f"it is in Latin letters: {_shown(text)}"
    if "kana" in wanted:
        stray = sorted(set(text) & (SIMPLIFIED - _ALSO_JAPANESE))
        if stray or (not counted["kana"] and counted["han"] >= KANJI_ALONE * WIDE):
            return f"it is Chinese, at least in part: {_shown(text)}"
    strange = [script for script in counted if script not in wanted and script != "latin"]
    if not strange:
        return None
    most = max(strange, key=lambda script: counted[script])
    called = _LETTERS.get(most, f"{most.capitalize()} letters")
    return f"it mixes in {called}: {_shown(text)}" if own else f"it is left in {called}: {_shown(text)}"


def _other_characters(text: str, language: str) -> str | None:
    """Between two ways of writing Chinese only the characters tell."""
    is_traditional = re.search(r"-(?:Hant|TW|HK|MO)\b", language) or (bcp47.primary(language) == "yue" and "Hans" not in language)
    stray = sorted(set(text) & (SIMPLIFIED if is_traditional else TRADITIONAL))
    if not stray:
        return None
    kind = "simplified" if is_traditional else "traditional"
    return f"it has {kind} characters ({''.join(stray[:5])}), which {language} does not"


def _left_as_it_is(text: str, original: str) -> str | None:
    said = words_in(text)
    if said != words_in(original) or len(said) < 2 or sum(map(len, said)) < FEWEST_LETTERS_LEFT or text.istitle():
        return None
    return f"it is left as it was: {_shown(text)}"


def _other_words(text: str, source: str, language: str) -> str | None:
    """By the short words that every sentence is full of: none of its own language, and many of another."""
    said, mine = words_in(text), own_words(language)
    if len(said) < FEWEST_OF_SOURCE or not mine or any(word in mine for word in said):
        return None
    theirs = own_words(source) - mine
    if sum(word in theirs for word in said) >= max(2, LEFT_SHARE * len(said)):
        return f"it is left in {source}: {_shown(text)}"
    if len(said) < FEWEST_OF_ANY:
        return None
    for other, words in short_words().items():
        if sum(word in words for word in said) >= max(3, LEFT_SHARE * len(said)):
            return f"it reads like the language {other!r}: {_shown(text)}"
    return None


def _same_letters(source: str, language: str) -> bool:
    return set(scripts_of(source)) == set(scripts_of(language)) and bcp47.primary(source) != bcp47.primary(language)


def _without(text: str, known: Iterable[str]) -> str:
    for word in sorted(known, key=len, reverse=True):
        if word:
            text = re.sub(re.escape(word), " ", text, flags=re.IGNORECASE)
    return text


def _shown(text: str) -> str:
    return repr(" ".join(text.split())[:60])
