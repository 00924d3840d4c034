"""The painter's tools for still backgrounds: gradients, glows, perspective boxes, blur. Slow ones are fine: a place is painted once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from worker.studio.rig.dice import Dice
from worker.studio.rig.ink import RGB, Point, argb, shape
from worker.studio.rig.light import Hour
from worker.studio.rig.place import Weather
from worker.studio.rig.raster import Pixels, surface_on

WIDTH, HEIGHT = 900, 1400
"""A painting's size in design pixels: a 720 by 1280 picture and a margin for the camera on all sides."""
LEFT, TOP = (WIDTH - 720) / 2, (HEIGHT - 1280) / 2


@dataclass(frozen=True)
class Glint:
    """A light that flickers: its place in the painting, radius, colour, and how fast it lives (hertz; 0 is steady)."""

    x: float
    y: float
    radius: float
    color: RGB
    hertz: float
    phase: float


class Brush:
    """A canvas in painting coordinates."""

    def __init__(self, hour: Hour, weather: Weather, dice: Dice, *, scale: float = 0.5) -> None:
        self.hour, self.weather, self.dice, self._scale = hour, weather, dice, scale
        self.glints: list[Glint] = []
        width, height = round(WIDTH * scale), round(HEIGHT * scale)
        self._pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._surface = surface_on(self._pixels)
        self._canvas = self._surface.getCanvas()
        self._canvas.scale(scale, scale)

    @property
    def night(self) -> bool:
        return self.hour == "night"

    def poly(self, points: Sequence[Point], color: RGB, alpha: float = 1.0) -> None:
        """A polygon."""
        self.path("M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " Z", color, alpha)

    def path(self, text: str, color: RGB, alpha: float = 1.0) -> None:
        """The path that `text` describes, filled; where it covers itself twice it is a hole."""
        path = shape(text)
        path.setFillType(skia.PathFillType.kEvenOdd)
        self._canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=argb(color, alpha)))

    def rect(self, x: float, y: float, width: float, height: float, color: RGB, alpha: float = 1.0, radius: float = 0.0) -> None:
        """A rectangle."""
        self._canvas.drawRoundRect(
            skia.Rect.MakeXYWH(x, y, width, height), radius, radius, skia.Paint(AntiAlias=True, Color=argb(color, alpha))
        )

    def oval(self, x: float, y: float, rx: float, ry: float, color: RGB, alpha: float = 1.0) -> None:
        """An ellipse about (x, y)."""
        self._canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), skia.Paint(AntiAlias=True, Color=argb(color, alpha)))

    def line(self, points: Sequence[Point], color: RGB, width: float, alpha: float = 1.0) -> None:
        """A polyline."""
        paint = skia.Paint(AntiAlias=True, Color=argb(color, alpha), Style=skia.Paint.kStroke_Style, StrokeWidth=width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        self._canvas.drawPath(shape("M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in points)), paint)

    def fade(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colors: Sequence[RGB],
        alphas: Sequence[float] | None = None,
        *,
        across: bool = False,
    ) -> None:
        """A rectangle filled with a gradient, downwards or across."""
        levels = alphas or [1.0] * len(colors)
        end = (x + width, y) if across else (x, y + height)
        gradient = skia.GradientShader.MakeLinear([(x, y), end], [argb(c, a) for c, a in zip(colors, levels, strict=True)])
        self._canvas.drawRect(skia.Rect.MakeXYWH(x, y, width, height), skia.Paint(Shader=gradient, Dither=True))

    def glow(self, x: float, y: float, radius: float, color: RGB, alpha: float) -> None:
        """A soft light that adds to what is there."""
        gradient = skia.GradientShader.MakeRadial(
            (x, y), radius, [argb(color, alpha), argb(color, alpha * 0.35), argb(color, 0)], [0, 0.45, 1]
        )
        self._canvas.drawCircle(x, y, radius, skia.Paint(Shader=gradient, BlendMode=skia.BlendMode.kScreen, Dither=True))

    def glint(self, x: float, y: float, radius: float, color: RGB, *, hertz: float = 0.0) -> None:
        """A light that the shot draws itself, since it flickers."""
        self.glints.append(Glint(x, y, radius, color, hertz, self.dice.unit(f"glint{len(self.glints)}")))

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """What is drawn inside stays within the rectangle."""
        self._canvas.save()
        self._canvas.clipRect(skia.Rect.MakeXYWH(x, y, width, height), True)
        try:
            yield
        finally:
            self._canvas.restore()

    def soften(self, sigma: float) -> None:
        """Blur what has been painted so far by `sigma` design pixels: depth of field."""
        self._surface.flushAndSubmit()
        cv2.GaussianBlur(self._pixels, (0, 0), sigma * self._scale, dst=self._pixels, borderType=cv2.BORDER_REPLICATE)

    def pixels(self) -> Pixels:
        """The painting as it was painted, `scale` pixels a design pixel."""
        self._surface.flushAndSubmit()
        return self._pixels
