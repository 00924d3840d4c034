"""Neck, shoulders and arms: the body's outline, its skin, and the shading that cloth and skin have in common."""

from dataclasses import dataclass

from worker.studio.rig.head import Measures, measures
from worker.studio.rig.ink import RGB, Ink, Picture, Shape, bend, moved, outline, oval, shape, taper, within, without
from worker.studio.rig.light import Light, lit_edge
from worker.studio.rig.look import Features
from worker.studio.rig.palette import luminance, mix, shade, skin_shade

FLOOR = 2800
"""Where bodies end, in design units below the eyes: always below the picture."""


@dataclass(frozen=True)
class Body:
    """The lengths of a body: half widths of neck and shoulders, and the height of the collar bones."""

    neck: float
    shoulder: float
    base: float
    male: bool
    child: bool

    def torso(self, ease: float = 0.0) -> Shape:
        """The outline from the collar down, arms included. `ease` is how loose the cloth is."""
        n, s, y = self.neck, self.shoulder + ease, self.base
        drop = 44 if self.male else 52
        half = (
            f"C {n + 22} {y - 2} {s * 0.6} {y + 4 - ease * 0.3} {s - 40} {y + drop - 16 - ease * 0.4}"
            f" C {s - 6} {y + drop - 4} {s + 12} {y + drop + 40} {s + 17} {y + 150}"
            f" C {s + 28} {y + 300} {s + 40} {y + 520} {s + 34} {y + 780} L {s + 26} {FLOOR}"
        )
        left = (
            f"L {-s - 26} {FLOOR} L {-s - 34} {y + 780} C {-s - 40} {y + 520} {-s - 28} {y + 300} {-s - 17} {y + 150}"
            f" C {-s - 12} {y + drop + 40} {-s + 6} {y + drop - 4} {-s + 40} {y + drop - 16 - ease * 0.4}"
            f" C {-s * 0.6} {y + 4 - ease * 0.3} {-n - 22} {y - 2} {-n - 4} {y - 34}"
        )
        return shape(f"M {n + 4} {y - 34} {half} {left} Z")


def body_of(f: Features) -> Body:
    """The body of a character."""
    m = measures(f)
    male, child = f.gender == "male", f.age == "child"
    shoulder = (256 if male else 206) + 15 * f.build
    if child:
        shoulder = 148 + 8 * f.build
    return Body(m.neck_w, shoulder, m.chin_y + (84 if not child else 66) + (4 if male else 0), male, child)


def draw_skin(ink: Ink, f: Features, m: Measures, b: Body, light: Light) -> None:
    """Neck, collar bones and chest, with the shadow that the head throws on them."""
    n, y, dark = b.neck, b.base, skin_shade(f.skin)
    wide = min(110.0, b.shoulder - n - 24)
    skin = shape(
        f"M {-n + 3} 80 L {-n} {y - 56} C {-n - 2} {y - 26} {-n - 24} {y - 10} {-n - wide * 0.7} {y + 6}"
        f" L {-n - wide} {y + 60} L 0 {y + 420} L {n + wide} {y + 60} L {n + wide * 0.7} {y + 6}"
        f" C {n + 24} {y - 10} {n + 2} {y - 26} {n} {y - 56} L {n - 3} 80 Z"
    )
    ink.line(skin, skin_shade(dark), 2.4)
    ink.fill(skin, f.skin)
    away = -light.side
    chin = shape(
        f"M {-n - 12} 60 L {n + 12} 60 L {n + 12} {m.chin_y + 6} Q {n * 0.6 + away * 8} {m.chin_y + 40} {away * 12} {m.chin_y + 46}"
        f" Q {-n * 0.7 + away * 8} {m.chin_y + 40} {-n - 12} {m.chin_y + 6} Z"
    )
    ink.fill(within(chin, skin), dark)
    ink.fill(within(moved(oval(0, m.chin_y - 14, n + 20, 28), away * 4, 0), skin), skin_shade(dark), 0.35)
    line = skin_shade(dark)
    for side in (-1, 1):
        ink.fill(taper(bend((side * (n + 58), y + 12), (side * (n * 0.7), y + 18), (side * 13, y + 30)), 4.5), line, 0.5)
        ink.fill(taper(bend((side * n * 0.55, m.chin_y + 48), (side * 22, y - 12), (side * 9, y + 16)), 4), line, 0.28)


