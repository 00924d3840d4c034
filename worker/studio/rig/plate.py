"""The plate behind the players: the painting, moved by quarter pixels without resampling a frame, and its flickering lights."""

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from shared.line.requests import Beat
from worker.studio.rig.colorspace import store_color
from worker.studio.rig.place import Place
from worker.studio.rig.raster import Pixels, tinted, to_image
from worker.studio.rig.scenery.brush import TOP, Glint
from worker.studio.rig.scenery.painting import Painting, paint

_PHASES = 4
_MOST_GLINTS = 12
_LEVELS = 4


class Plate:
    """A painting ready to be drawn at any horizontal position.

    Copying whole pixels costs a hundredth of resampling them, so the painting is kept in four copies, a quarter pixel apart.
    """

    def __init__(self, painting: Painting, width: int, height: int, scale: float) -> None:
        pixels = painting.pixels
        self._phases = [to_image(_shifted(pixels, k / _PHASES), opaque=True) for k in range(_PHASES)]
        self._x0 = -(pixels.shape[1] - width) / 2
        self._y0 = -min(pixels.shape[0] - height, round(TOP * scale))
        self._margin = (pixels.shape[1] - width) / 2 - 1
        step = max(1, len(painting.glints) // _MOST_GLINTS)
        self._glints = [(glint, _sprites(glint)) for glint in painting.glints[::step][:_MOST_GLINTS] if glint.radius >= 3]

    def draw(self, canvas: Any, dx: float, seconds: float) -> None:
        """Draw the plate shifted by dx picture pixels; it always covers the picture."""
        x = self._x0 + max(-self._margin, min(self._margin, dx))
        whole = math.floor(x)
        canvas.drawImage(self._phases[int((x - whole) * _PHASES)], whole, self._y0)
        for glint, sprites in self._glints:
            level = _flicker(glint, seconds)
            sprite = sprites[level]
            canvas.drawImage(sprite, round(x + glint.x - sprite.width() / 2), round(self._y0 + glint.y - sprite.height() / 2))


def _flicker(glint: Glint, seconds: float) -> int:
    if glint.hertz == 0:
        return _LEVELS - 1 if math.sin(seconds * 0.7 + 6.28 * glint.phase) > -0.6 else _LEVELS - 2
    wave = 0.5 + 0.5 * math.sin(2 * math.pi * (seconds * glint.hertz + glint.phase))
    return round(wave * (_LEVELS - 1))


def _shifted(pixels: Pixels, fraction: float) -> Pixels:
    """The pixels moved to the right by less than one of them."""
    if fraction == 0:
        return pixels
    before = np.concatenate((pixels[:, :1], pixels[:, :-1]), axis=1)
    return np.asarray(cv2.addWeighted(before, fraction, pixels, 1 - fraction, 0), np.uint8)


def _sprites(glint: Glint) -> list[Any]:
    """The light at each level of brightness."""
    radius = max(2, round(glint.radius))
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32) / radius
    falloff = np.clip(1 - np.sqrt(x * x + y * y), 0, 1) ** 1.8
    color = store_color(glint.color)
    return [to_image(tinted(color, falloff * (0.10 + 0.5 * level / (_LEVELS - 1))), opaque=False) for level in range(_LEVELS)]


@lru_cache(maxsize=1)
def plate_of(place: Place, seed: int, beat: Beat, blur: float, width: int, height: int) -> Plate:
    """The plate of a place, `blur` design pixels out of focus, for a picture of that size.

    20 MB at 720x1280. The last one is kept: a take and its lips are often drawn one after the other.
    """
    scale = max(width / 720, height / 1280)
    return Plate(paint(place, seed, beat, scale, blur, stored=True), width, height, scale)
