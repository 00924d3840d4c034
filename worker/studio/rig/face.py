"""What moves in a face: eyes that open, close and look about, brows, nose, blush and tears."""

from dataclasses import dataclass

from shared.line.requests import Beat
from worker.studio.rig.head import Measures
from worker.studio.rig.ink import Ink, Picture, Shape, bend, moved, oval, shape, taper, within, without
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.palette import LINE, WHITE, mix, shade, skin_shade, tone


@dataclass(frozen=True)
class Expression:
    """A beat in a face. Brow heights in design units (up is negative), `lids` is the eyes' opening, `smile` -1 to 1, the rest 0 to 1."""

    brow_inner: float
    brow_outer: float
    lids: float
    smile: float
    squint: float = 0.0
    blush: float = 0.0
    tear: bool = False
    pupil: float = 1.0


EXPRESSIONS: dict[Beat, Expression] = {
    "neutral": Expression(0, 0, 0.94, 0.12),
    "happy": Expression(-7, -6, 0.96, 0.95, squint=0.45, blush=0.5),
    "sad": Expression(-13, 6, 0.74, -0.6, tear=True, blush=0.25),
    "angry": Expression(13, -8, 0.82, -0.55, squint=0.25, pupil=0.9),
    "tense": Expression(7, -2, 0.86, -0.28, pupil=0.92),
    "romantic": Expression(-5, -2, 0.84, 0.5, squint=0.15, blush=0.9, pupil=1.1),
    "shocking": Expression(-19, -13, 1.14, -0.3, pupil=0.72),
}


def _opening(m: Measures, f: Features, side: int, lids: float, squint: float) -> Shape:
    """The visible eyeball about the eye's centre; outer corner on `side`."""
    w, h = m.eye_w, m.eye_h
    tilt = 3.5 + 4 * f.eye_tilt
    low = h * (0.86 - 0.42 * squint)
    bottom_inner, bottom_outer = low * 0.92, low
    top_inner = bottom_inner + (-h * 1.18 - bottom_inner) * lids
    top_outer = bottom_outer + (-h * 1.26 - tilt * 0.5 - bottom_outer) * lids
    inner_y, outer_y = 7.0, 2 - tilt
    if lids < 0.6:
        inner_y, outer_y = 7 + (0.6 - lids) * 8, outer_y + (0.6 - lids) * 12
    return shape(
        f"M {-side * w} {inner_y} C {-side * w * 0.62} {top_inner} {side * w * 0.42} {top_outer} {side * w} {outer_y}"
        f" C {side * w * 0.72} {bottom_outer} {-side * w * 0.45} {bottom_inner} {-side * w} {inner_y} Z"
    )


def _lash(m: Measures, f: Features, side: int, lids: float, squint: float) -> Shape:
    """The upper lid's lashes: a brush stroke that thickens outward and ends in a flick."""
    w, h = m.eye_w, m.eye_h
    tilt = 3.5 + 4 * f.eye_tilt
    low = h * (0.86 - 0.42 * squint)
    top_inner = low * 0.92 + (-h * 1.18 - low * 0.92) * lids
    top_outer = low + (-h * 1.26 - tilt * 0.5 - low) * lids
    inner_y, outer_y = 7.0, 2 - tilt
    if lids < 0.6:
        inner_y, outer_y = 7 + (0.6 - lids) * 8, outer_y + (0.6 - lids) * 12
    weight = 5.0 if m.male else 8.5
    out = w + (3 if m.male else 7)
    flick = "" if m.male else f"L {side * (out + 7)} {outer_y - 9}"
    under = f"C {side * w * 0.42} {top_outer + 1.5} {-side * w * 0.62} {top_inner + 1.5} {-side * w} {inner_y + 1}"
    return shape(
        f"M {-side * (w + 1)} {inner_y}"
        f" C {-side * w * 0.66} {top_inner - weight * 0.55} {side * w * 0.46} {top_outer - weight * 1.45} {side * out} {outer_y - 2}"
        f" {flick} L {side * (w + 1)} {outer_y + 3} {under} Z"
    )


