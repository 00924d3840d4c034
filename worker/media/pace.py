"""About how long each character of a line takes to say, where nobody tells: by syllables, with pauses at punctuation."""

import unicodedata
from collections.abc import Sequence

from worker.media.lines import is_wide

# In syllables of about a fifth of a second.
_SENTENCE_PAUSE, _CLAUSE_PAUSE = 2.0, 1.2
_SENTENCE_END, _CLAUSE_END = frozenset("。．.！!？?…؟।"), frozenset("，,、；;：:—–،؛")
_VOWELS = frozenset("aeiouyаеиоуыэюяєіαειουηω")
_SMALL_KANA = frozenset("ゃゅょャュョぁぃぅぇぉァィゥェォ")
_DIGIT, _CONSONANT, _LETTER = 1.3, 0.1, 0.42


def syllables(text: str) -> list[float]:
    """A weight for each character of `text` that is no space: how many syllables it is, or how many a pause after it lasts.

    What ends the line has no pause: the sound ends there. Where nothing sounds, all weights are equal.
    """
    bare = [char for char in text if not char.isspace()]
    weights = [_weight(char, bare[i - 1] if i else "") for i, char in enumerate(bare)]
    for i in range(len(bare) - 1, -1, -1):
        if bare[i].isalnum():
            break
        weights[i] = 0.0
    return weights if any(weights) else [1.0] * len(bare)


def _weight(char: str, before: str) -> float:
    if char in _SENTENCE_END or char in _CLAUSE_END:
        # Of a run of dots only the first is a pause.
        return 0.0 if before == char else _SENTENCE_PAUSE if char in _SENTENCE_END else _CLAUSE_PAUSE
    if not char.isalnum():
        return 0.0
    if is_wide(char) and not char.isdigit():
        return 0.4 if char in _SMALL_KANA else 1.0
    base = _base(char)
    if "a" <= base <= "z" or "а" <= base <= "я" or "α" <= base <= "ω":
        # A syllable begins with its first vowel.
        return 1.0 if base in _VOWELS and not (before and _base(before) in _VOWELS) else _CONSONANT
    return _DIGIT if char.isdigit() else _LETTER


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char.lower())[0]


def spread(weights: Sequence[float], start: float, end: float) -> list[tuple[float, float]]:
    """Share the time from `start` to `end` out by weight: when each begins and ends."""
    total = sum(weights)
    done, spans = 0.0, []
    for weight in weights:
        first = start + (end - start) * done / total
        done += weight
        spans.append((first, start + (end - start) * done / total))
    return spans
