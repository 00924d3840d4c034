"""The JSON values that an answer holds, repaired where they are written badly."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import json_repair

from worker.writing.brackets import Span, spans

LONGEST_REPAIRED = 400_000
"""Characters: a script of 60 episodes has fewer. Repairing takes up to 5 µs a character."""
MOST_VALUES = 8
"""Of an answer: the longest ones."""

_FENCE_ENDS = re.compile(r"\n\s*```[^`]*\Z")


@dataclass(frozen=True)
class Value:
    """A JSON value of an answer, and where it was; a span with brackets missing was closed by us."""

    value: Any
    span: Span
    text: str


def values(text: str) -> list[Value]:
    """The objects and lists that an answer holds, in order."""
    text = _unwrapped(text.removeprefix("\ufeff"))
    found = sorted(spans(text), key=lambda span: span.start - span.end)[:MOST_VALUES]
    return [value for span in sorted(found, key=lambda span: span.start) for value in _read(text, span)]


def _read(text: str, span: Span) -> Iterator[Value]:
    written = text[span.start : span.end]
    if span.missing:
        # A fence that ends although its JSON does not; what is said after it is no part of that.
        written = _FENCE_ENDS.sub("", written)
    value = read(written)
    if isinstance(value, dict | list):
        yield Value(value, span, written)


def read(written: str) -> Any:
    """One JSON value, repaired where it must be; None where there is none. Never raises."""
    try:
        return json.loads(written, strict=False, parse_constant=lambda _constant: None)
    except (ValueError, RecursionError):
        pass
    if len(written) > LONGEST_REPAIRED:
        return None
    try:
        return json_repair.loads(written, skip_json_loads=True)
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