def draw_eye(f: Features, m: Measures, light: Light, side: int, lids: float, look: float, e: Expression) -> Picture:
    """One eye about its centre. `lids` 0 is closed; `look` -1 to 1 is where it looks, left to right."""
    ink = Ink(light)
    lash_color = mix(LINE, shade(f.hair, 0.5), 0.25)
    if f.age == "elderly":
        lash_color = mix(lash_color, skin_shade(f.skin), 0.25)
    if lids < 0.14:
        w, y = m.eye_w, m.eye_h * 0.42
        curve = bend((-side * w, y - 4), (0, y + 15 - 24 * e.squint), (side * (w + 4), y - 8))
        ink.fill(taper(curve, 6 if m.male else 8.5, start=0.25, end=0.4), lash_color)
        return ink.finish()
    eye = _opening(m, f, side, lids, e.squint)
    ink.fill(eye, (252, 250, 250))
    top_shadow = without(eye, moved(eye, 0, m.eye_h * 0.3))
    _iris(ink, f, m, eye, look, e)
    ink.fill(top_shadow, (70, 52, 84), 0.34)
    x = look * 8
    ink.fill(within(oval(x - 7, -m.eye_h * 0.34, 7.2, 8.4), eye), WHITE, 0.96, tinted=False)
    ink.fill(within(oval(x + 8.5, m.eye_h * 0.36, 3.4, 3.8), eye), WHITE, 0.8, tinted=False)
    ink.fill(_lash(m, f, side, lids, e.squint), lash_color)
    _lid_lines(ink, f, m, side, lids, e, lash_color)
    return ink.finish()


def _iris(ink: Ink, f: Features, m: Measures, eye: Shape, look: float, e: Expression) -> None:
    x, y = look * 8, 0.5
    rx, ry = m.eye_h * (0.80 if m.male else 0.70) * (0.9 + 0.1 * e.pupil), m.eye_h * (0.96 if m.male else 0.98) * (0.88 + 0.12 * e.pupil)
    disc = oval(x, y, rx, ry)
    ink.fill(within(disc, eye), shade(f.iris, 0.62))
    ink.fill(within(oval(x, y + 1, rx - 2.4, ry - 2.6), eye), f.iris)
    ink.fill(within(oval(x, y + ry * 0.5, rx * 0.74, ry * 0.44), eye), tone(f.iris, 0.38), 0.9)
    ink.fill(within(oval(x, y + ry * 0.66, rx * 0.46, ry * 0.24), eye), tone(f.iris, 0.66), 0.8)
    ink.fill(within(without(disc, moved(disc, 0, ry * 0.7)), eye), shade(f.iris, 0.75), 0.75)
    ink.fill(within(oval(x, y, rx * 0.44 * e.pupil, ry * 0.46 * e.pupil), eye), (24, 16, 26))


def _lid_lines(ink: Ink, f: Features, m: Measures, side: int, lids: float, e: Expression, lash: tuple[int, int, int]) -> None:
    w, h = m.eye_w, m.eye_h
    crease = skin_shade(skin_shade(f.skin))
    lift = -h * 1.22 * min(1.0, lids + 0.12) - 5
    ink.fill(taper(bend((-side * w * 0.72, lift * 0.62), (side * 4, lift * 1.12), (side * w * 0.98, lift * 0.5)), 2.8), crease, 0.85)
    low = h * (0.86 - 0.42 * e.squint)
    ink.fill(
        taper(bend((side * w * 0.1, low * 0.86 + 2), (side * w * 0.66, low * 0.8 + 1.5), (side * w * 0.98, 3)), 3.0, end=0.3), lash, 0.62
    )
    if not m.male and f.age != "elderly":
        for k, (dx, dy) in enumerate(((0.62, -0.78), (0.86, -0.42))):
            root = (side * w * dx, h * dy * lids - 3)
            ink.fill(taper([root, (root[0] + side * 5, root[1] - 5), (root[0] + side * (11 + k), root[1] - 8)], 4.2, start=0.9), lash)


