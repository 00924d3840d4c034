"""The plate behind the players: the painting, moved by quarter pixels without resampling a frame, and its flickering lights."""

import math
from typing import Any

import cv2
import numpy as np
import skia

from worker.studio.rig.scenery.brush import TOP, Glint, Pixels
from worker.studio.rig.scenery.painting import Painting

_PHASES = 4
_MOST_GLINTS = 12
_LEVELS = 4


def to_image(pixels: Pixels, *, opaque: bool) -> Any:
    """A skia image that owns a copy of RGBA pixels (premultiplied)."""
    height, width = pixels.shape[:2]
    alpha = skia.kOpaque_AlphaType if opaque else skia.kPremul_AlphaType
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, alpha)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, np.ascontiguousarray(pixels), width * 4))


class Plate:
    """A painting ready to be drawn at any horizontal position.

    Copying whole pixels costs a hundredth of resampling them, so the painting is kept in four copies, a quarter pixel apart.
    """

    def __init__(self, painting: Painting, width: int, height: int, scale: float, recolor: Any) -> None:
        pixels = painting.pixels.copy()
        pixels[..., :3] = recolor(pixels[..., :3])
        self._phases = []
        for k in range(_PHASES):
            matrix = np.array([[1, 0, k / _PHASES], [0, 1, 0]], np.float64)
            size = (pixels.shape[1], pixels.shape[0])
            moved = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            self._phases.append(to_image(np.asarray(moved, np.uint8), opaque=True))
        self._x0 = -(pixels.shape[1] - width) / 2
        self._y0 = -min(pixels.shape[0] - height, round(TOP * scale))
        self._margin = (pixels.shape[1] - width) / 2 - 1
        step = max(1, len(painting.glints) // _MOST_GLINTS)
        self._glints = [(glint, _sprites(glint, recolor)) for glint in painting.glints[::step][:_MOST_GLINTS] if glint.radius >= 3]

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


def _sprites(glint: Glint, recolor: Any) -> list[Any]:
    """The light at each level of brightness."""
    radius = max(2, round(glint.radius))
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float32) / radius
    falloff = np.clip(1 - np.sqrt(x * x + y * y), 0, 1) ** 1.8
    color = recolor(np.array([[glint.color]], np.uint8))[0, 0].astype(np.float32)
    out = []
    for level in range(_LEVELS):
        alpha = falloff * (0.10 + 0.5 * level / (_LEVELS - 1))
        pixels = np.empty((2 * radius + 1, 2 * radius + 1, 4), np.uint8)
        pixels[..., :3] = (alpha[..., None] * color).astype(np.uint8)
        pixels[..., 3] = (alpha * 255).astype(np.uint8)
        out.append(to_image(pixels, opaque=False))
    return out
