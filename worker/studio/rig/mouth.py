"""Mouths: the shape of each viseme, how one runs into the next, and how a mouth is drawn."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from worker.studio.rig.head import Measures
from worker.studio.rig.ink import Ink, Picture, bend, box, outline, oval, shape, taper, within
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.palette import mix, shade, skin_shade, tone

Viseme = Literal["rest", "M", "F", "A", "O", "U", "E", "I"]
VISEMES: tuple[Viseme, ...] = get_args(Viseme)


@dataclass(frozen=True)
class Lips:
    """A mouth's shape: `width` as a factor of the resting width, `gape` in design units, `teeth` 0 to 1, `press` 0 to 1, `bite` 0 to 1."""

    width: float
    gape: float
    round: float
    teeth: float
    press: float = 0.0
    bite: float = 0.0

    def towards(self, other: "Lips", t: float) -> "Lips":
        """The shape a fraction t of the way to `other`."""
        mine, others = self.__dict__, other.__dict__
        return Lips(**{name: mine[name] + (others[name] - mine[name]) * t for name in mine})

    def snapped(self) -> "Lips":
        """The nearest of the shapes that are drawn once and kept: steps too small to see."""
        steps = {"width": 0.04, "gape": 1.5, "round": 0.2, "teeth": 0.5, "press": 0.5, "bite": 0.5}
        return Lips(**{name: round(value / steps[name]) * steps[name] for name, value in self.__dict__.items()})


SHAPES: dict[Viseme, Lips] = {
    "rest": Lips(1.0, 0, 0, 0),
    "M": Lips(0.94, 0, 0, 0, press=1),
    "F": Lips(0.98, 7, 0, 1, bite=1),
    "A": Lips(1.10, 35, 0.1, 1),
    "O": Lips(0.76, 28, 0.9, 0),
    "U": Lips(0.54, 13, 1, 0),
    "E": Lips(1.12, 17, 0, 1),
    "I": Lips(1.22, 10, 0, 1),
}
_REACH_SECONDS: dict[Viseme, float] = {"M": 0.055, "F": 0.06, "rest": 0.10}
"""How long before its time a mouth starts to move to a shape: lips that close must close on the beat, others glide."""


class Track:
    """The mouth of one line over time: visemes blended into each other around their times."""

    def __init__(self, visemes: Sequence[tuple[float, str]], *, end_seconds: float) -> None:
        known = [(float(at), name) for at, name in visemes if name in SHAPES]
        self._names: list[Viseme] = ["rest", *[name for _, name in known], "rest"]
        self._times = [-1.0, *[at for at, _ in known], max(end_seconds, known[-1][0] if known else 0.0)]

    def at(self, seconds: float) -> Lips:
        """The lips `seconds` after the line's start; at a viseme's own time it has its full shape."""
        index = max(0, bisect_right(self._times, seconds) - 1)
        here = SHAPES[self._names[index]]
        if index + 1 >= len(self._times):
            return here
        following = self._names[index + 1]
        span = self._times[index + 1] - self._times[index]
        reach = min(_REACH_SECONDS.get(following, 0.075), span * 0.7)
        left = self._times[index + 1] - seconds
        if reach <= 0 or left >= reach:
            return here
        t = 1 - left / reach
        return here.towards(SHAPES[following], t * t * (3 - 2 * t))


def draw_mouth(f: Features, m: Measures, light: Light, lips: Lips, smile: float) -> Picture:
    """The mouth about (0, 0), which is the middle of its line. `smile` bends the corners up (1) or down (-1)."""
    ink = Ink(light)
    w = m.mouth_w * lips.width * (1 + 0.12 * max(0.0, smile))
    lift = smile * 7.5
    if lips.gape < 3:
        _closed(ink, f, m, lips, w, lift)
    else:
        _open(ink, f, m, lips, w, lift)
    return ink.finish()


def _lip_color(f: Features, m: Measures) -> tuple[int, int, int]:
    return mix(skin_shade(f.skin), f.lips, 0.25) if m.male or f.age == "child" else mix(f.skin, f.lips, 0.78)


def _closed(ink: Ink, f: Features, m: Measures, lips: Lips, w: float, lift: float) -> None:
    color, line = _lip_color(f, m), shade(mix(skin_shade(f.skin), f.lips, 0.45), 0.5)
    dip = 3.0 * (1 - lips.press)
    if not m.male and f.age != "child":
        thin = 1 - 0.45 * lips.press
        side_y, peak_y = -7 * thin - lift * 0.3, -10 * thin
        upper = f"C {-w * 0.6} {side_y} {-w * 0.22} {peak_y} 0 {-6 * thin} C {w * 0.22} {peak_y} {w * 0.6} {side_y} {w} {-lift}"
        lower = f"C {w * 0.55} {11 * thin} {-w * 0.55} {11 * thin} {-w} {-lift}"
        ink.fill(f"M {-w} {-lift} {upper} {lower} Z", color)
        ink.fill(oval(1, 5.2 * thin, w * 0.26, 1.8), tone(color, 0.5), 0.75)
    else:
        ink.fill(taper(bend((-w * 0.42, 15), (0, 19), (w * 0.42, 15)), 4), skin_shade(f.skin), 0.9)
    curve = [(-w, -lift), (-w * 0.5, dip * 0.5 - lift * 0.15), (0, dip), (w * 0.5, dip * 0.5 - lift * 0.15), (w, -lift)]
    ink.fill(taper(curve, 4.4, start=0.5, end=0.5), line)
    for side in (-1, 1):
        ink.fill(oval(side * w, -lift, 2.4, 2.2), line)


def _open(ink: Ink, f: Features, m: Measures, lips: Lips, w: float, lift: float) -> None:
    color, line = _lip_color(f, m), shade(mix(skin_shade(f.skin), f.lips, 0.4), 0.55)
    gape, r = lips.gape * (1 if m.male else 0.94), lips.round
    up, down = -gape * (0.26 + 0.2 * r), gape * (0.74 - 0.1 * r)
    k = 0.45 + 0.2 * r
    corner = -lift * 0.7 + down * 0.1
    text = (
        f"M {-w} {corner} C {-w * k * 1.3} {up * 1.25} {w * k * 1.3} {up * 1.25} {w} {corner}"
        f" C {w * (k + 0.35)} {down * 1.3} {-w * (k + 0.35)} {down * 1.3} {-w} {corner} Z"
    )
    hole = shape(text)
    if not m.male and f.age != "child":
        ink.fill(outline(hole, 8.5), color)
        ink.fill(oval(0, down + 2.6, w * 0.28, 1.7), tone(color, 0.5), 0.6)
    else:
        ink.fill(taper(bend((-w * 0.4, down + 11), (0, down + 15), (w * 0.4, down + 11)), 4), skin_shade(f.skin), 0.9)
    ink.fill(hole, (104, 32, 42))
    ink.fill(within(oval(0, down + gape * 0.04, w * 0.64, gape * 0.36), hole), (214, 104, 112))
    if lips.teeth > 0.2:
        height = min(11.0, gape * 0.42) * lips.teeth
        ink.fill(within(box(-w, up - 6, 2 * w, height + 6, 3), hole), (252, 249, 246))
    if lips.bite > 0.4:
        ink.fill(within(box(-w, 0.5, 2 * w, 20), hole), color)
    ink.line(hole, line, 3.0)
    ink.fill(taper(bend((-w, corner), (0, 2 * up * 1.02 - corner), (w, corner)), 4.4, start=0.5, end=0.5), line)