def draw_brow(f: Features, m: Measures, light: Light, side: int) -> Picture:
    """One brow about its middle, level; the pose tilts and lifts it."""
    ink = Ink(light)
    weight = (10.5 if m.male else 6.2) + 1.8 * f.brow_weight
    color = mix(shade(f.hair, 0.25), LINE, 0.25)
    if f.age == "elderly" or sum(f.hair) > 560:
        color = mix(shade(f.hair, 0.32), skin_shade(f.skin), 0.2)
    arch = -7 - 2 * f.brow_tilt
    points = [(-side * 31.0, 4.0), (-side * 12.0, arch * 0.55), (side * 10.0, arch), (side * 26.0, arch * 0.5 + 1), (side * 37.0, 6.0)]
    ink.fill(taper(points, weight, start=0.75, end=0.08), color)
    return ink.finish()


def draw_nose(f: Features, m: Measures, light: Light) -> Picture:
    """The nose about the face's middle line; its shadow falls away from the light."""
    ink = Ink(light)
    dark, away, y = skin_shade(f.skin), -light.side, m.nose_y
    line = skin_shade(dark)
    if m.male:
        ink.fill(
            shape(
                f"M {away * 4} {y - 50} C {away * 9} {y - 28} {away * 14} {y - 14} {away * 19} {y - 3}"
                f" Q {away * 12} {y + 7} 0 {y + 5} Q {away * 8} {y - 20} {away * 4} {y - 50} Z"
            ),
            dark,
            0.8,
        )
        ink.fill(taper([(away * 17, y - 4), (away * 13, y + 5), (away * 2, y + 6), (-away * 9, y + 3)], 3.4), line)
        ink.fill(taper(bend((-light.side * -8, y - 38), (light.side * 7, y - 24), (light.side * 6, y - 12)), 4), tone(f.skin, 0.6), 0.65)
    else:
        ink.fill(
            shape(
                f"M {away * 3} {y - 18} Q {away * 10} {y - 6} {away * 11} {y}"
                f" Q {away * 5} {y + 5} 0 {y + 3} Q {away * 4} {y - 6} {away * 3} {y - 18} Z"
            ),
            dark,
            0.9,
        )
        ink.fill(taper([(away * 9, y), (away * 4, y + 4), (-away * 5, y + 2)], 3.0), line)
        ink.fill(oval(light.side * 3, y - 8, 2.6, 4), WHITE, 0.65)
    return ink.finish()


def draw_feeling(f: Features, m: Measures, light: Light, e: Expression) -> Picture:
    """Blush and tears, under the eyes."""
    ink = Ink(light)
    warm = mix(f.skin, (232, 92, 92), 0.55)
    blush = max(e.blush, 0.0 if m.male else 0.32, 0.5 if f.age == "child" else 0.0) * (0.55 if m.male else 1.0)
    for side in (-1, 1):
        for ring in range(4):
            ink.fill(oval(side * (m.eye_x + 14), 54, 36 - 7 * ring, 19 - 4 * ring), warm, 0.13 * blush)
        if blush > 0.45:
            for k in (-1, 0, 1):
                x = side * (m.eye_x + 14) + k * 12
                ink.fill(taper([(x + 4, 48), (x, 54), (x - 4, 60)], 3), mix(f.skin, (214, 74, 84), 0.7), 0.5 * blush)
    if e.tear:
        x, y = -light.side * (m.eye_x + 12), m.eye_y + m.eye_h * 0.86
        drop = shape(
            f"M {x} {y} C {x + 3} {y + 10} {x + 9} {y + 17} {x + 7} {y + 26}"
            f" C {x + 5} {y + 33} {x - 5} {y + 33} {x - 7} {y + 26} C {x - 8} {y + 17} {x - 3} {y + 10} {x} {y} Z"
        )
        ink.fill(drop, (206, 232, 252), 0.85)
        ink.fill(oval(x - 2, y + 24, 2.2, 4.4), WHITE, 0.95, tinted=False)
    return ink.finish()
