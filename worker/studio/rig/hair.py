"""Hair: what hangs behind the shoulders, what lies over the brow, its strands, its shine and its rim of light."""

from dataclasses import dataclass

from worker.studio.rig.fringe import Front, female_front, front_shape, male_front
from worker.studio.rig.head import Measures, measures
from worker.studio.rig.ink import Ink, Picture, Point, Shape, bend, joined, moved, outline, oval, shape, spline, taper, within, without
from worker.studio.rig.light import Light, lit_edge
from worker.studio.rig.look import Features
from worker.studio.rig.palette import luminance, mix, shade, tone


@dataclass(frozen=True)
class Hair:
    """The layers of a head of hair. `shadow` is what darkens the forehead."""

    back: Picture
    front: Picture
    shadow: Shape


_BACK_LENGTHS = {
    "long straight": 520.0,
    "long side": 500.0,
    "long wavy": 480.0,
    "medium": 290.0,
    "medium wavy": 300.0,
    "male long": 262.0,
}


def draw_hair(f: Features, light: Light) -> Hair:
    """All layers of the character's hair."""
    m = measures(f)
    back, front = Ink(light), Ink(light)
    if f.cut == "bald":
        front.fill(oval(light.side * 46, -158, 34, 16), tone(f.skin, 0.55), 0.5)
        return Hair(back.finish(), front.finish(), shape(""))
    spec = female_front(f, m) if f.gender == "female" else male_front(f, m)
    fore = front_shape(spec, m)
    _back(back, f, m, light)
    _over_shoulders(front, f, m, light)
    _front(front, f, m, light, spec, fore)
    return Hair(back.finish(), front.finish(), moved(fore, -light.side * 5, 13))


def _mass(ink: Ink, path: Shape, f: Features, light: Light, depth: float) -> None:
    """A body of hair: its outline, its colour, the dark away from the light, the rim towards it."""
    base = shade(f.hair, depth)
    ink.fill(outline(path, 2.6), shade(f.hair, 0.62))
    ink.fill(path, base)
    ink.fill(without(path, moved(path, light.side * 13, -3)), mix(base, shade(base, 0.38), 0.8))
    ink.fill(without(path, moved(path, -light.side * 5, 3)), lit_edge(base, light, light.rim_alpha * 0.5), tinted=False)


def _curtain(m: Measures, length: float, spread: float, wave: float) -> Shape:
    """Hair that falls behind the shoulders, its ends in points."""
    t = m.temple
    side: list[Point] = [(t + 12, -90), (t + 20, 20)]
    steps = 6
    for index in range(1, steps + 1):
        k = index / steps
        swing = wave * (1 if index % 2 else -1)
        side.append((t + 18 + spread * k + swing, 20 + (length - 40) * k))
    right = spline(side)
    last = side[-1]
    ends: list[Point] = []
    count = 9
    for index in range(1, count):
        x = last[0] * (1 - 2 * index / count)
        ends.append((x, length - 26 + (34 if index % 2 else 0) + 16 * (1 - abs(x) / last[0])))
    bottom = " ".join(f"Q {x * 1.03:.2f} {y - 10:.2f} {x:.2f} {y:.2f}" for x, y in ends)
    left = spline([(-x, y) for x, y in reversed(side)])
    return shape(
        f"M {side[0][0]} {side[0][1]} {right} {bottom} L {-last[0]} {last[1]} {left} C {-t} -236 {t} -236 {side[0][0]} {side[0][1]} Z"
    )


