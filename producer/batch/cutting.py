"""Cuts a long text into parts that fit a model's context: at the ends of paragraphs, else of sentences, else of words."""

import re
from collections.abc import Iterator

from shared.tokens import A_MESSAGE, tokens_about

# Where a text may be cut, the best places first.
_ENDS = (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？；;])[\"'”’」』)）]*\s*", r"[,，、:：]\s*", r"\s+")

# Combining marks, joiners, variation selectors and skin tones.
_JOINS = re.compile(r"[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\u20d0-\u20ff\u3099\u309a\U0001f3fb-\U0001f3ff]")


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
        while begin + 1 < end < len(text) and _belongs_before(text[end]):
            end -= 1
        yield text[begin:end]
        begin = end


def _belongs_before(character: str) -> bool:
    return _JOINS.match(character) is not None


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
