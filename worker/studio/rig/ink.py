"""Vector ink: shapes from path text, solid fills recorded once as pictures and replayed on every frame.

Solid fills cost skia's raster back end a thirtieth of what gradients and scaled images cost, so all that moves is drawn with
them; clipping is done when a picture is recorded, by path arithmetic, and never when it is replayed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import skia

RGB = tuple[int, int, int]
Shape = Any
"""A skia.Path (the package ships no types)."""
Picture = Any
"""A skia.Picture."""
Point = tuple[float, float]

_WORD = re.compile(r"[MLQCZ]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_ARGUMENTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


class Tint(Protocol):
    """What a light does to a colour."""

    def apply(self, color: RGB) -> RGB:
        """The colour as it looks in this light."""
        ...

    def shown(self, color: RGB) -> RGB:
        """The colour as the picture holds it."""
        ...


def shape(text: str) -> Shape:
    """The path that `text` describes in SVG's absolute commands M, L, Q, C, Z. A command letter may be left out when repeated."""
    path, command, numbers = skia.Path(), "M", list[float]()
    draw = {"M": path.moveTo, "L": path.lineTo, "Q": path.quadTo, "C": path.cubicTo}
    for word in _WORD.findall(text):
        if word == "Z":
            path.close()
        elif word in _ARGUMENTS:
            command = word
        else:
            numbers.append(float(word))
            if len(numbers) == _ARGUMENTS[command]:
                draw[command](*numbers)
                numbers.clear()
    return path


def oval(x: float, y: float, rx: float, ry: float) -> Shape:
    """An ellipse about (x, y)."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return path


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> Shape:
    """A rectangle, its corners rounded by `radius`."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)
    return path


def _controls(points: Sequence[Point]) -> Iterator[tuple[float, float, float, float, float, float]]:
    """The cubic segments of a smooth curve from the first point through all others (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    for (x0, y0), (x1, y1), (x2, y2), (x3, y3) in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        yield x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2


def spline(points: Sequence[Point]) -> str:
    """The cubic commands of a smooth curve from the first point through all others, to follow an M or L to the first."""
    return " ".join("C " + " ".join(f"{number:.2f}" for number in segment) for segment in _controls(points))


def taper(points: Sequence[Point], width: float, *, start: float = 0.0, end: float = 0.0) -> Shape:
    """A brush stroke through the points, `width` wide in its middle; `start` and `end` are the ends' widths as fractions of it."""
    last = len(points) - 1
    left, right = [], []
    for index, (x, y) in enumerate(points):
        x0, y0 = points[max(0, index - 1)]
        x1, y1 = points[min(last, index + 1)]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
        t = index / last
        ends = start * (1 - t) + end * t
        half = width / 2 * (ends + (1 - ends) * (4 * t * (1 - t)) ** 0.6)
        nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    right.reverse()
    path = skia.Path()
    path.moveTo(*left[0])
    for segment in _controls(left):
        path.cubicTo(*segment)
    path.lineTo(*right[0])
    for segment in _controls(right):
        path.cubicTo(*segment)
    path.close()
    return path


def bend(a: Point, control: Point, b: Point, steps: int = 6) -> list[Point]:
    """Points on the quadratic curve from a to b, for taper()."""
    out = []
    for index in range(steps + 1):
        t = index / steps
        u = 1 - t
        out.append((u * u * a[0] + 2 * u * t * control[0] + t * t * b[0], u * u * a[1] + 2 * u * t * control[1] + t * t * b[1]))
    return out


def moved(path: Shape, dx: float, dy: float, scale: float = 1.0) -> Shape:
    """A copy, scaled about the origin and then moved."""
    matrix = skia.Matrix()
    matrix.setScale(scale, scale)
    matrix.postTranslate(dx, dy)
    copy = skia.Path(path)
    copy.transform(matrix)
    return copy


_PROBES = 6
_NUDGES = (0.0, 0.37, -0.53)
Rule = Callable[[Shape, Shape, float, float], bool]