def _back(ink: Ink, f: Features, m: Measures, light: Light) -> None:
    t = m.temple
    if f.cut in _BACK_LENGTHS:
        wave = 13.0 if "wavy" in f.cut else 0.0
        path = _curtain(m, _BACK_LENGTHS[f.cut], 30 if "long" in f.cut else 20, wave)
        _mass(ink, path, f, light, 0.26)
        for x in (-0.8, -0.5, 0.5, 0.8):
            root: Point = (x * t, 40)
            ink.fill(taper(bend(root, (x * (t + 60), 200), (x * (t + 40), _BACK_LENGTHS[f.cut] - 40)), 9), shade(f.hair, 0.41))
    elif f.cut in ("bob", "bob side"):
        path = shape(
            f"M {t + 10} -90 C {t + 32} 20 {t + 44} 100 {t + 16} 160 Q {t + 6} 192 {t - 22} 202"
            f" Q {t - 24} 184 {t - 44} 190 C 40 204 -40 204 {-t + 44} 190"
            f" Q {-t + 24} 184 {-t + 22} 202 Q {-t - 6} 192 {-t - 16} 160"
            f" C {-t - 44} 100 {-t - 32} 20 {-t - 10} -90 C {-t} -236 {t} -236 {t + 10} -90 Z"
        )
        _mass(ink, path, f, light, 0.3)
    elif f.cut == "twin":
        for s in (-1, 1):
            tail = shape(
                f"M {s * (t - 6)} -120 C {s * (t + 70)} -150 {s * (t + 120)} -20 {s * (t + 92)} 140"
                f" C {s * (t + 84)} 230 {s * (t + 96)} 300 {s * (t + 70)} 380"
                f" C {s * (t + 60)} 310 {s * (t + 20)} 250 {s * (t + 22)} 150 C {s * (t + 26)} 40 {s * (t + 10)} -40 {s * (t - 6)} -120 Z"
            )
            _mass(ink, tail, f, light, 0.12)
            ink.fill(taper(bend((s * (t + 30), -90), (s * (t + 86), 60), (s * (t + 60), 300)), 8), shade(f.hair, 0.42), 0.7)
            ink.fill(oval(s * (t + 8), -112, 17, 21), f.clothes.accent)
        _mass(ink, oval(0, -30, t + 9, 196), f, light, 0.3)
    elif f.cut in ("ponytail", "braid"):
        _tail(ink, f, m, light)
    elif f.cut == "bun":
        _mass(ink, oval(0, -40, t + 8, 190), f, light, 0.3)
        knot = oval(0, -252, 66, 54)
        _mass(ink, knot, f, light, 0.1)
        for k in (-0.5, 0.1, 0.6):
            ink.fill(taper(bend((-52, -262 + 30 * k), (0, -236 + 40 * k), (54, -264 + 30 * k)), 6), shade(f.hair, 0.42), 0.8)
        ink.fill(taper(bend((-44, -284), (0, -302), (36, -290)), 11), tone(f.hair, 0.3), 0.7)
    elif f.cut in ("pixie", "messy", "short fringe", "parted"):
        _mass(
            ink,
            shape(f"M {t + 6} -80 C {t + 16} 20 {t - 4} 60 {t - 34} 96 L {-t + 34} 96 C {-t + 4} 60 {-t - 16} 20 {-t - 6} -80 Z"),
            f,
            light,
            0.34,
        )
    else:
        _mass(
            ink,
            shape(f"M {t + 2} -80 C {t + 8} 10 {t - 8} 50 {t - 36} 84 L {-t + 36} 84 C {-t + 8} 50 {-t - 8} 10 {-t - 2} -80 Z"),
            f,
            light,
            0.34,
        )


def _tail(ink: Ink, f: Features, m: Measures, light: Light) -> None:
    t, s = m.temple, -f.parting
    if f.cut == "ponytail":
        tail = shape(
            f"M {s * 40} -214 C {s * (t + 60)} -250 {s * (t + 130)} -90 {s * (t + 92)} 90"
            f" C {s * (t + 82)} 190 {s * (t + 98)} 250 {s * (t + 62)} 350"
            f" C {s * (t + 56)} 280 {s * (t + 8)} 240 {s * (t + 16)} 120 C {s * (t + 26)} 0 {s * (t - 10)} -120 {s * 40} -180 Z"
        )
        _mass(ink, tail, f, light, 0.14)
        ink.fill(taper(bend((s * (t + 34), -140), (s * (t + 88), 20), (s * (t + 62), 270)), 9), shade(f.hair, 0.42), 0.7)
        ink.fill(taper(bend((s * (t + 40), -160), (s * (t + 96), -60), (s * (t + 78), 60)), 9), tone(f.hair, 0.25), 0.5)
        ink.fill(taper(bend((s * 56, -226), (s * 82, -196), (s * 62, -170)), 22, start=0.8, end=0.8), f.clothes.accent)
    _mass(ink, oval(0, -34, t + 8, 194), f, light, 0.3)


def _braid(ink: Ink, f: Features, m: Measures, light: Light) -> None:
    s = f.parting
    x0, y0 = s * (m.temple - 2), 96.0
    plaits = []
    for index in range(8):
        k = index / 7
        width = 31 - 9 * k
        plaits.append(oval(x0 + s * (16 * k + (5 if index % 2 else -5)), y0 + 44 * index, width, 32))
    rope = joined(plaits)
    tip = shape(
        f"M {x0 + s * 2} {y0 + 328} C {x0 - s * 4} {y0 + 380} {x0 + s * 10} {y0 + 400} {x0 + s * 20} {y0 + 424}"
        f" C {x0 + s * 36} {y0 + 390} {x0 + s * 40} {y0 + 360} {x0 + s * 32} {y0 + 328} Z"
    )
    for part in (tip, rope):
        _mass(ink, part, f, light, 0.04)
    for index in range(7):
        k = index / 7
        y = y0 + 44 * index + 22
        c = x0 + s * 16 * k
        ink.fill(taper(bend((c - 26 + 8 * k, y - 12), (c, y + 16), (c + 24 - 8 * k, y - 6)), 5), shade(f.hair, 0.55), 0.9)
    ink.fill(oval(x0 + s * 17, y0 + 330, 17, 10), f.clothes.accent)


