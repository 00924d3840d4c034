"""A document that a user wrote: plain data, and the line on which each part of it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from producer.intake.findings import Finding

Place = tuple[str | int, ...]
"""Where a value stands: field names and list positions from the top, such as `("characters", 1, "age")`."""

DEEPEST = 32
"""Lists and mappings inside each other. A season file needs eight."""
MOST_VALUES = 200_000
"""Values in one document, aliases written out. 200 episodes of 100 scenes with dialogue have fewer."""
LONGEST_NUMBER = 40
"""Digits of a number as it is written."""


@dataclass(frozen=True)
class Document:
    """A file's content. `lines` has the line (from 1) of each field's name and each list item.

    `findings` tells what an import understood otherwise than it is written.
    """

    path: Path
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest part around it (a missing field has no line of its own)."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return None

    def walk(self) -> Iterator[tuple[Place, Any]]:
        """Every place and its value, in document order."""
        pending: list[tuple[Place, Any]] = [((), self.data)]
        while pending:
            place, value = pending.pop()
            yield place, value
            inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            pending.extend(reversed([((*place, key), item) for key, item in inner]))


class Malformed(Exception):
    """A text that is not well-formed: what is wrong, at which line and column (from 1), where known. InputError adds the file."""

    def __init__(self, wrong: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.line = line
        self.column = column


def spell(place: Place) -> str:
    """A place as people write it: `characters[1].age`, counting lists from 0; the empty string at the top."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
