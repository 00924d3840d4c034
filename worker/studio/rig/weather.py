"""Rain, snow and fog in front of the camera: drawn once as a tile that scrolls without a seam."""

import math
from typing import Any, Protocol

import cv2
import numpy as np
import skia

from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB, argb
from worker.studio.rig.place import Place


class Fall(Protocol):
    """Weather that can be drawn over a frame."""

    def draw(self, canvas: Any, seconds: float) -> None:
        """Draw on a canvas in picture pixels."""
        ...


class _Scroll:
    """Layers of small shapes, each a path as tall as the picture, drawn twice so that it wraps."""

    def __init__(self, layers: list[tuple[Any, Any, float, float, float]], height: float) -> None:
        self._layers, self._height = layers, height

    def draw(self, canvas: Any, seconds: float) -> None:
        """Each layer falls at its own speed and leans or sways."""
        for path, paint, speed, lean, sway in self._layers:
            y = (seconds * speed) % self._height
            x = lean * (y / self._height) + sway * math.sin(seconds * 0.8 + speed)
            for wrap in (0.0, -self._height):
                canvas.save()
                canvas.translate(x + (lean * -1 if wrap else 0), y + wrap)
                canvas.drawPath(path, paint)
                canvas.restore()


def _rain(width: int, height: int, dice: Dice, color: RGB) -> _Scroll:
    layers = []
    for index, (count, length, thick, speed, alpha) in enumerate(((46, 70, 1.3, 1500, 0.34), (26, 120, 2.0, 2100, 0.42))):
        path = skia.Path()
        for k in range(count):
            x = dice.between(f"rx{index}{k}", -0.05, 1.15) * width
            y = (k + dice.unit(f"ry{index}{k}")) / count * height
            long = length * dice.between(f"rl{index}{k}", 0.6, 1.2)
            path.addPoly(
                [
                    skia.Point(x, y),
                    skia.Point(x + thick, y),
                    skia.Point(x + thick - long * 0.09, y + long),
                    skia.Point(x - long * 0.09, y + long),
                ],
                True,
            )
        layers.append((path, skia.Paint(AntiAlias=True, Color=argb(color, alpha)), float(speed), -0.09 * height, 0.0))
    return _Scroll(layers, height)


def _snow(width: int, height: int, dice: Dice, color: RGB) -> _Scroll:
    layers = []
    for index, (count, radius, speed, alpha) in enumerate(((46, 3.0, 90, 0.7), (26, 5.2, 150, 0.8), (9, 10.0, 230, 0.5))):
        path = skia.Path()
        for k in range(count):
            size = radius * dice.between(f"sr{index}{k}", 0.6, 1.3)
            path.addCircle(dice.between(f"sx{index}{k}", -0.04, 1.04) * width, (k + dice.unit(f"sy{index}{k}")) / count * height, size)
        layers.append((path, skia.Paint(AntiAlias=True, Color=argb(color, alpha)), float(speed), 0.0, 16.0))
    return _Scroll(layers, height)


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
        alpha = np.clip(cv2.resize(soft, (2 * width, tall), interpolation=cv2.INTER_CUBIC), 0, 0.6)
        pixels = np.empty((tall, 2 * width, 4), np.uint8)
        pixels[..., :3] = (alpha[..., None] * np.array(color, np.float32)).astype(np.uint8)
        pixels[..., 3] = (alpha * 255).astype(np.uint8)
        info = skia.ImageInfo.Make(2 * width, tall, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._bank = skia.Image.MakeRasterCopy(skia.Pixmap(info, pixels, 2 * width * 4))
        self._rows = (int(height * 0.26), int(height * 0.6))

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
        return _rain(width, height, dice, shown((206, 222, 240)))
    if place.weather == "snow":
        return _snow(width, height, dice, shown((250, 252, 255)))
    dark = place.hour == "night"
    return _Fog(width, height, dice, shown((108, 118, 142) if dark else (226, 230, 234)))