def _operate(a: Shape, b: Shape, operation: Any, rule: Rule) -> Shape:
    """Path arithmetic, checked: skia's sometimes fails, or leaves an area out or in, where curves nearly coincide.

    `rule` says whether a point belongs to the result. A wrong result is tried again with b moved
    by less than can be seen; if none is right, nothing is drawn there.
    """
    for nudge in _NUDGES:
        other = moved(b, nudge, nudge * 0.7) if nudge else b
        try:
            result = skia.Op(a, other, operation)
        except (RuntimeError, ValueError):
            continue
        if _agrees(result, a, other, rule):
            return result
    return skia.Path()


def _agrees(result: Shape, a: Shape, b: Shape, rule: Rule) -> bool:
    """Whether the result holds at a grid of points; one may lie on an edge."""
    one, two = a.getBounds(), b.getBounds()
    left, top = min(one.left(), two.left()), min(one.top(), two.top())
    width, height = max(one.right(), two.right()) - left, max(one.bottom(), two.bottom()) - top
    wrong = 0
    for row in range(_PROBES):
        y = top + (row + 0.483) / _PROBES * height
        for column in range(_PROBES):
            x = left + (column + 0.517) / _PROBES * width
            wrong += result.contains(x, y) != rule(a, b, x, y)
    return wrong <= 1


def within(a: Shape, b: Shape) -> Shape:
    """The part of a that lies in b."""
    return _operate(a, b, skia.PathOp.kIntersect_PathOp, lambda a, b, x, y: a.contains(x, y) and b.contains(x, y))


def without(a: Shape, b: Shape) -> Shape:
    """The part of a that lies outside b."""
    return _operate(a, b, skia.PathOp.kDifference_PathOp, lambda a, b, x, y: a.contains(x, y) and not b.contains(x, y))


def joined(shapes: Iterable[Shape]) -> Shape:
    """The union of the shapes."""
    whole = skia.Path()
    for one in shapes:
        whole = (
            one
            if whole.isEmpty()
            else _operate(whole, one, skia.PathOp.kUnion_PathOp, lambda a, b, x, y: a.contains(x, y) or b.contains(x, y))
        )
    return whole


def outline(path: Shape, width: float) -> Shape:
    """The path's stroke as a shape of its own, with round ends and joins."""
    paint = skia.Paint(
        Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap, StrokeJoin=skia.Paint.kRound_Join
    )
    out = skia.Path()
    paint.getFillPath(path, out)
    return out


def argb(color: RGB, alpha: float = 1.0) -> int:
    """Skia's packed colour."""
    return int(skia.ColorSetARGB(round(255 * alpha), *color))


class Ink:
    """A sheet to draw on in one light; `finish` gives the picture that frames replay."""

    def __init__(self, light: Tint) -> None:
        self.light = light
        self._drawn: list[tuple[Shape, Any]] = []

    def fill(self, path: Shape | str, color: RGB, alpha: float = 1.0, *, tinted: bool = True) -> None:
        """Fill with one colour. It is tinted by the light unless it already is, or shines by itself."""
        seen = self.light.shown(self.light.apply(color) if tinted else color)
        paint = skia.Paint(AntiAlias=True, Color=argb(seen, alpha))
        self._drawn.append((shape(path) if isinstance(path, str) else path, paint))

    def line(self, path: Shape | str, color: RGB, width: float, alpha: float = 1.0) -> None:
        """Stroke with round ends."""
        self.fill(outline(shape(path) if isinstance(path, str) else path, width), color, alpha)

    def finish(self) -> Picture:
        """The picture. Its cull rectangle is what it covers, so that it costs nothing where it is not seen."""
        bounds = skia.Rect.MakeEmpty()
        for path, _ in self._drawn:
            bounds.join(path.getBounds())
        recorder = skia.PictureRecorder()
        canvas = recorder.beginRecording(bounds)
        for path, paint in self._drawn:
            canvas.drawPath(path, paint)
        return recorder.finishRecordingAsPicture()
