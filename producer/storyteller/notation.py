"""The notation of the data files: a scene as a few lines of text.

`@ places | mood`; `* action`; `? the question that it leaves`; `X | line`, `X?` where the line may be left out. Texts are
`中文 | English`; `[a/b]` is one of several wordings; `{H}` and the like are filled in by `wording`.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from producer.storyteller.lexicon import Pair, pair

Part = Literal["H", "L", "F", "E", "A"]
"""Functions in a story: heroine or hero, the beloved, the foe, the elder who knows, the ally."""
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class Speech:
    """A line to be worded. Rank 0 is needed, 1 may be left out, 2 goes with everything of its rank."""

    part: Part
    text: Pair
    rank: int


@dataclass(frozen=True)
class Draft:
    """A scene to be worded."""

    where: tuple[str, ...]
    mood: str
    action: Pair | None
    ask: Pair | None
    lines: tuple[Speech, ...]

    @property
    def parts(self) -> frozenset[Part]:
        """Who speaks or is named."""
        texts = [line.text.zh + line.text.en for line in self.lines]
        if self.action:
            texts.append(self.action.zh + self.action.en)
        named = {part for part in PARTS if re.search(rf"\{{{part}(job)?[.}}]", "".join(texts))}
        return frozenset(named | {line.part for line in self.lines})


def draft(text: str) -> Draft:
    """A scene's text as a draft. Raises ValueError at a line that is none of the notation's."""
    where, mood, action, ask = (), "neutral", None, None  # type: tuple[str, ...], str, Pair | None, Pair | None
    lines: list[Speech] = []
    for row in filter(None, map(str.strip, text.splitlines())):
        mark, _, rest = row.partition(" ")
        if mark == "@":
            places, _, mood = (part.strip() for part in rest.partition("|"))
            where = tuple(place.strip() for place in places.split(","))
        elif mark == "*":
            action = pair(rest)
        elif mark == "?":
            ask = pair(rest)
        else:
            lines.append(_speech(row))
    return Draft(where, mood, action, ask, tuple(lines))


def joined(first: Draft, second: Draft, *, optional: bool) -> Draft:
    """Two scenes that follow each other without a cut. Where `optional`, all that the second one says may be left out."""
    rank = 2 if optional else 0
    lines = (*first.lines, *(replace(line, rank=max(line.rank, rank)) for line in second.lines))
    # A question follows what is said last: that of the second scene.
    return replace(first, lines=lines, ask=second.ask or first.ask, mood=second.mood if second.ask else first.mood)


def _speech(row: str) -> Speech:
    who, _, text = row.partition(" | ")
    for part in PARTS:
        if who.rstrip("?") == part:
            return Speech(part, pair(text), 1 if who.endswith("?") else 0)
    raise ValueError(f"{row[:60]!r} is no line of a scene; write 'H | 中文 | English'")
