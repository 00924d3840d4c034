"""Cuts a long text into parts that fit a model's context: at the ends of paragraphs, else of sentences, else of words."""

import re
import unicodedata
from collections.abc import Iterator

from shared.tokens import A_MESSAGE, tokens_about

# Where a text may be cut, the best places first.
_ENDS = (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？；;])(?![.!?…。！？；;])[\"'”’」』)）]*\s*", r"[,，、:：]\s*", r"\s+")

# Joiners, vowels and finals of hangul written in parts, skin tones, tags of flags; marks of every script are told by their category.
_JOINS = re.compile(r"[\u200c\u200d\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_HALF_OF_A_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]{2}")
_JOINER = "\u200d"


def cut(text: str, most_tokens: int) -> list[str]:
    """The parts of a text, together the whole of it, none of more than about `most_tokens`; no character is cut in two."""
    if tokens_about(text) <= most_tokens:
        return [text]
    return [part for part in _joined(_pieces(text, most_tokens, 0), most_tokens) if part.strip()]


def _pieces(text: str, most_tokens: int, level: int) -> Iterator[str]:
    """Pieces that are small enough, in order."""
    if tokens_about(text) <= most_tokens:
        yield text
    elif level == len(_ENDS):
        yield from _letters(text, most_tokens)
    else:
        begin = 0
        for end in re.finditer(_ENDS[level], text):
            if end.end() > begin:
                yield from _pieces(text[begin : end.end()], most_tokens, level + 1)
                begin = end.end()
        if begin < len(text):
            yield from _pieces(text[begin:], most_tokens, level + 1)


def _letters(text: str, most_tokens: int) -> Iterator[str]:
    """A run without any end, by its characters: a letter with its marks is never parted."""
    size = max(1, most_tokens - tokens_about(""))
    begin = 0
    while begin < len(text):
        end = min(len(text), begin + size)
        while begin + 1 < end < len(text) and _are_one(text[end - 1], text[end]):
            end -= 1
        yield text[begin:end]
        begin = end


def _are_one(first: str, second: str) -> bool:
    """Whether two characters, side by side, may be parts of one letter or sign."""
    joined = unicodedata.category(second)[0] == "M" or _JOINS.match(second) is not None
    return joined or first == _JOINER or _HALF_OF_A_FLAG.match(first + second) is not None


def _joined(pieces: Iterator[str], most_tokens: int) -> Iterator[str]:
    """As many pieces in a part as fit."""
    part: list[str] = []
    # Summed piece by piece, which is never less than the whole's own count.
    tokens = A_MESSAGE
    for piece in pieces:
        more = tokens_about(piece) - A_MESSAGE
        if part and tokens + more > most_tokens:
            yield "".join(part)
            part, tokens = [], A_MESSAGE
        part.append(piece)
        tokens += more
    if part:
        yield "".join(part)
