"""Rain, snow and fog in front of the camera: drawn once as a tile that scrolls without a seam."""

import math
from typing import Any, Protocol

import cv2
import numpy as np
import skia

from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB, argb
from worker.studio.rig.place import Place
from worker.studio.rig.raster import Pixels, tinted, to_image

_LEAN = 0.09
"""How far rain drifts to the left for each pixel that it falls."""


class Fall(Protocol):
    """Weather that can be drawn over a frame."""

    def draw(self, canvas: Any, seconds: float) -> None:
        """Draw on a canvas in picture pixels."""
        ...


class _Rain:
    """Streaks in two depths, each a set of short lines as tall as the picture that is drawn twice, so that it wraps."""

    def __init__(self, width: int, height: int, dice: Dice, color: RGB) -> None:
        self._height = float(height)
        self._layers = []
        for index, (count, length, thick, speed, alpha) in enumerate(((46, 70, 1.4, 1500.0, 0.34), (26, 120, 2.2, 2100.0, 0.42))):
            points = []
            for k in range(count):
                x = dice.between(f"rx{index}{k}", -0.05, 1.15) * width
                y = (k + dice.unit(f"ry{index}{k}")) / count * height
                long = length * dice.between(f"rl{index}{k}", 0.6, 1.2)
                points += [skia.Point(x, y), skia.Point(x - long * _LEAN, y + long)]
            paint = skia.Paint(AntiAlias=True, Color=argb(color, alpha), StrokeWidth=thick, Style=skia.Paint.kStroke_Style)
            self._layers.append((points, paint, speed))

    def draw(self, canvas: Any, seconds: float) -> None:
        """The nearer streaks fall faster."""
        for points, paint, speed in self._layers:
            y = (seconds * speed) % self._height
            for wrap in (0.0, self._height):
                canvas.save()
                canvas.translate(-(y - wrap) * _LEAN, y - wrap)
                canvas.drawPoints(skia.Canvas.PointMode.kLines_PointMode, points, paint)
                canvas.restore()


class _Snow:
    """Flakes in three depths: soft sprites, copied to whole pixels."""

    def __init__(self, width: int, height: int, dice: Dice, color: RGB) -> None:
        self._width, self._height = width, height
        self._flakes = []
        for index, (count, radius, speed, alpha) in enumerate(((44, 3, 90.0, 0.75), (24, 5, 150.0, 0.85), (9, 10, 230.0, 0.5))):
            sprite = to_image(_disc(radius, color, alpha), opaque=False)
            for k in range(count):
                self._flakes.append(
                    (sprite, dice.unit(f"sx{index}{k}") * width, dice.unit(f"sy{index}{k}") * height, speed, dice.unit(f"sp{index}{k}"))
                )

    def draw(self, canvas: Any, seconds: float) -> None:
        """Each flake sways as it falls."""
        for sprite, x, y, speed, phase in self._flakes:
            fallen = (y + seconds * speed * (0.85 + 0.3 * phase)) % (self._height + 40) - 20
            canvas.drawImage(sprite, round(x + 18 * math.sin(seconds * 0.9 + 6.28 * phase)), round(fallen))


def _disc(radius: int, color: RGB, alpha: float) -> Pixels:
    """A soft-edged disc, premultiplied."""
    y, x = np.mgrid[-radius - 1 : radius + 2, -radius - 1 : radius + 2].astype(np.float32)
    level = np.clip((radius + 0.5 - np.sqrt(x * x + y * y)) / max(1.0, radius * 0.4), 0, 1) * alpha
    return tinted(color, level)


class _Fog:
    """Two soft banks that drift against each other."""

    def __init__(self, width: int, height: int, dice: Dice, color: RGB) -> None:
        tall, self._width = height // 3, width
        small = np.zeros((24, 96), np.float32)
        for k in range(16):
            x, y = dice.between(f"fx{k}", 0, 96), dice.between(f"fy{k}", 8, 16)
            for wrap in (-96, 0, 96):
                cv2.ellipse(
                    small,
                    (int(x + wrap), int(y)),
                    (int(dice.between(f"fw{k}", 8, 20)), 5),
                    0,
                    0,
                    360,
                    dice.between(f"fa{k}", 0.16, 0.4),
                    -1,
                )
        soft = cv2.GaussianBlur(np.hstack([small, small]), (0, 0), 3.4)
        alpha = np.clip(0.7 * cv2.resize(soft, (2 * width, tall), interpolation=cv2.INTER_CUBIC), 0, 0.42)
        self._bank = to_image(tinted(color, np.asarray(alpha, np.float32)), opaque=False)
        self._rows = (int(height * 0.02), int(height * 0.62))

    def draw(self, canvas: Any, seconds: float) -> None:
        """The banks drift a whole pixel at a time: they are too soft for it to show."""
        for index, row in enumerate(self._rows):
            shift = int(seconds * (13 + 9 * index)) % self._width
            canvas.drawImage(self._bank, -shift if index else shift - self._width, row)


def fall_for(place: Place, width: int, height: int, dice: Dice, shown: Any) -> Fall | None:
    """What falls in front of the camera at a place; nothing indoors. `shown` maps a colour to what the picture stores."""
    if place.indoors or place.weather == "clear":
        return None
    if place.weather == "rain":
        return _Rain(width, height, dice, shown((206, 222, 240)))
    if place.weather == "snow":
        return _Snow(width, height, dice, shown((250, 252, 255)))
    dark = place.hour == "night"
    return _Fog(width, height, dice, shown((108, 118, 142) if dark else (226, 230, 234)))
