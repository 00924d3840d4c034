"""Cuts a line of dialogue into what fits on the screen at once, where it reads best, with the times of its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from worker.media.lines import fold, in_two, phrases, weakness
from worker.media.page import MOST_LINES
from worker.media.reading import LONGEST_SECONDS, SHORTEST_SECONDS

# A silence this long between two sentences of a line parts them: what comes after it would be read before it is said.
PAUSE_SECONDS = 0.5
# As bad as a break after a comma; see `weakness`.
_CLAUSE = 0.1

Times = Sequence[tuple[float, float]]
"""For each character that is no space, when it begins and ends to be said."""


@dataclass(frozen=True)
class Portion:
    """The lines that stand on the screen together, and when they are said, in seconds."""

    lines: tuple[str, ...]
    start: float
    end: float


def portions(text: str, times: Times, widest_ems: float, language: str, *, are_told: bool) -> list[Portion]:
    """A line's text in order, in portions of at most two lines of `widest_ems`.

    It is cut where it does not fit, where it would stand for more than seven seconds, and, if the times `are_told` by the
    voice and not guessed, at a pause between sentences.
    """
    lines = fold(text, widest_ems, language)
    if not lines:
        return []
    left, right = _at_pause(text, times, language) if are_told else ("", "")
    if not right and len(lines) == MOST_LINES and weakness(lines[0] + " ", lines[1]) > _CLAUSE:
        # Rather a sentence after the other than a line that ends within a clause.
        left, right = _at_pause(text, times, language, most_weakness=0.0, least_seconds=0.0)
    if not right and (len(lines) > MOST_LINES or (times[-1][1] - times[0][0] > LONGEST_SECONDS and len(text) > 1)):
        left, right = in_two(text, language)
    if not (left and right) and len(lines) > MOST_LINES:
        # One endless word: its lines are shown two by two.
        left, right = "".join(lines[:MOST_LINES]), "".join(lines[MOST_LINES:])
    if left and right:
        place = _bare_length(left)
        halves = ((left, times[:place]), (right, times[place:]))
        return [portion for half, span in halves for portion in portions(half, span, widest_ems, language, are_told=are_told)]
    sounding = [span for char, span in zip(_bare(text), times, strict=True) if char.isalnum()] or times
    return [Portion(tuple(lines), times[0][0], sounding[-1][1])]


def _at_pause(
    text: str, times: Times, language: str, *, most_weakness: float = _CLAUSE, least_seconds: float = PAUSE_SECONDS
) -> tuple[str, str]:
    """The text cut at its longest pause between sentences or clauses, if each part then stands long enough to be seen."""
    pieces = phrases(text, language)
    longest, cut = least_seconds, 0
    for place, (piece, following) in zip(accumulate(map(_bare_length, pieces)), pairwise(pieces), strict=False):
        if weakness(piece, following) > most_weakness or not 0 < place < len(times):
            continue
        ends = max((span[1] for char, span in zip(_bare(text)[:place], times, strict=False) if char.isalnum()), default=times[0][0])
        begins = times[place][0]
        is_seen = begins - times[0][0] >= SHORTEST_SECONDS and times[-1][1] - begins >= SHORTEST_SECONDS
        if begins - ends >= longest and is_seen:
            longest, cut = begins - ends, place
    return _cut(text, cut) if cut else ("", "")


def _cut(text: str, bare_place: int) -> tuple[str, str]:
    """The text before and from its so-and-so-many-th character that is no space."""
    seen = 0
    for place, char in enumerate(text):
        if not char.isspace():
            if seen == bare_place:
                return text[:place].strip(), text[place:].strip()
            seen += 1
    return text, ""


def _bare(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def _bare_length(text: str) -> int:
    return len(_bare(text))
