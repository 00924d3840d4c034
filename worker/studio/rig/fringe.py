"""The front of a haircut as one closed shape: the outline over the skull, then the fringe's locks back across the forehead.

One shape with no seam, so that no background can show through a parting.
"""

from dataclasses import dataclass
from itertools import pairwise

from worker.studio.rig.head import Measures
from worker.studio.rig.ink import Point, Shape, shape, spline
from worker.studio.rig.look import Features


@dataclass(frozen=True)
class Front:
    """`top` is the height of the hair over the eyes, `low` where the side locks end, `bulge` how far they stand off the temples.

    `fringe` runs right to left; a lock is a notch, a tip, a notch. `smooth` draws it as a curve through the points instead.
    """

    top: float
    low: float
    bulge: float
    fringe: tuple[Point, ...]
    smooth: bool = False
    ragged: float = 0.0


def _flip(points: tuple[Point, ...], parting: int) -> tuple[Point, ...]:
    return points if parting > 0 else tuple((-x, y) for x, y in reversed(points))


def _side(t: float, depth: float) -> tuple[Point, Point]:
    """Where the side lock leaves the ear, and where its inner edge meets the forehead."""
    return (t - 9, depth), (t - 15, -34)


def female_front(f: Features, m: Measures) -> Front:
    """The fringe of a woman's or a girl's cut."""
    t = m.temple
    style = f.fringe
    if f.cut in ("long side", "bob side", "medium wavy"):
        style = "swept"
    elif f.cut == "pixie":
        style = "pixie"
    elif f.cut == "bun" and f.fringe == "blunt":
        style = "back"
    low = {"bob": 132.0, "bob side": 138.0, "pixie": 44.0, "bun": 70.0, "ponytail": 88.0}.get(f.cut, 112.0)
    if style == "blunt":
        tips = [(x, -40 + abs(x) * abs(x) / 1300) for x in (104.0, 66.0, 24.0, -18.0, -60.0, -102.0)]
        notches = [(85.0, -58.0), (45.0, -63.0), (3.0, -64.0), (-39.0, -62.0), (-81.0, -57.0)]
        return Front(240, low, 19, _weave((t - 12, -16), tips, notches))
    if style == "airy":
        tips = [(108.0, -8.0), (70.0, -33.0), (30.0, -24.0), (-8.0, -40.0), (-50.0, -25.0), (-104.0, -4.0)]
        notches = [(88.0, -72.0), (50.0, -88.0), (12.0, -84.0), (-28.0, -92.0), (-76.0, -70.0)]
        return Front(242, low, 18, _weave((t - 12, -16), tips, notches))
    if style == "pixie":
        tips = [(112.0, -30.0), (74.0, -60.0), (28.0, -50.0), (-22.0, -44.0), (-70.0, -30.0), (-112.0, -12.0)]
        notches = [(94.0, -84.0), (54.0, -104.0), (6.0, -92.0), (-44.0, -80.0), (-90.0, -58.0)]
        return Front(246, low, 17, _flip(_weave((t - 12, -20), tips, notches), f.parting), ragged=7)
    if style == "swept":
        points: tuple[Point, ...] = (
            (t - 11, -6),
            (t - 26, -70),
            (82, -132),
            (54, -170),
            (32, -136),
            (-8, -100),
            (-52, -70),
            (-94, -36),
            (-t + 12, 4),
        )
        return Front(246, low, 18, _flip(points, f.parting), smooth=True)
    if style == "centre":
        p = 8.0 * f.parting
        points = ((t - 10, 8), (t - 24, -44), (72, -112), (26, -152), (p, -176), (-26, -152), (-72, -112), (-t + 24, -44), (-t + 10, 8))
        return Front(240, low, 17, points, smooth=True)
    points = ((t - 8, 6), (t - 17, -62), (92, -122), (48, -146), (0, -152), (-48, -146), (-92, -122), (-t + 17, -62), (-t + 8, 6))
    return Front(234, low * 0.6, 12, points, smooth=True)


def male_front(f: Features, m: Measures) -> Front:
    """The fringe of a man's or a boy's cut."""
    combed = _COMBED.get(f.cut)
    if combed is not None:
        t = m.temple
        # An x in the table is a share of the temple's; the two sides may differ.
        points = tuple((x * t, y) for x, y in combed.hairline)
        return Front(combed.top, combed.low, combed.bulge, _flip(points, f.parting) if combed.parted else points, smooth=True)
    return _tufted(f, m)


@dataclass(frozen=True)
class _Combed:
    """A cut with a clean hairline: its points from right to left, x as a share of the temple's."""

    top: float
    low: float
    bulge: float
    hairline: tuple[Point, ...]
    parted: bool = False


def _even(*right: Point) -> tuple[Point, ...]:
    """A hairline that is the same on both sides: its right half, from the temple to the middle."""
    return (*right, *((-x, y) for x, y in reversed(right) if x > 0.01))


