"""Puts an answer that broke off and its continuation together."""

import json
import re
import unicodedata
from collections.abc import Iterator

from worker.writing.brackets import spans
from worker.writing.finding import LONGEST_REPAIRED, without_fence_end

SURE_OVERLAP = 12
"""Columns (an ideograph has two) of a repetition that is no chance."""
LONGEST_OVERLAP = 4000
HEAD = 20
"""Characters by which the place is found where a continuation begins anew."""

_FENCE = re.compile(r"\A[^{}\[\]\"]{0,300}?```\w*[ \t]*\r?\n")
_WHOLE, _CLOSED, _BEGUN, _BROKEN = range(4)


def joined(first: str, more: str) -> str:
    """The whole of an answer that broke off; what the continuation repeats appears once.

    It may repeat the last words, begin the object or a part of it again, and be fenced: the first way to put both together that
    gives a JSON value is taken, else the first that could become one.
    """
    best, least = first + more, _BROKEN + 1
    if len(best) > LONGEST_REPAIRED:
        return best
    for candidate in _candidates(first, more):
        rank = _rank(candidate)
        if rank < least:
            best, least = candidate, rank
        if least == _WHOLE:
            break
    return best


def _candidates(first: str, more: str) -> Iterator[str]:
    bare = without_fence_end(_FENCE.sub("", more.removeprefix("\ufeff")))
    for rest in dict.fromkeys((bare, more) if _FENCE.match(more) else (more, bare)):
        sizes = list(_overlaps(first, rest))
        yield from (first + rest[size:] for size in sizes if _columns(rest[:size]) >= SURE_OVERLAP)
        yield first + rest
        if _is_all_again(first, rest):
            yield rest
        yield from (first + rest[size:] for size in sizes if _columns(rest[:size]) < SURE_OVERLAP)
        # The part that broke off is written anew, in other words.
        again = first.rfind(rest.lstrip()[:HEAD])
        if again >= 0 and len(rest.lstrip()) >= HEAD and rest.lstrip().startswith(("{", "[")):
            yield first[:again] + rest.lstrip()


def _is_all_again(first: str, rest: str) -> bool:
    """Whether the continuation is the whole object once more, or begins it again."""
    whole = next(spans(first), None)
    return whole is not None and (_rank(rest) == _WHOLE or _squeezed(first[whole.start :]) == _squeezed(rest))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text[: 4 * HEAD])[:HEAD]


def _overlaps(first: str, rest: str) -> Iterator[int]:
    """How many characters the end of one and the beginning of the other may have in common, longest first.

    By the borders of `rest + first` (Knuth, Morris and Pratt's failure function), hence in linear time.
    """
    end, start = first[-LONGEST_OVERLAP:], rest[:LONGEST_OVERLAP]
    pattern = [*start, None, *end]
    border = [0] * len(pattern)
    for index in range(1, len(pattern)):
        size = border[index - 1]
        while size and pattern[index] != pattern[size]:
            size = border[size - 1]
        border[index] = size + (pattern[index] == pattern[size])
    size = border[-1] if start and end else 0
    # Only the longest few: a run of one character overlaps in every length.
    for _ in range(8):
        if not size:
            return
        yield size
        size = border[size - 1]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _rank(text: str) -> int:
    """How near a text is to holding one whole JSON value."""
    span = next(spans(text), None)
    if span is None:
        return _BROKEN
    if not span.missing and text[span.end :].strip("` \t\r\n"):
        # Closed too early: what was repeated closed it.
        return _BROKEN
    try:
        json.loads(text[span.start : span.end], strict=False)
    except json.JSONDecodeError as error:
        if not span.missing:
            return _CLOSED
        return _BEGUN if error.pos >= len(text) - span.start - 1 or error.msg.startswith("Unterminated") else _BROKEN
    except (ValueError, RecursionError):
        return _BROKEN
    return _WHOLE
