"""Garments with lapels, from suit to lab coat, and how they are worn over a shirt."""

from dataclasses import dataclass

from worker.studio.rig import tailoring as cut
from worker.studio.rig.body import FLOOR, Body, cover, folds
from worker.studio.rig.ink import RGB, Ink, Shape, bend, box, joined, outline, oval, shape, taper, within, without
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.outfit import Clothes
from worker.studio.rig.palette import COLORS, shade, tone


@dataclass(frozen=True)
class Sheet:
    """All that a garment is drawn with."""

    ink: Ink
    b: Body
    c: Clothes
    light: Light
    f: Features


def beneath(s: Sheet, neckline: Shape, opening: Shape, color: RGB) -> None:
    """What is worn under an open garment, as far as the opening shows it."""
    path = within(without(s.b.torso(-8), neckline), joined([opening, outline(opening, 24)]))
    s.ink.fill(outline(path, 2.2), cut.dim(color, 0.5))
    s.ink.fill(path, color)


def _shirt_beneath(s: Sheet, opening: Shape) -> None:
    """A shirt with or without a tie, or for women a plain top, under an open collar."""
    if s.b.male or s.c.tie:
        beneath(s, cut.vee(s.b, 30), opening, s.c.under)
        cut.placket(s.ink, s.b, s.c.under, 34)
        if s.c.tie:
            cut.tie(s.ink, s.b, s.c.accent)
        else:
            cut.buttons(s.ink, s.b, s.c.under, (96, 170, 244), radius=5)
    else:
        beneath(s, cut.crew(s.b, 70), opening, s.c.under)


def _collar_beneath(s: Sheet) -> None:
    if s.b.male or s.c.tie:
        cut.shirt_collar(s.ink, s.b, s.c.under)


def _tailored(s: Sheet, *, depth: float, width: float, ease: float, worn_open: bool = False, peak: bool = False) -> None:
    """Any jacket or coat with lapels."""
    gap = 40.0 if worn_open else 0.0
    hole = cut.open_front(s.b, depth, gap) if worn_open else cut.closed_front(s.b, depth)
    _shirt_beneath(s, hole)
    cut.under_lapels(s.ink, s.b, s.c.under, depth, hole)
    if s.c.tie and not worn_open:
        cut.tie(s.ink, s.b, s.c.accent)
    _collar_beneath(s)
    cover(s.ink, without(s.b.torso(ease), hole), s.c.color, s.light)
    folds(s.ink, s.b, s.c.color)
    if not worn_open:
        cut.placket(s.ink, s.b, s.c.color, depth)
    cut.lapels(s.ink, s.b, s.c.color, depth, width, gap=gap, peak=peak)


def suit(s: Sheet) -> None:
    """Jacket, shirt, tie, a handkerchief in the pocket."""
    _tailored(s, depth=270, width=84, ease=6, peak=s.f.build > 0.4)
    cut.buttons(s.ink, s.b, s.c.color, (300, 386), 6)
    if s.b.child:
        return
    x, y = s.b.neck + 96, s.b.base + 206
    s.ink.line(shape(f"M {x} {y + 4} L {x + 62} {y - 5}"), cut.dim(s.c.color, 0.5), 4)
    if s.b.male:
        s.ink.fill(
            shape(f"M {x + 8} {y} L {x + 18} {y - 22} L {x + 32} {y - 8} L {x + 44} {y - 24} L {x + 52} {y - 6} Z"),
            s.c.accent if s.c.tie else s.c.under,
        )


def blazer(s: Sheet) -> None:
    """A jacket with two pockets."""
    _tailored(s, depth=250 if s.b.male else 230, width=80, ease=4)
    cut.buttons(s.ink, s.b, s.c.color, (286, 380), 6)
    cut.pocket(s.ink, s.b, s.c.color, s.b.neck + 84, 470, 84)
    cut.pocket(s.ink, s.b, s.c.color, -s.b.neck - 84, 470, 84)


def coat(s: Sheet) -> None:
    """A wide-lapelled overcoat, open or double-breasted."""
    _tailored(s, depth=300, width=108, ease=16, worn_open=s.f.build > -0.15, peak=True)
    if s.f.build <= -0.15:
        for x in (-34, 44):
            cut.buttons(s.ink, s.b, s.c.color, (340, 450, 560), x, 10)