def _over_shoulders(ink: Ink, f: Features, m: Measures, light: Light) -> None:
    """The locks of long hair that lie over the shoulders, in front of the clothes."""
    if f.cut == "braid":
        _braid(ink, f, m, light)
    if not f.cut.startswith(("long", "medium")):
        return
    t = m.temple
    reach = {"long straight": 430.0, "long side": 410.0, "long wavy": 396.0}.get(f.cut, 268.0)
    wave = 15.0 if "wavy" in f.cut else 0.0
    for s in (-1, 1):
        long = reach * (1.0 if s == f.parting else 0.9)
        outer: list[Point] = [
            (s * (t + 13), -50),
            (s * (t + 27 + wave * 0.6), 70),
            (s * (t + 23 - wave), 190),
            (s * (t + 25 + wave), long * 0.74),
            (s * (t - 4), long),
        ]
        inner: list[Point] = [
            (s * (t - 26 + wave), long * 0.76),
            (s * (t - 16 - wave * 0.7), 210),
            (s * (t - 2 + wave * 0.4), 120),
            (s * (t - 6), -20),
        ]
        path = shape(f"M {outer[0][0]} {outer[0][1]} {spline(outer)} {spline([outer[-1], *inner])} Z")
        _mass(ink, path, f, light, 0.0)
        strand = [(s * (t + 8), 20.0), (s * (t + 12 + wave * 0.5), 110.0), (s * (t + 4 - wave * 0.6), 230.0), (s * (t - 2), long * 0.86)]
        ink.fill(taper(strand, 6), shade(f.hair, 0.3))
        shine = [(s * (t + 18), 84.0), (s * (t + 19 + wave * 0.3), 150.0), (s * (t + 14 - wave * 0.6), 214.0)]
        ink.fill(taper(shine, 7), tone(f.hair, 0.4), 0.5)


def _front(ink: Ink, f: Features, m: Measures, light: Light, spec: Front, fore: Shape) -> None:
    dark, t = luminance(f.hair) < 0.35, m.temple
    ink.fill(outline(fore, 2.8), shade(f.hair, 0.62))
    ink.fill(fore, f.hair)
    inner = within(fore, shape(f"M {-t - 40} -60 Q 0 -128 {t + 40} -60 L {t + 40} 200 L {-t - 40} 200 Z"))
    ink.fill(inner, mix(f.hair, shade(f.hair, 0.24), 0.55))
    ink.fill(without(fore, moved(fore, light.side * 15, -7)), mix(f.hair, shade(f.hair, 0.42), 0.6))
    _strands(ink, f, spec, fore)
    _shine(ink, f, m, light, spec, fore, 0.30 if dark else 0.44)
    rim = without(without(fore, moved(fore, -light.side * 5.5, 5)), oval(0, -6, t * 0.98, spec.top - 26))
    ink.fill(rim, lit_edge(f.hair, light, light.rim_alpha * 0.9), tinted=False)


def _strands(ink: Ink, f: Features, spec: Front, fore: Shape) -> None:
    """Fine dark lines from the crown to the notches, and side locks' edges."""
    low = max(y for _, y in spec.fringe)
    root = _root(f)
    strands = []
    for x, y in spec.fringe[1:-1]:
        if y < low - 20:
            start = (root[0] + (x - root[0]) * 0.30, root[1] + (y - root[1]) * 0.22)
            control = (root[0] + (x - root[0]) * 0.86, root[1] + (y - root[1]) * 0.4)
            strands.append(taper(bend(start, control, (x, y + 3)), 4.6, end=0.5))
    for index, x in enumerate((-118, -84, 86, 120)):
        strands.append(taper(bend((x * 0.5, -spec.top + 24), (x * 1.12, -170), (x * 1.16, -72 + 6 * index)), 4.4))
    # One by one: skia draws paths of few points much faster.
    for strand in strands:
        ink.fill(within(strand, fore), shade(f.hair, 0.44))


def _root(f: Features) -> Point:
    parted = f.cut in ("long side", "bob side", "side", "medium wavy") or f.fringe == "swept"
    return (f.parting * 52.0, -214.0) if parted else (f.parting * 8.0, -224.0)


def _shine(ink: Ink, f: Features, m: Measures, light: Light, spec: Front, fore: Shape, amount: float) -> None:
    """The band of light across the crown, broken into strands, wider on the light's side."""
    if f.cut == "crew":
        return
    t, s = m.temple, light.side
    count = 12
    upper, lower = [], []
    for index in range(count + 1):
        u = -1 + 2 * index / count
        x = (u * 0.86) * t
        y = -spec.top * 0.80 + 54 * u * u
        fat = 13 * max(0.12, 1 - (u - 0.25 * s) ** 2 * 1.2)
        jag = fat * (1.5 if index % 2 else 0.55)
        upper.append((x, y - jag * 0.6))
        lower.append((x * 1.015, y + jag))
    text = (
        "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in upper) + " L " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in reversed(lower)) + " Z"
    )
    band = shape(text)
    ink.fill(within(band, fore), tone(f.hair, amount * 0.8))
    core = within(moved(band, s * 6, 2, 0.985), oval(s * t * 0.34, -spec.top * 0.76, t * 0.42, 30))
    ink.fill(within(core, fore), tone(f.hair, amount + 0.12))
