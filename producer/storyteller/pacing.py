"""Lengths: which lines an episode has room for, and how its seconds are shared out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.pricing.lengths import expected_speech_seconds

SHORTEST_SCENE_SECONDS = 1.0
LONGEST_SCENE_SECONDS = 300.0
_BREATH_SECONDS = 0.6
"""Between the last word of a scene and its end."""


@dataclass(frozen=True)
class Spoken:
    """A line as it would be spoken, and how needed it is (see `notation.Speech`)."""

    text: str
    rank: int


@dataclass(frozen=True)
class Room:
    """A scene that asks for room. `key` scenes carry the plot, others stand between."""

    lines: tuple[Spoken, ...]
    key: bool


Indices = tuple[int, ...]


def seconds_of(room: Room, kept: Indices) -> float:
    """The shortest length of a scene with these lines."""
    if not kept:
        return SHORTEST_SCENE_SECONDS
    return max(SHORTEST_SCENE_SECONDS, expected_speech_seconds(room.lines[index].text for index in kept) + _BREATH_SECONDS)


def fitted(rooms: Sequence[Room], seconds: float) -> list[Indices]:
    """Which lines of each scene are said, so that all fit into `seconds`.

    Lines go in an order that hurts the story least: what may be left out, then the scenes between, then all but the beginning and the
    end. What of it there is room for comes back: the end first, then the beginning.
    """
    steps = [[rule(room, at, len(rooms)) for at, room in enumerate(rooms)] for rule in _RULES]
    level = next((k for k, kept in enumerate(steps) if _total(rooms, kept) <= seconds), None)
    if level is None:
        return [() for _ in rooms]
    kept = list(steps[level])
    for richer in reversed(steps[:level]):
        for at in dict.fromkeys([len(rooms) - 1, 0, *range(len(rooms))]):
            tried = [*kept[:at], richer[at], *kept[at + 1 :]]
            if len(richer[at]) > len(kept[at]) and _total(rooms, tried) <= seconds:
                kept = tried
    return kept


def shared_out(needs: Sequence[float], seconds: float) -> list[float]:
    """Lengths that sum to `seconds` (in tenths): what each needs; half of the rest to the shortest, the other half by need."""
    spare, whole = max(0.0, seconds - sum(needs)), sum(needs)
    level = _level(needs, sum(needs) + spare / 2)
    lengths = _bounded([max(need, level) + spare / 2 * need / whole for need in needs])
    # Rounded up where speech is tight, the remainder taken from the longest.
    rounded = [min(LONGEST_SCENE_SECONDS, round(length + 0.049, 1)) for length in lengths]
    excess = round(sum(rounded) - seconds, 1)
    longest = max(range(len(rounded)), key=lambda at: rounded[at] - needs[at])
    if excess > 0 and rounded[longest] - excess >= needs[longest]:
        rounded[longest] = round(rounded[longest] - excess, 1)
    return rounded


def _level(lengths: Sequence[float], seconds: float) -> float:
    """To which height the shortest are filled up, so that all sum to `seconds`."""
    ordered = sorted(lengths)
    for count in range(1, len(ordered) + 1):
        level = (seconds - sum(ordered[count:])) / count
        if count == len(ordered) or level <= ordered[count]:
            return level
    raise AssertionError("there is at least one scene")


def _bounded(lengths: Sequence[float]) -> list[float]:
    """The same whole with no scene over the longest, as far as that can be."""
    kept = [min(LONGEST_SCENE_SECONDS, length) for length in lengths]
    level = _level(kept, min(sum(lengths), LONGEST_SCENE_SECONDS * len(kept)))
    return [max(length, level) for length in kept]


def _total(rooms: Sequence[Room], kept: Sequence[Indices]) -> float:
    return sum(seconds_of(room, one) for room, one in zip(rooms, kept, strict=True))


Rule = Callable[[Room, int, int], Indices]


def _upto(rank: int) -> Rule:
    return lambda room, _at, _count: tuple(index for index, line in enumerate(room.lines) if line.rank <= rank)


def _keys(room: Room, at: int, count: int) -> Indices:
    return _upto(0)(room, at, count) if room.key else ()


def _two_each(room: Room, at: int, count: int) -> Indices:
    needed = _keys(room, at, count)
    return needed if at == count - 1 else needed[:2]


def _edges(room: Room, at: int, count: int) -> Indices:
    if at == count - 1 and count > 1:
        return _two_each(room, at, count)[-1:]
    return _two_each(room, at, count)[:1] if at == 0 else ()


def _hook(room: Room, at: int, count: int) -> Indices:
    return _two_each(room, at, count)[:1] if at == 0 else ()


def _brief(room: Room, at: int, count: int) -> Indices:
    """Any line is a better beginning than none: the shortest."""
    needed = _keys(room, at, count) if at == 0 else ()
    return (min(needed, key=lambda index: len(room.lines[index].text)),) if needed else ()


_RULES: tuple[Rule, ...] = (_upto(2), _upto(1), _upto(0), _keys, _two_each, _edges, _hook, _brief)
