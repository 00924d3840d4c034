"""The JSON values that an answer holds, repaired where they are written badly."""

import heapq
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import json_repair

from worker.writing.brackets import Span, spans, straight

LONGEST_ANSWER, LONGEST_REPAIRED = 1_000_000, 400_000
"""Characters that are read, and repaired: a script of 60 episodes has fewer. Repairing takes up to 5 µs a character."""
DEEPEST_REPAIRED = 40
"""Levels of brackets: a script has seven, and the time to repair grows by them."""
DEEPEST, MOST_INSIDE = 3, 100
"""Levels of a value that never closes, and values of each, that are looked into."""
_THOUGHT = "</think>"
"""What some models begin with ends so."""
MOST_VALUES = 8
"""Of an answer: the longest ones."""


@dataclass(frozen=True)
class Value:
    """A JSON value of an answer, and where it was; a span with brackets missing was closed by us."""

    value: Any
    span: Span
    text: str


def values(text: str) -> list[Value]:
    """The objects and lists that an answer holds, in order."""
    text = _unwrapped(text.rpartition(_THOUGHT)[2].removeprefix("\ufeff"))
    found = heapq.nlargest(MOST_VALUES, spans(text), key=lambda span: span.end - span.start)
    return [value for span in sorted(found, key=lambda span: span.start) for value in _read(text, span)]


def _read(text: str, span: Span) -> Iterator[Value]:
    written = text[span.start : span.end]
    if span.missing:
        # A fence that ends although its JSON does not; what is said after it is no part of that.
        written = without_fence_end(written)
    value = read(written, can_repair=len(written) <= LONGEST_REPAIRED and span.depth <= DEEPEST_REPAIRED)
    if isinstance(value, dict | list):
        yield Value(value, span, written)


def closed_inside(text: str, span: Span) -> Iterator[Any]:
    """The objects that are whole inside a value that never closes: the scripts of earlier episodes, where a whole season was begun."""
    start = span.start
    for _ in range(min(len(span.missing), DEEPEST)):
        inside = [Span(start + 1 + each.start, start + 1 + each.end, each.missing) for each in spans(text[start + 1 :])]
        for each in inside[:MOST_INSIDE]:
            value = None if each.missing else read(text[each.start : each.end])
            if isinstance(value, dict):
                yield value
        if not inside or not inside[-1].missing:
            return
        start = inside[-1].start


def without_fence_end(text: str) -> str:
    """The text without a code fence's end and the words after it."""
    before, fence, after = text.rpartition("```")
    return text if not fence or re.search(r'[{}\[\]"]', after) else before.rstrip()


def read(written: str, *, can_repair: bool = False) -> Any:
    """One JSON value, repaired where it must and can be; None where there is none. Never raises."""
    try:
        return json.loads(written, strict=False, parse_constant=lambda _constant: None)
    except (ValueError, RecursionError):
        pass
    if not can_repair:
        return None
    try:
        return json_repair.loads(straight(written), skip_json_loads=True)
    except Exception:  # noqa: BLE001  # a library that guesses: whatever it stumbles over is no JSON
        return None


def _unwrapped(text: str) -> str:
    """The text; where all of it is one JSON string, what that says: some models write their JSON into one."""
    if text.lstrip().startswith('"'):
        try:
            inner = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return text
        return inner if isinstance(inner, str) else text
    return text
