"""Acting: breathing, blinking, where someone looks and how the head moves, as functions of time alone."""

import math
from dataclasses import dataclass, replace

from shared.line.requests import Beat
from worker.studio.rig.dice import Dice
from worker.studio.rig.face import EXPRESSIONS, Expression
from worker.studio.rig.figure import Pose
from worker.studio.rig.mouth import SHAPES, Lips

LISTENING: dict[Beat, Beat] = {"angry": "tense", "sad": "sad", "tense": "neutral"}
"""How those who have no line in a scene wear its beat; the others wear it as it is."""

_RESTLESS: dict[Beat, float] = {"angry": 1.35, "shocking": 1.2, "happy": 1.25, "tense": 0.8, "sad": 0.7, "romantic": 0.85, "neutral": 1.0}
_BLINK_SECONDS = 0.2


@dataclass(frozen=True)
class Actor:
    """One character's behaviour in one shot. `facing` is where the others are: -1 left, 1 right, 0 the camera."""

    expression: Expression
    facing: float
    restless: float
    dice: Dice

    @classmethod
    def of(cls, beat: Beat, *, speaks: bool, facing: float, dice: Dice, calm: bool) -> "Actor":
        """An actor for a scene's beat. A calm character shows less of it."""
        shown = beat if speaks else LISTENING.get(beat, beat)
        expression = EXPRESSIONS[shown]
        if calm:
            expression = replace(
                expression, brow_inner=expression.brow_inner * 0.6, brow_outer=expression.brow_outer * 0.6, smile=expression.smile * 0.75
            )
        return cls(expression, facing, _RESTLESS[shown], dice)

    def pose(self, seconds: float, lips: Lips | None, attention: float | None) -> Pose:
        """The pose at a moment. `lips` are given while the actor's line plays; `attention` is where somebody else is speaking."""
        speaking = lips is not None
        mouth = lips or SHAPES["rest"]
        phase = self.dice.unit("phase")
        energy = self.restless * (1.55 if speaking else 0.8)
        slow = math.sin(seconds * 0.9 + 7 * phase)
        quick = math.sin(seconds * 2.1 + 11 * phase)
        look = 0.75 * attention if attention is not None else self.facing * 0.4 + self._glance(seconds)
        turn = self.facing * (0.85 if speaking else 1.0) + (0.25 * attention if attention is not None else 0.0)
        return Pose(
            expression=self.expression,
            lips=mouth,
            lids=self._lids(seconds),
            look=max(-1.0, min(1.0, look)),
            turn=max(-1.0, min(1.0, turn + 0.10 * slow * energy)),
            tilt=(0.75 * slow + 0.4 * quick) * energy + self.facing * 1.1,
            nod=1.1 * quick * energy + mouth.gape * 0.085,
            breath=3.4 * math.sin(2 * math.pi * (seconds / 3.9 + phase)),
            brow_lift=-0.09 * mouth.gape - (1.4 if speaking and quick > 0.7 else 0.0),
        )

    def _glance(self, seconds: float) -> float:
        """Eyes that wander a little, from one point to the next, and rest there."""
        slot = int(seconds / 1.7)
        return self.dice.pick(f"glance{slot}", (0.0, 0.0, 0.0, 0.25, -0.25))

    def _lids(self, seconds: float) -> float:
        """1 is open. A blink every 2 to 5 seconds: fast to close, slower to open."""
        slot = int(seconds / 3.4)
        start = slot * 3.4 + self.dice.between(f"blink{slot}", 0.4, 2.9)
        t = (seconds - start) / _BLINK_SECONDS
        if not 0 <= t < 1:
            return 1.0
        return max(0.0, 1 - t / 0.3) if t < 0.3 else 0.0 if t < 0.5 else (t - 0.5) / 0.5
