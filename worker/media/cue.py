"""A text on the screen, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import pysubs2

# Invisible, yet no rubbish: joiners that Hindi, Persian and emoji need, and marks of direction.
_KEPT = frozenset("\u200c\u200d\u200e\u200f")


@dataclass(frozen=True)
class Cue:
    """A text on the screen from `start` to `end`, in seconds from the episode's first frame; its lines are parted by newlines."""

    start: float
    end: float
    text: str
    speaker: str = ""


def plain(text: str) -> str:
    """One line without control characters; whitespace of any kind is one space."""
    return " ".join("".join(c if c.isprintable() or c.isspace() or c in _KEPT else "" for c in text).split())


def events(cues: Sequence[Cue]) -> list[pysubs2.SSAEvent]:
    """Cues as pysubs2 has them, times in milliseconds."""
    return [
        pysubs2.SSAEvent(
            start=round(cue.start * 1000),
            end=round(cue.end * 1000),
            text=cue.text.replace("\n", r"\N"),
            name=plain(cue.speaker).replace(",", " "),
        )
        for cue in cues
    ]
