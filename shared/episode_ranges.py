"""Episodes as people list them: `1-3, 7` for 1, 2, 3 and 7."""

import re
from collections.abc import Iterable, Sequence

HIGHEST = 9999
"""The highest number that an episode can have."""

_DASH = "[-–—~～至到]"
_PART = re.compile(rf"(?P<first>[0-9]{{1,6}})(?:\s*{_DASH}\s*(?P<last>[0-9]{{1,6}}))?")
_COMMA = re.compile("[,，、;；]")


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers that a list of numbers and ranges stands for, ascending, each once. Raises ValueError that says what would be right."""
    numbers: set[int] = set()
    for part in _COMMA.split(text):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"{part.strip()[:40]!r} names no episodes; write numbers and ranges such as '1-3, 7'")
        first = int(found["first"])
        last = int(found["last"] or first)
        if last < first:
            raise ValueError(f"{part.strip()!r} runs backwards; write '{last}-{first}'")
        numbers.update(range(_bounded(first), _bounded(last) + 1))
    return tuple(sorted(numbers))


def ascending(numbers: Sequence[int]) -> tuple[int, ...]:
    """Numbers listed one by one, ascending, each once. Raises ValueError."""
    if not numbers:
        raise ValueError("is empty; name at least one episode")
    return tuple(sorted({_bounded(number) for number in numbers}))


def spelled(numbers: Iterable[int]) -> str:
    """Numbers as people list them: runs of three or more as ranges. `numbers_of` reads it back."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _bounded(number: int) -> int:
    if not 1 <= number <= HIGHEST:
        raise ValueError(f"there is no episode {number}; numbers go from 1 to {HIGHEST}")
    return number
