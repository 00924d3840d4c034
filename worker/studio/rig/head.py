"""The head without hair: its measures, the face's outline, ears, and the shading that models it.

All character drawing is in design units: the origin lies between the eyes, x to the right, y down; an adult's skull is about
400 units from crown to chin, and at scale 1 a unit is a pixel of a 720-pixel-wide frame.
"""

from dataclasses import dataclass

from worker.studio.rig.ink import Ink, Picture, Shape, bend, moved, oval, shape, taper, within, without
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.palette import HAIRS, mix, shade, skin_shade, tone


@dataclass(frozen=True)
class Measures:
    """The lengths that the parts of one head share, in design units."""

    temple: float
    jaw_x: float
    jaw_y: float
    chin_x: float
    chin_y: float
    eye_x: float
    eye_y: float
    eye_w: float
    eye_h: float
    nose_y: float
    mouth_y: float
    mouth_w: float
    neck_w: float
    male: bool


def measures(f: Features) -> Measures:
    """The measures of a character's head."""
    male, child = f.gender == "male", f.age == "child"
    older = f.age in ("middle", "elderly")
    width = 137 + 5 * f.face_width + (3 if male else 0)
    chin_y = (186 if male else 174) + 6 * f.chin + (4 if older else 0)
    jaw_x = (116 if male else 103) + 7 * f.jaw + 3 * f.face_width
    if child:
        width, chin_y, jaw_x = 138 + 3 * f.face_width, 156 + 3 * f.chin, 112 + 4 * f.jaw
    grown = 0 if child else 1
    eye_h = (25 if male else 32) + 3.2 * f.eye_size - (2.5 if older else 0) - (1.5 if f.calm else 0)
    return Measures(
        temple=width,
        jaw_x=jaw_x,
        jaw_y=(112 if male else 104) - (14 if child else 0),
        chin_x=(33 if male else 19) + 6 * f.jaw - 2 * f.chin,
        chin_y=chin_y,
        eye_x=64 + 3 * f.eye_gap + 0.14 * (width - 138),
        eye_y=6 if grown else 14,
        eye_w=(35 if male else 36.5) + 2 * f.eye_size,
        eye_h=eye_h + (5 if child else 0),
        nose_y=(78 if male else 70) + 4 * f.nose - (6 if child else 0),
        mouth_y=chin_y - (61 if male else 55) + (4 if child else 0),
        mouth_w=(33 if male else 28) + 3 * f.mouth_width - (5 if child else 0),
        neck_w=(64 if male else 47) + 5 * f.build - (12 if child else 0),
        male=male,
    )


def face_shape(m: Measures) -> Shape:
    """The outline of the face from the crown to the chin."""
    t, jx, jy, cx, cy = m.temple, m.jaw_x, m.jaw_y, m.chin_x, m.chin_y
    right = f"C 92 -206 {t} -150 {t} -24 C {t} 34 {t - 4} 66 {jx} {jy} C {jx - 16} {jy + 30} {cx + 26} {cy - 5} {cx} {cy - 1}"
    left = f"C {-cx - 26} {cy - 5} {-jx + 16} {jy + 30} {-jx} {jy} C {-t + 4} 66 {-t} 34 {-t} -24 C {-t} -150 -92 -206 0 -206"
    return shape(f"M 0 -206 {right} Q 0 {cy + 5} {-cx} {cy - 1} {left} Z")


def _ears(ink: Ink, f: Features, m: Measures) -> None:
    line = skin_shade(skin_shade(f.skin))
    for side in (-1, 1):
        x = side * (m.temple + 1)
        ear = shape(
            f"M {x - side * 12} -14 C {x + side * 10} -30 {x + side * 26} -8 {x + side * 17} 26"
            f" C {x + side * 12} 52 {x - side * 2} 60 {x - side * 12} 50 Z"
        )
        ink.fill(ear, f.skin)
        ink.fill(taper(bend((x + side * 4, -8), (x + side * 15, 8), (x + side * 3, 32)), 7), skin_shade(f.skin))
        ink.line(ear, line, 2.2, 0.5)
        ink.fill(ear, f.skin)
        ink.fill(taper(bend((x + side * 2, -8), (x + side * 14, 8), (x + side * 2, 34)), 8), skin_shade(f.skin))


def draw_head(f: Features, light: Light, hair_shadow: Shape) -> Picture:
    """Ears, face and its shading. `hair_shadow` is the shape whose shadow falls on the forehead."""
    m, ink = measures(f), Ink(light)
    face, dark = face_shape(m), skin_shade(f.skin)
    _ears(ink, f, m)
    ink.line(face, skin_shade(dark), 3.0)
    ink.fill(face, f.skin)
    side = light.side
    core = without(face, moved(oval(0, 0, m.temple * 1.06, 232), side * 22, -30))
    ink.fill(core, dark, 0.55)
    edge = without(face, moved(face, side * 9, -7))
    ink.fill(edge, dark, 0.75)
    glow = within(without(face, moved(face, -side * 5, 2)), oval(side * m.temple, 40, 60, 90))
    ink.fill(glow, tone(light.rim, 0.3), light.rim_alpha * 0.75)
    ink.fill(within(hair_shadow, face), mix(f.skin, dark, 0.9))
    _age_lines(ink, f, m)
    _marks(ink, f, m)
    _beard(ink, f, m, face)
    return ink.finish()