def cover(ink: Ink, path: Shape, color: RGB, light: Light) -> None:
    """A piece of cloth over the torso: outline, colour, the dark side, the rim."""
    pale = luminance(color) > 0.75
    # Where the colour beneath is known, what looks transparent is mixed beforehand: opaque fills are four times as fast.
    ink.fill(outline(path, 2.6), shade(color, 0.42 if pale else 0.6))
    ink.fill(path, color)
    dark = mix(color, shade(color, 0.22 if pale else 0.32), 0.8)
    ink.fill(without(path, moved(path, light.side * 46, -6)), dark)
    ink.fill(without(path, moved(path, light.side * 20, -6)), mix(dark, shade(color, 0.3 if pale else 0.42), 0.7))
    ink.fill(without(path, moved(path, -light.side * 6.5, 6)), lit_edge(color, light, light.rim_alpha * 0.85), tinted=False)


def folds(ink: Ink, b: Body, color: RGB) -> None:
    """What shows that cloth hangs on arms: the seams of the sleeves, creases at elbow and armpit."""
    dark = shade(color, 0.34 if luminance(color) > 0.75 else 0.46)
    s, y = b.shoulder, b.base
    for side in (-1, 1):
        x = side * (s - 42)
        ink.fill(
            taper([(x, y + 168), (x + side * 4, y + 330), (x + side * 2, y + 560), (x - side * 4, y + 1100)], 8, start=0.1, end=0.9), dark
        )
        pit = shape(
            f"M {x} {y + 160} Q {x - side * 8} {y + 240} {x - side * 52} {y + 296} Q {x - side * 12} {y + 290} {x + side * 2} {y + 360} Z"
        )
        ink.fill(pit, dark, 0.5)
        ink.fill(taper(bend((x + side * 6, y + 372), (x + side * 30, y + 392), (x + side * 54, y + 380)), 6, start=0.7), dark, 0.65)
        ink.fill(taper(bend((x + side * 8, y + 440), (x + side * 32, y + 446), (x + side * 52, y + 426)), 5, start=0.7), dark, 0.5)
        ink.fill(taper(bend((x + side * 14, y + 44), (x + side * 6, y + 100), (x, y + 166)), 4), dark, 0.5)
        if not b.male and not b.child:
            ink.fill(taper(bend((x - side * 36, y + 330), (side * 78, y + 372), (side * 22, y + 338)), 6), dark, 0.22)


def draw_neckwear(f: Features, b: Body, light: Light) -> Picture:
    """Necklace and scarf, over the clothes."""
    ink = Ink(light)
    n, y = b.neck, b.base
    if f.clothes.scarf:
        color = f.clothes.scarf
        wrap = shape(
            f"M {-n - 34} {y - 56} Q 0 {y - 8} {n + 34} {y - 56} C {n + 62} {y - 20} {n + 50} {y + 26} {n + 18} {y + 40}"
            f" Q 0 {y + 66} {-n - 18} {y + 40} C {-n - 50} {y + 26} {-n - 62} {y - 20} {-n - 34} {y - 56} Z"
        )
        end = shape(f"M 12 {y + 30} L 74 {y + 20} L 96 {y + 300} L 24 {y + 306} Z")
        for part in (end, wrap):
            cover(ink, part, color, light)
        for k in (-12, 10):
            ink.fill(taper(bend((-n - 26, y - 20 + k), (0, y + 28 + k), (n + 26, y - 20 + k)), 5), shade(color, 0.4), 0.7)
    elif f.necklace and f.clothes.kind in ("gown", "dress", "blouse", "blazer", "coat", "cardigan", "tshirt"):
        chain = bend((-n + 2, y - 34), (0, y + 64), (n - 2, y - 34), 12)
        ink.fill(taper(chain, 2.6, start=1, end=1), (214, 178, 104))
        ink.fill(oval(0, y + 15, 6, 7), (236, 214, 160))
        ink.fill(oval(-2, y + 13, 2, 2), (255, 250, 236), tinted=False)
    return ink.finish()
