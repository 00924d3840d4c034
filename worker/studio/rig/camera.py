"""Camera moves: which one a shot gets, and where the camera is at each moment."""

import math
from dataclasses import dataclass
from typing import Literal

from shared.line.requests import Beat
from worker.studio.rig.dice import Dice

Move = Literal["push in", "pull out", "pan left", "pan right", "sway", "snap in"]

MOVES: dict[Beat, tuple[Move, ...]] = {
    "neutral": ("push in", "pan left", "pan right", "pull out"),
    "happy": ("pan left", "pan right", "push in"),
    "sad": ("pull out", "push in", "pan left", "pan right"),
    "angry": ("sway", "push in"),
    "tense": ("push in", "sway"),
    "romantic": ("push in", "pan right", "pan left"),
    "shocking": ("snap in", "sway"),
}


@dataclass(frozen=True)
class View:
    """Where the camera looks: zoom about the faces, and the shift of the players in design pixels. The background shifts less."""

    zoom: float
    dx: float
    dy: float
    back_dx: float


@dataclass(frozen=True)
class Camera:
    """A move. `reach` scales it: a scene without words moves less, and so slower."""

    move: Move
    reach: float
    phase: float

    def at(self, seconds: float, total_seconds: float) -> View:
        """The view at a moment of a shot."""
        t = min(1.0, seconds / total_seconds) if total_seconds > 0 else 0.0
        eased = t * t * (3 - 2 * t) * 0.5 + t * 0.5
        drift = 3.0 * math.sin(2 * math.pi * (seconds / 9.0 + self.phase))
        reach = self.reach
        if self.move == "push in":
            return View(1 + 0.065 * eased * reach, drift, 0, drift - 6 * eased)
        if self.move == "pull out":
            return View(1 + 0.065 * (1 - eased) * reach, drift, 0, drift + 6 * eased)
        if self.move == "snap in":
            quick = 1 - math.exp(-seconds * 3.2)
            return View(1 + 0.085 * quick * reach, drift, 0, drift)
        if self.move == "sway":
            dx = 7 * math.sin(seconds * 1.7 + 6 * self.phase) + 3.5 * math.sin(seconds * 2.9)
            dy = 4 * math.sin(seconds * 2.2 + 4 * self.phase) + 1.6 * math.sin(seconds * 4.3)
            return View(1.02 + 0.025 * eased, dx * reach, dy * reach, dx * 0.5 * reach)
        side = -1 if self.move == "pan left" else 1
        return View(1.015, side * (eased - 0.5) * 26 * reach, 0, side * (eased - 0.5) * 62 * reach)


def camera_for(beat: Beat, dice: Dice, *, talking: bool) -> Camera:
    """The move of a shot, chosen by its seed among those that suit the beat."""
    return Camera(dice.pick("move", MOVES[beat]), 1.0 if talking else 0.7, dice.unit("phase"))
