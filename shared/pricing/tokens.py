"""The tokens of a video: how the makers of Seedance bill."""

import math
from decimal import Decimal
from fractions import Fraction

from shared.catalogue.models import Model
from shared.fit import short_side
from shared.line.requests import Format

USUAL_FPS = 24
HEADROOM = Fraction(5, 4)
"""Bills were seen up to a tenth above the formula: sides are rounded up to blocks, and a frame or two more is made."""


def video_tokens_at_most(model: Model, form: Format, seconds: Decimal) -> int:
    """An upper bound of the tokens of a clip: width × height × frames a second × seconds ÷ 1024, as Volcano Engine's Ark states it.

    Every aspect of a resolution has about the area of its 16:9, so that is taken.
    """
    side = _side(model, min(form.width, form.height))
    area = max(Fraction(16, 9) * side * side, Fraction(form.width * form.height))
    return math.ceil(area * max(form.fps, USUAL_FPS) * Fraction(seconds) / 1024 * HEADROOM)


def _side(model: Model, wanted: int) -> int:
    """The short side that is bought: the smallest on offer that is enough, else the largest; as wanted where none is known."""
    sides = sorted(side for side in map(short_side, model.resolutions) if side is not None)
    return next((side for side in sides if side >= wanted), max(sides, default=wanted))
