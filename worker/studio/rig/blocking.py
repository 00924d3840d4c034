"""Blocking: where each of the cast stands in the picture, how large, and which way they face."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.line.requests import Look
from worker.studio.rig.dice import Dice

MOST = 5
"""More people than this would hide each other: the rest of a larger cast stays out of the picture."""


@dataclass(frozen=True)
class Mark:
    """A place to stand. `x` is relative to the picture's middle, `y` the height of an average adult's eyes, both in design pixels."""

    x: float
    y: float
    scale: float
    facing: float
    behind: bool = False


_SOLO = Mark(0, 442, 1.0, 0.0)
_PAIR = (Mark(-158, 462, 0.76, 0.75), Mark(158, 462, 0.76, -0.75))
_FRONT = (Mark(-176, 520, 0.70, 0.7), Mark(176, 520, 0.70, -0.7))
_BEHIND = (Mark(0, 436, 0.50, 0.0, behind=True), Mark(-312, 420, 0.46, 0.6, behind=True), Mark(312, 420, 0.46, -0.6, behind=True))


def _wider(mark: Mark) -> Mark:
    """The same place seen from further off."""
    return Mark(mark.x * 0.86, mark.y + 42, mark.scale * 0.78, mark.facing, mark.behind)


def block(cast: Sequence[Look], speakers: Sequence[str], dice: Dice) -> list[tuple[Look, Mark]]:
    """Who stands where, in the order of drawing (the farthest first).

    The first two who speak (or are named) stand in front. Of two, the same one is always on the same side, in every scene.
    """
    order = [look for name in dict.fromkeys(speakers) for look in cast if look.name == name]
    order += [look for look in cast if look not in order]
    seen = order[:MOST]
    talking = any(look.name in speakers for look in seen)
    if not seen:
        return []
    if len(seen) == 1:
        shift = dice.between("solo", -26, 26)
        marks = [Mark(_SOLO.x + shift, _SOLO.y, _SOLO.scale, -0.35 if shift > 0 else 0.35)]
    else:
        front = _PAIR if len(seen) == 2 else _FRONT
        swapped = _left_hand(seen[0]) > _left_hand(seen[1])
        marks = [front[1], front[0]] if swapped else [front[0], front[1]]
        marks += _BEHIND[: len(seen) - 2]
    if not talking:
        marks = [_wider(mark) for mark in marks]
    placed = list(zip(seen, marks, strict=True))
    return [*reversed(placed[2:]), *reversed(placed[:2])]


def _left_hand(look: Look) -> float:
    return Dice("side", look.seed, look.name).unit("side")