def trench(s: Sheet) -> None:
    """Double-breasted, with shoulder straps and a belt."""
    _tailored(s, depth=210, width=104, ease=14, peak=True)
    b, color = s.b, s.c.color
    for side in (-1, 1):
        x = side * (b.shoulder - 66)
        strap = shape(
            f"M {x - 34} {b.base + 18 + 4 * side * 0} L {x + 36} {b.base + 30} L {x + 38} {b.base + 52} L {x - 34} {b.base + 42} Z"
        )
        s.ink.line(strap, cut.dim(color, 0.5), 2.4)
        s.ink.fill(strap, tone(color, 0.05))
    for x in (-62, 62):
        cut.buttons(s.ink, b, color, (250, 350, 450), x, 10)
    belt = box(-b.shoulder - 4, b.base + 540, 2 * b.shoulder + 8, 54)
    s.ink.fill(within(belt, b.torso(14)), cut.dim(color, 0.18))
    s.ink.line(box(-38, b.base + 534, 76, 66, 8), (94, 70, 52), 9)


def labcoat(s: Sheet) -> None:
    """A doctor's coat, open, with pens."""
    _tailored(s, depth=290, width=78, ease=10, worn_open=True)
    b, color = s.b, s.c.color
    pocket = box(b.neck + 66, b.base + 210, 92, 104, 6)
    s.ink.line(pocket, cut.dim(color, 0.5), 2.6)
    s.ink.fill(pocket, color)
    for index, pen in enumerate((COLORS["blue"], COLORS["red"])):
        s.ink.fill(box(b.neck + 84 + 20 * index, b.base + 186, 8, 40, 3), pen)


def leather(s: Sheet) -> None:
    """An open leather jacket with zips and shine."""
    _tailored(s, depth=260, width=92, ease=6, worn_open=True)
    b, shine = s.b, tone(s.c.color, 0.34)
    for side in (-1, 1):
        x = side * (b.shoulder - 18)
        s.ink.fill(taper(bend((x - side * 30, b.base + 52), (x + side * 6, b.base + 84), (x + side * 8, b.base + 210)), 9), shine, 0.55)
        s.ink.fill(taper(bend((side * 62, b.base + 300), (side * 84, b.base + 440), (side * 70, b.base + 560)), 7), shine, 0.4)
        s.ink.line(shape(f"M {side * 48} {b.base + 268} L {side * 58} {FLOOR}"), (186, 190, 198), 3.6)
    cut.pocket(s.ink, b, s.c.color, b.neck + 100, 420, 80)


def uniform(s: Sheet) -> None:
    """Shoulder boards, brass buttons, a name plate."""
    s = Sheet(s.ink, s.b, Clothes(s.c.kind, s.c.color, s.c.under, shade(s.c.color, 0.4), tie=True, scarf=s.c.scarf), s.light, s.f)
    _tailored(s, depth=200, width=74, ease=8)
    b, gold = s.b, COLORS["gold"]
    for side in (-1, 1):
        x = side * (b.shoulder - 70)
        board = shape(f"M {x - 38} {b.base + 12} L {x + 40} {b.base + 26} L {x + 40} {b.base + 46} L {x - 38} {b.base + 34} Z")
        s.ink.fill(board, shade(s.c.color, 0.4))
        for k in (-16, 6, 26):
            s.ink.fill(oval(x + k, b.base + 28 + k * 0.16, 5, 5), gold)
        cut.pocket(s.ink, b, s.c.color, side * (b.neck + 78), 220)
    cut.buttons(s.ink, b, gold, (240, 330, 420), 4, 9)
    s.ink.fill(box(b.neck + 46, b.base + 178, 66, 18, 3), gold)


def school(s: Sheet) -> None:
    """A sailor collar for girls, a blazer for boys."""
    if s.b.male:
        blazer(s)
        return
    b, color = s.b, COLORS["white"]
    hole = cut.vee(b, 150, 4)
    cover(s.ink, without(b.torso(2), hole), color, s.light)
    folds(s.ink, b, color)
    for side in (-1, 1):
        sailor = shape(
            f"M {side * (b.neck + 4)} {b.base - 50}"
            f" C {side * (b.neck + 70)} {b.base - 10} {side * (b.neck + 112)} {b.base + 30} {side * (b.neck + 116)} {b.base + 96}"
            f" L {side * 4} {b.base + 176} Q {side * b.neck * 0.8} {b.base + 70} {side * (b.neck + 4)} {b.base - 50} Z"
        )
        s.ink.line(sailor, cut.dim(s.c.color, 0.5), 2.4)
        s.ink.fill(sailor, s.c.color)
        s.ink.line(shape(f"M {side * (b.neck + 98)} {b.base + 90} L {side * 8} {b.base + 158}"), (250, 250, 250), 4)
    cut.bow(s.ink, b, s.c.accent, 176, 1.1)
