"""Which part of a line's text is said when: its clauses, by the pauses that the model made for their punctuation."""

import re
from collections.abc import Iterable

from worker.studio.voice.phonemes import without_directions
from worker.studio.voice.visemes import SHAPES

_MARKS = "。．！？，、；：…‥⋯～—–―!?,.;:"
# After a run of marks that does not stand within a number or a time of day ("3.14", "9:30").
_CLAUSE_END = re.compile(rf"(?<=[{_MARKS}])(?![{_MARKS}])(?!(?<=[0-9][.,:])[0-9])")
_SPOKEN_MARKS = frozenset(";:,.!?—…")


def alignment(text: str, spans: Iterable[tuple[str, float]]) -> list[list[object]]:
    """The clauses of a line as `[[start_seconds, end_seconds, text], …]`, by the seconds of the symbols that were spoken for it.

    Empty where the text has other clauses than were spoken (an abbreviation's point, a symbol that was read as a word): rather no
    times than wrong ones.
    """
    written = [part.strip() for part in _CLAUSE_END.split(without_directions(text))]
    clauses = [part for part in written if re.search(r"\w", part)]
    spoken = _spoken(spans)
    return [[start, end, clause] for (start, end), clause in zip(spoken, clauses, strict=True)] if len(spoken) == len(clauses) else []


def _spoken(spans: Iterable[tuple[str, float]]) -> list[tuple[float, float]]:
    """When each run of sounds between two marks begins and ends, in seconds."""
    runs: list[tuple[float, float]] = []
    now, is_new = 0.0, True
    for symbol, seconds in spans:
        if symbol in SHAPES:
            start = now if is_new else runs.pop()[0]
            runs.append((round(start, 4), round(now + seconds, 4)))
            is_new = False
        elif symbol in _SPOKEN_MARKS:
            is_new = True
        now += seconds
    return runs