_COMBED: dict[str, _Combed] = {
    "side": _Combed(
        250,
        30,
        11,
        (
            *((0.915, 6), (0.88, -58), (0.68, -106), (0.43, -146), (0.24, -120)),
            *((-0.11, -106), (-0.47, -98), (-0.74, -78), (-0.915, 2)),
        ),
        parted=True,
    ),
    "parted": _Combed(
        252,
        36,
        15,
        (
            *((0.915, 10), (0.86, -34), (0.61, -82), (0.31, -132), (0.07, -164)),
            *((-0.17, -136), (-0.5, -86), (-0.86, -34), (-0.915, 10)),
        ),
        parted=True,
    ),
    "male long": _Combed(
        242,
        128,
        17,
        (
            *((0.945, 60), (0.88, -30), (0.6, -100), (0.285, -146), (0.06, -172)),
            *((-0.21, -146), (-0.56, -100), (-0.88, -30), (-0.945, 60)),
        ),
        parted=True,
    ),
    "slick": _Combed(248, 28, 9, _even((0.915, 4), (0.88, -64), (0.74, -112), (0.53, -146), (0.21, -140), (0, -132))),
    "crew": _Combed(222, 24, 5, _even((0.92, 6), (0.9, -62), (0.77, -106), (0.66, -130), (0, -138))),
    "receding": _Combed(218, 34, 9, _even((0.945, 8), (0.93, -50), (0.83, -98), (0.69, -158), (0.31, -178), (0, -166))),
}


def _tufted(f: Features, m: Measures) -> Front:
    """A cut that falls into the forehead in tufts."""
    t = m.temple
    if f.cut in ("spiky", "textured"):
        drop = -82.0 if f.cut == "spiky" else -92.0
        tips = [(104.0, drop + 22), (70.0, drop), (32.0, drop + 8), (-8.0, drop - 6), (-46.0, drop + 6), (-98.0, drop + 24)]
        notches = [(88.0, -116.0), (52.0, -126.0), (12.0, -124.0), (-28.0, -128.0), (-72.0, -116.0)]
        return Front(244, 28, 11, _flip(_weave((t - 13, -30), tips, notches), f.parting), ragged=17 if f.cut == "spiky" else 9)
    tips = [(110.0, -34.0), (74.0, -58.0), (34.0, -44.0), (-10.0, -66.0), (-50.0, -46.0), (-106.0, -32.0)]
    notches = [(92.0, -84.0), (54.0, -98.0), (14.0, -92.0), (-30.0, -102.0), (-78.0, -82.0)]
    if f.cut != "messy":
        tips = [(x, -64 + abs(x) * 0.12) for x, _ in tips]
    return Front(246, 34, 14, _flip(_weave((t - 12, -22), tips, notches), f.parting), ragged=10 if f.cut == "messy" else 0)


def _weave(side: Point, tips: list[Point], notches: list[Point]) -> tuple[Point, ...]:
    """Tips and notches in turn, between the side locks' inner edges."""
    points = [side]
    for index, tip in enumerate(tips):
        points.append(tip)
        if index < len(notches):
            points.append(notches[index])
    return (*points, (-side[0], side[1]))


def _locks(points: tuple[Point, ...]) -> str:
    """Pointed locks: each side of a lock leaves its notch downward and meets the other at the tip."""
    parts = []
    for a, b in pairwise(points):
        notch, tip = (a, b) if a[1] < b[1] else (b, a)
        control = (notch[0] + 0.22 * (tip[0] - notch[0]), notch[1] + 0.66 * (tip[1] - notch[1]))
        parts.append(f"Q {control[0]:.2f} {control[1]:.2f} {b[0]:.2f} {b[1]:.2f}")
    return " ".join(parts)


def front_shape(front: Front, m: Measures) -> Shape:
    """The closed shape of the hair's front."""
    t, b, low = m.temple, front.bulge, front.low
    over = f"M {-t - b * 0.6} {low} {_crown(front, m)} {t + b * 0.6} {low}"
    first, last = front.fringe[0], front.fringe[-1]
    fringe = spline(front.fringe) if front.smooth else _locks(front.fringe)
    lock = 0.3 * low
    right = f"Q {t + b * 0.1} {lock + 22} {first[0]} {first[1]}"
    left = f"Q {-t - b * 0.1} {lock + 22} {-t - b * 0.6} {low}"
    return shape(f"{over} {right} {fringe} L {last[0]} {last[1]} {left} Z")


def _crown(front: Front, m: Measures) -> str:
    """From the left side lock over the crown; the caller appends the end point at the right one."""
    t, b, top = m.temple, front.bulge, front.top
    if not front.ragged:
        return (
            f"C {-t - b * 1.5} {front.low * 0.4 - 20} {-t - b * 1.35} -70 {-t - b * 0.9} -104 C {-t + 4} {-top * 0.86} -74 {-top} 0 {-top}"
            f" C 74 {-top} {t - 4} {-top * 0.86} {t + b * 0.9} -104 C {t + b * 1.35} -70 {t + b * 1.5} {front.low * 0.4 - 20}"
        )
    r = front.ragged
    knots: list[Point] = [
        (-t - b, -64),
        (-t - b * 0.6, -118),
        (-104, -186),
        (-64, -top * 0.93),
        (-16, -top),
        (34, -top * 0.985),
        (80, -top * 0.9),
        (114, -176),
        (t + b * 0.6, -112),
    ]
    parts = [f"C {-t - b * 1.2} {front.low * 0.4 - 20} {-t - b * 1.3} -30 {knots[0][0]} {knots[0][1]}"]
    for index, (a, c) in enumerate(pairwise(knots)):
        middle = ((a[0] + c[0]) / 2, (a[1] + c[1]) / 2)
        length = (middle[0] ** 2 + (middle[1] + 40) ** 2) ** 0.5
        out = (r * (1.2 if index % 2 else 0.7)) / length
        tip = (middle[0] * (1 + out) + r * 0.5, (middle[1] + 40) * (1 + out) - 40)
        parts.append(f"Q {a[0] * 1.02} {a[1] - r * 0.4} {tip[0]} {tip[1]} Q {c[0] * 0.99} {c[1] + r * 0.3} {c[0]} {c[1]}")
    return " ".join(parts) + f" C {t + b * 1.3} -40 {t + b * 1.2} {front.low * 0.4 - 20}"
