"""What stands beside a Fountain text: the boneyard (`/* … */`), which is left out, and notes (`[[ … ]]`)."""

import re
from collections.abc import Callable, Sequence

from producer.intake.findings import Findings

Note = tuple[str, str]
"""A note's name in lower case (empty where it has none) and its text."""

_NAME = re.compile(r"\s*([A-Za-z]{1,20})\s*:\s*(.*)", re.DOTALL)


def without_asides(texts: Sequence[str], findings: Findings) -> tuple[list[str], dict[int, list[Note]]]:
    """The lines without boneyard and notes, as many as before; and the notes by the index of the line where they begin."""
    whole = _without(list(texts), "/*", "*/", lambda _line, _text: None, findings)
    if whole != list(texts):
        line = next(index for index, (old, new) in enumerate(zip(texts, whole, strict=True)) if old != new)
        findings.note(line + 1, "what stands between /* and */ is left out")
    notes: dict[int, list[Note]] = {}

    def keep(line: int, text: str) -> None:
        named = _NAME.fullmatch(text)
        notes.setdefault(line, []).append((named[1].lower(), " ".join(named[2].split())) if named else ("", text))

    return _without(whole, "[[", "]]", keep, findings), notes


def _without(texts: list[str], opening: str, closing: str, keep: Callable[[int, str], None], findings: Findings) -> list[str]:
    """The lines without what stands between two marks, which may be several lines long; what is never closed stays."""
    whole = "\n".join(texts)
    kept: list[str] = []
    at = line = 0
    while (start := whole.find(opening, at)) >= 0:
        end = whole.find(closing, start + len(opening))
        line += whole.count("\n", at, start)
        if end < 0:
            findings.warn(line + 1, f"{opening} is never closed by {closing}, so it is taken as it is written")
            break
        inside = whole[start + len(opening) : end]
        keep(line, inside)
        # Blank lines in place of those that went keep every other line's number.
        kept += [whole[at:start], "\n" * inside.count("\n")]
        line += inside.count("\n")
        at = end + len(closing)
    return "".join([*kept, whole[at:]]).split("\n")
