"""When each character of a line is said: from what its voice told of it, else shared out by syllables."""

import math
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, TypeGuard

from worker.media.pace import spread, syllables

Spoken = tuple[float, float, str]
"""A piece of a line and when it is said: start and end in seconds."""

# An alignment that knows less of the text than this is of another text.
_LEAST_KNOWN = 0.6
# Longer lines than this are not matched character by character.
_MOST_CHARACTERS = 4000

# How vendors call a piece's text, start and end (seconds, or milliseconds by the last of each): ElevenLabs, MiniMax, word lists of others.
_TEXTS = ("text", "word", "character", "char")
_STARTS = (("start", 1.0), ("start_time", 1.0), ("start_seconds", 1.0), ("time_begin", 0.001), ("start_ms", 0.001), ("begin_time", 0.001))
_ENDS = (("end", 1.0), ("end_time", 1.0), ("end_seconds", 1.0), ("time_end", 0.001), ("end_ms", 0.001))


def normalised(told: Any, seconds: float) -> list[list[Any]]:
    """What a provider tells of a line of that length, as `[[start_seconds, end_seconds, text], …]` ascending; empty where it tells nothing.

    Understood are ElevenLabs' parallel lists (`characters`, `character_start_times_seconds`, `character_end_times_seconds`), lists of
    objects with text and times, and lists that are in this form already. What is not understood, or lies outside the line, is as
    good as not told.
    """
    pieces = _parallel(told) if isinstance(told, Mapping) else [_piece(entry) for entry in told] if isinstance(told, list | tuple) else []
    made: list[list[Any]] = []
    for piece in pieces:
        if piece is None:
            return []
        start, end, text = piece
        if not (math.isfinite(start) and math.isfinite(end)) or end < start or (made and start < made[-1][0]) or start > seconds + 0.5:
            return []
        made.append([round(max(0.0, min(start, seconds)), 4), round(max(0.0, min(end, seconds)), 4), text])
    return made


def _parallel(told: Mapping[str, Any]) -> list[Spoken | None]:
    lists = [told.get(f"character{name}") for name in ("s", "_start_times_seconds", "_end_times_seconds")]
    if not all(isinstance(each, list) for each in lists) or len({len(each) for each in lists if each is not None}) != 1:
        return []
    return [_piece([start, end, text]) for text, start, end in zip(*lists, strict=True)]


def _piece(entry: Any) -> Spoken | None:
    start = end = text = None
    if isinstance(entry, Mapping):
        text = next((entry[name] for name in _TEXTS if name in entry), None)
        start = next((entry[name] * scale for name, scale in _STARTS if _is_number(entry.get(name))), None)
        end = next((entry[name] * scale for name, scale in _ENDS if _is_number(entry.get(name))), None)
    elif isinstance(entry, list | tuple) and len(entry) == 3:
        start, end, text = entry
    return (float(start), float(end), text) if _is_number(start) and _is_number(end) and isinstance(text, str) else None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def character_times(text: str, start: float, end: float, said: Sequence[Spoken] = ()) -> list[tuple[float, float]]:
    """When each character of `text` that is no space is said, in the seconds that `said` and `start` and `end` are in; starts ascend.

    The pieces of `said` are found in the text as far as they are alike (a voice may have read "3" as "three"); between what is found
    the time is shared out by syllables.
    """
    weights = syllables(text)
    known = _known([char for char in text if not char.isspace()], start, end, said)
    if not known:
        return spread(weights, start, end)
    spans: list[tuple[float, float]] = []
    place, now = 0, start
    for at, (first, last) in sorted(known.items()):
        if at > place:
            spans += _between(weights[place:at], now, max(now, first))
        now = max(now, last)
        spans.append((max(first, spans[-1][0] if spans else start), now))
        place = at + 1
    return spans + _between(weights[place:], now, max(now, end))


def _between(weights: Sequence[float], start: float, end: float) -> list[tuple[float, float]]:
    return spread(weights, start, end) if sum(weights) > 0 else [(start, start) for _ in weights]


def _known(bare: Sequence[str], start: float, end: float, said: Sequence[Spoken]) -> dict[int, tuple[float, float]]:
    """The characters, by place, whose times are told."""
    told: list[tuple[str, float, float]] = []
    for first, last, piece in said:
        letters = [char for char in piece.casefold() if char.isalnum()]
        spans = spread(syllables("".join(letters)), max(start, min(first, end)), max(start, min(last, end))) if letters else []
        told += [(letter, *span) for letter, span in zip(letters, spans, strict=True)]
    # Casefolding may lengthen a character ("ß"): its first letter stands for it.
    sounding = [(place, char.casefold()[0]) for place, char in enumerate(bare) if char.isalnum()]
    if not told or not sounding or max(len(told), len(sounding)) > _MOST_CHARACTERS:
        return {}
    blocks = SequenceMatcher(None, [c for _, c in sounding], [c for c, _, _ in told], autojunk=False).get_matching_blocks()
    known = {sounding[b.a + i][0]: told[b.b + i][1:] for b in blocks for i in range(b.size)}
    return known if len(known) >= _LEAST_KNOWN * len(sounding) and _ascends(known) else {}


def _ascends(known: Mapping[int, tuple[float, float]]) -> bool:
    spans = [span for _, span in sorted(known.items())]
    return all(start <= end for start, end in spans) and all(one[0] <= other[0] for one, other in pairwise(spans))


def carried_over(text: str, spoken: str, times: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """When each character of a translation (no spaces) is due, by when the characters of what is spoken are said.

    Sentence by sentence where both have equally many, else over the whole line; within it in proportion to syllables.
    """
    ours, theirs = _sentences(text), _sentences(spoken)
    if len(ours) != len(theirs):
        ours, theirs = [text], [spoken]
    spans: list[tuple[float, float]] = []
    done = 0
    for mine, their in zip(ours, theirs, strict=True):
        length = _bare_length(their)
        span = times[done : done + length]
        done += length
        bare = (char for char in their if not char.isspace())
        ends = [end for char, (_, end) in zip(bare, span, strict=True) if char.isalnum()]
        spans += spread(syllables(mine), span[0][0], ends[-1] if ends else span[-1][1])
    return spans


def _sentences(text: str) -> list[str]:
    """A text cut after each run of what ends a sentence; closing quotes stay with it, what has no letters with what is before."""
    parts = [""]
    for char, following in zip(text, [*text[1:], ""], strict=True):
        parts[-1] += char
        if char in "。！？!?…؟।" or (char == "." and following in {"", " ", "\n"}):
            parts.append("")
    made: list[str] = []
    for part in parts:
        if made and not any(char.isalnum() for char in part):
            made[-1] += part
        elif part:
            made.append(part)
    if len(made) > 1 and not any(char.isalnum() for char in made[0]):
        made[:2] = [made[0] + made[1]]
    return made


def _bare_length(text: str) -> int:
    return sum(not char.isspace() for char in text)