def _age_lines(ink: Ink, f: Features, m: Measures) -> None:
    if f.age not in ("middle", "elderly"):
        return
    dark = skin_shade(skin_shade(f.skin))
    strength = 0.8 if f.age == "elderly" else 0.42
    for side in (-1, 1):
        ink.fill(taper(bend((side * 33, m.nose_y + 12), (side * 56, m.nose_y + 26), (side * 54, m.mouth_y + 8)), 4.2), dark, strength)
        under = bend((side * (m.eye_x - 26), m.eye_y + 36), (side * m.eye_x, m.eye_y + 50), (side * (m.eye_x + 26), m.eye_y + 36))
        ink.fill(taper(under, 3.4), dark, strength * 0.7)
        if f.age == "elderly":
            for drop in (-6, 5, 16):
                crow = bend((side * (m.eye_x + 44), 4 + drop * 0.6), (side * (m.eye_x + 52), 2 + drop), (side * (m.eye_x + 62), drop * 1.5))
                ink.fill(taper(crow, 3), dark, 0.6)
            ink.fill(taper(bend((side * 88, 66), (side * 98, 104), (side * 82, 132)), 4), dark, 0.5)
    if f.age == "elderly":
        for index, y in enumerate((-78, -98)):
            ink.fill(taper(bend((-58 + 8 * index, y), (0, y - 9), (58 - 8 * index, y)), 3.2), dark, 0.5)


def _marks(ink: Ink, f: Features, m: Measures) -> None:
    dark = skin_shade(skin_shade(f.skin))
    if f.freckles:
        for side in (-1, 1):
            for dx, dy in ((-24, 44), (-10, 50), (4, 43), (-2, 58), (16, 52), (-34, 54)):
                ink.fill(oval(side * (m.eye_x + dx), dy, 2.4, 2.0), dark, 0.6)
    if f.mole:
        ink.fill(oval(f.mole * (m.eye_x + 18), m.eye_y + 44, 3.0, 3.0), (74, 46, 44))
    if f.scar:
        ink.fill(taper(bend((m.eye_x + 30, 34), (m.eye_x + 18, 62), (m.eye_x + 22, 92)), 5), mix(f.skin, (178, 92, 92), 0.6))


def _beard(ink: Ink, f: Features, m: Measures, face: Shape) -> None:
    if not f.beard:
        return
    color = mix(f.hair, HAIRS["brown"], 0.12)
    low = shape(
        f"M {-m.temple - 6} 46 C {-m.jaw_x + 6} 76 {-m.jaw_x + 26} {m.mouth_y - 16} -40 {m.mouth_y - 17}"
        f" Q 0 {m.mouth_y - 32} 40 {m.mouth_y - 17}"
        f" C {m.jaw_x - 26} {m.mouth_y - 16} {m.jaw_x - 6} 76 {m.temple + 6} 46"
        f" L {m.temple + 20} {m.chin_y + 30} L {-m.temple - 20} {m.chin_y + 30} Z"
    )
    mouth = oval(0, m.mouth_y + 2, m.mouth_w + 9, 13)
    whiskers = shape(
        f"M 0 {m.mouth_y - 24} C 18 {m.mouth_y - 30} 36 {m.mouth_y - 18} {m.mouth_w + 16} {m.mouth_y + 6}"
        f" C 34 {m.mouth_y - 4} 14 {m.mouth_y - 9} 0 {m.mouth_y - 9}"
        f" C -14 {m.mouth_y - 9} -34 {m.mouth_y - 4} {-m.mouth_w - 16} {m.mouth_y + 6}"
        f" C -36 {m.mouth_y - 18} -18 {m.mouth_y - 30} 0 {m.mouth_y - 24} Z"
    )
    tuft = shape(
        f"M -24 {m.mouth_y + 24} Q 0 {m.mouth_y + 14} 24 {m.mouth_y + 24} C 34 {m.chin_y - 12} 22 {m.chin_y + 16} 0 {m.chin_y + 22}"
        f" C -22 {m.chin_y + 16} -34 {m.chin_y - 12} -24 {m.mouth_y + 24} Z"
    )
    if f.beard == "stubble":
        ink.fill(within(without(low, mouth), face), color, 0.2)
    elif f.beard == "moustache":
        ink.fill(whiskers, color)
    elif f.beard == "goatee":
        ink.fill(whiskers, color)
        ink.fill(tuft, color)
        ink.fill(within(tuft, moved(tuft, 0, 14)), shade(color, 0.3))
    else:
        full = shape(
            f"M {-m.temple} 34 C {-m.jaw_x + 4} 84 {-m.jaw_x + 30} {m.mouth_y - 18} -36 {m.mouth_y - 16}"
            f" Q 0 {m.mouth_y - 30} 36 {m.mouth_y - 16}"
            f" C {m.jaw_x - 30} {m.mouth_y - 18} {m.jaw_x - 4} 84 {m.temple} 34"
            f" C {m.temple + 2} 96 {m.jaw_x + 4} {m.chin_y} 40 {m.chin_y + 26}"
            f" Q 0 {m.chin_y + 38} -40 {m.chin_y + 26} C {-m.jaw_x - 4} {m.chin_y} {-m.temple - 2} 96 {-m.temple} 34 Z"
        )
        ink.fill(without(full, mouth), color)
        ink.fill(within(without(full, mouth), moved(full, 0, 46)), shade(color, 0.28))
        for x in (-52, -26, 0, 26, 52):
            ink.fill(taper(bend((x, m.mouth_y + 30), (x * 1.02, m.chin_y - 6), (x * 0.8, m.chin_y + 20)), 4), shade(color, 0.4), 0.7)
