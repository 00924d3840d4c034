"""The wardrobe: every kind of garment, and how a clothed body is drawn from the skin outward."""

from collections.abc import Callable

from worker.studio.rig import tailored
from worker.studio.rig import tailoring as cut
from worker.studio.rig.body import FLOOR, body_of, cover, draw_skin, folds
from worker.studio.rig.head import measures
from worker.studio.rig.ink import Ink, Picture, bend, box, joined, outline, oval, shape, taper, within, without
from worker.studio.rig.light import Light
from worker.studio.rig.look import Features
from worker.studio.rig.palette import COLORS, shade, tone
from worker.studio.rig.tailored import Sheet


def draw_body(f: Features, light: Light) -> Picture:
    """Neck, shoulders and arms in the character's clothes."""
    ink, b = Ink(light), body_of(f)
    sheet = Sheet(ink, b, f.clothes, light, f)
    if f.clothes.kind == "hoodie":
        _hood(sheet)
    draw_skin(ink, f, measures(f), b, light)
    WARDROBE[f.clothes.kind](sheet)
    return ink.finish()


def _hood(s: Sheet) -> None:
    b = s.b
    hood = shape(
        f"M {-b.neck - 96} {b.base + 30} C {-b.neck - 112} {b.base - 96} {b.neck + 112} {b.base - 96} {b.neck + 96} {b.base + 30} Z"
    )
    s.ink.line(hood, cut.dim(s.c.color, 0.6), 2.6)
    s.ink.fill(hood, cut.dim(s.c.color, 0.36))


def _hoodie(s: Sheet) -> None:
    b, color = s.b, s.c.color
    tailored.beneath(s, cut.crew(b), cut.vee(b, 60, 24), s.c.under)
    cover(s.ink, without(b.torso(20), cut.vee(b, 60, 24)), color, s.light)
    folds(s.ink, b, color)
    for side in (1, -1):
        drape = shape(
            f"M {side * (b.neck + 8)} {b.base - 62}"
            f" C {side * (b.neck + 66)} {b.base - 50} {side * (b.neck + 106)} {b.base - 6} {side * (b.neck + 84)} {b.base + 40}"
            f" C {side * (b.neck + 40)} {b.base + 84} {side * 30} {b.base + 100} 0 {b.base + 96}"
            f" C {side * 26} {b.base + 50} {side * (b.neck - 4)} {b.base + 6} {side * (b.neck + 8)} {b.base - 62} Z"
        )
        s.ink.line(drape, cut.dim(color, 0.56), 2.6)
        s.ink.fill(drape, tone(color, 0.05))
        s.ink.fill(
            taper(bend((side * (b.neck + 76), b.base + 30), (side * 50, b.base + 84), (side * 6, b.base + 88)), 9), cut.dim(color, 0.3), 0.7
        )
        s.ink.line(shape(f"M {side * 26} {b.base + 84} Q {side * 32} {b.base + 150} {side * 24} {b.base + 214}"), tone(s.c.under, 0.2), 5)
        s.ink.fill(box(side * 24 - 4, b.base + 206, 8, 26, 4), cut.dim(s.c.under, 0.3))
    pouch = shape(f"M -110 {b.base + 560} L 110 {b.base + 560} L 150 {b.base + 740} L -150 {b.base + 740} Z")
    s.ink.line(pouch, cut.dim(color, 0.5), 4)


def _knit(s: Sheet, drop: float) -> None:
    b, color = s.b, s.c.color
    hole = cut.crew(b, drop)
    cover(s.ink, without(b.torso(8), hole), color, s.light)
    folds(s.ink, b, color)
    collar = within(without(oval(0, b.base - 52 + drop * 0.4, b.neck + 31 + drop * 0.45, 80 + drop * 0.7), hole), b.torso(9))
    s.ink.line(collar, cut.dim(color, 0.48), 2.4)
    s.ink.fill(collar, cut.dim(color, 0.1))


def _sweater(s: Sheet) -> None:
    _knit(s, 0)
    for row in range(3):
        y = s.b.base + 300 + 24 * row
        band = [(x, y + (10 if index % 2 else -10)) for index, x in enumerate(range(-260, 261, 26))]
        line = " L ".join(f"{x} {y}" for x, y in band)
        if row == 1:
            stripe = within(outline(shape(f"M {line}"), 6), s.b.torso(4))
            s.ink.fill(stripe, tone(s.c.color, 0.3), 0.7)


def _turtleneck(s: Sheet) -> None:
    b, color = s.b, s.c.color
    cover(s.ink, b.torso(4), color, s.light)
    folds(s.ink, b, color)
    n, y = b.neck, b.base
    tube = shape(
        f"M {-n - 6} {y - 72} Q 0 {y - 40} {n + 6} {y - 72} C {n + 14} {y - 40} {n + 16} {y - 14} {n + 26} {y + 8}"
        f" Q 0 {y + 48} {-n - 26} {y + 8} C {-n - 16} {y - 14} {-n - 14} {y - 40} {-n - 6} {y - 72} Z"
    )
    s.ink.line(tube, cut.dim(color, 0.5), 2.6)
    s.ink.fill(tube, tone(color, 0.04))
    s.ink.fill(within(oval(-s.light.side * 34, y - 20, n * 0.9, 70), tube), cut.dim(color, 0.3), 0.6)
    s.ink.fill(taper(bend((-n - 14, y - 30), (0, y + 10), (n + 14, y - 30)), 6), cut.dim(color, 0.4), 0.8)


def _cardigan(s: Sheet) -> None:
    b, color = s.b, s.c.color
    hole = cut.open_front(b, 330, 26)
    tailored.beneath(s, cut.crew(b, 40), hole, s.c.under)
    cover(s.ink, without(b.torso(10), hole), color, s.light)
    folds(s.ink, b, color)
    for side in (-1, 1):
        band = taper(
            [(side * (b.neck + 14), b.base - 26), (side * (b.neck * 0.86), b.base + 120), (side * 40, b.base + 330), (side * 50, FLOOR)],
            30,
            start=1,
            end=1,
        )
        s.ink.line(band, cut.dim(color, 0.5), 2.4)
        s.ink.fill(band, tone(color, 0.08))
    cut.buttons(s.ink, b, color, (360, 450, 540), 42, 8)


def _windbreaker(s: Sheet) -> None:
    b, color = s.b, s.c.color
    tailored.beneath(s, cut.crew(b), cut.vee(b, 96, 14), s.c.under)
    body = without(b.torso(18), cut.vee(b, 96, 14))
    cover(s.ink, body, color, s.light)
    yoke = within(body, shape(f"M -400 {b.base - 60} L 400 {b.base - 60} L 400 {b.base + 128} Q 0 {b.base + 168} -400 {b.base + 128} Z"))
    s.ink.fill(yoke, s.c.accent, 0.92)
    s.ink.fill(
        within(
            yoke, shape(f"M {-s.light.side * 120} 0 L {-s.light.side * 500} 0 L {-s.light.side * 500} 900 L {-s.light.side * 120} 900 Z")
        ),
        shade(s.c.accent, 0.4),
        0.5,
    )
    folds(s.ink, b, color)
    for side in (-1, 1):
        collar = shape(
            f"M {side * (b.neck + 6)} {b.base - 72} L {side * (b.neck + 34)} {b.base - 40} L {side * 40} {b.base + 116}"
            f" L {side * 4} {b.base + 98} Q {side * (b.neck - 2)} {b.base} {side * (b.neck + 6)} {b.base - 72} Z"
        )
        s.ink.line(collar, cut.dim(color, 0.55), 2.6)
        s.ink.fill(collar, cut.dim(color, 0.12))
    s.ink.line(shape(f"M 0 {b.base + 98} L 0 {FLOOR}"), (206, 208, 212), 5)
    s.ink.fill(box(-6, b.base + 104, 12, 30, 4), (226, 228, 232))


def _qipao(s: Sheet) -> None:
    b, color, gold = s.b, s.c.color, COLORS["gold"]
    cover(s.ink, b.torso(-6), color, s.light)
    folds(s.ink, b, color)
    n, y = b.neck, b.base
    spots = [
        oval(x, y + h, 7, 7)
        for x, h in ((-120, 190), (-70, 300), (96, 250), (40, 380), (-130, 430), (130, 410), (-10, 250), (-60, 520), (80, 520))
    ]
    s.ink.fill(within(joined(spots), b.torso(-6)), gold, 0.85)
    collar = shape(
        f"M {-n - 5} {y - 76} Q {-14} {y - 58} -5 {y - 40} L -9 {y + 2} Q {-n} {y - 4} {-n - 16} {y - 22} Z"
        f" M {n + 5} {y - 76} Q 14 {y - 58} 5 {y - 40} L 9 {y + 2} Q {n} {y - 4} {n + 16} {y - 22} Z"
    )
    s.ink.fill(collar, color)
    s.ink.line(collar, gold, 4)
    s.ink.line(shape(f"M 0 {y + 4} C 40 {y + 60} 110 {y + 70} {b.shoulder - 44} {y + 170}"), gold, 5)
    for x, h in ((8, 10), (66, 62), (136, 116)):
        s.ink.fill(box(x - 16, y + h - 4, 32, 8, 4), gold)
        s.ink.fill(oval(x, y + h, 6, 6), tone(gold, 0.3))


def _robe(s: Sheet) -> None:
    b, color = s.b, s.c.color
    tailored.beneath(s, cut.vee(b, 110, 8), cut.vee(b, 240, 14), s.c.under)
    cover(s.ink, without(b.torso(26), cut.vee(b, 240, 14)), color, s.light)
    folds(s.ink, b, color)
    n, y = b.neck, b.base
    for side, reach in ((1, -70), (-1, 84)):
        band = taper([(side * (n + 10), y - 34), (side * (n + 2), y + 40), (side * 10, y + 210), (reach, y + 420)], 44, start=0.9, end=1)
        s.ink.line(band, cut.dim(s.c.accent, 0.5), 2.6)
        s.ink.fill(band, s.c.accent)
    sash = within(box(-400, y + 430, 800, 84), b.torso(26))
    s.ink.fill(sash, shade(s.c.accent, 0.3))
    s.ink.fill(within(box(-400, y + 446, 800, 8), sash), COLORS["gold"])


def _gown(s: Sheet) -> None:
    b, color = s.b, s.c.color
    cover(s.ink, b.torso(-16), s.f.skin, s.light)
    draw_skin(s.ink, s.f, measures(s.f), b, s.light)
    folds(s.ink, b, s.f.skin)
    sh, y = b.shoulder, b.base
    bodice = shape(
        f"M {-sh + 34} {y + 150} C {-sh * 0.6} {y + 104} {-54} {y + 96} 0 {y + 150} C 54 {y + 96} {sh * 0.6} {y + 104} {sh - 34} {y + 150}"
        f" L {sh - 60} {y + 460} L {sh + 60} {FLOOR} L {-sh - 60} {FLOOR} L {-sh + 60} {y + 460} Z"
    )
    for side in (-1, 1):
        s.ink.fill(
            taper([(side * (b.neck + 52), y - 4), (side * (sh * 0.56), y + 60), (side * (sh * 0.6), y + 128)], 13, start=1, end=1), color
        )
    cover(s.ink, bodice, color, s.light)
    for x in (-0.5, 0.0, 0.5):
        s.ink.fill(taper(bend((x * sh, y + 190), (x * sh * 0.8, y + 330), (x * sh * 0.9, y + 470)), 6), cut.dim(color, 0.4), 0.6)
    s.ink.fill(within(box(-400, y + 450, 800, 36), bodice), cut.dim(color, 0.3))


def _dress(s: Sheet) -> None:
    b, color = s.b, s.c.color
    _knit(s, 62)
    waist = within(box(-400, b.base + 500, 800, 42), b.torso(8))
    s.ink.fill(waist, cut.dim(color, 0.34))
    cut.buttons(s.ink, b, color, (150, 220, 290), 0, 5)


def _blouse(s: Sheet) -> None:
    b, color = s.b, s.c.color
    cover(s.ink, without(b.torso(6), cut.vee(b, 40)), color, s.light)
    folds(s.ink, b, color)
    cut.placket(s.ink, b, color, 60)
    cut.shirt_collar(s.ink, b, color, spread=54, drop=52)
    if s.f.parting > 0:
        cut.bow(s.ink, b, s.c.accent, 26)
    else:
        cut.buttons(s.ink, b, color, (110, 190, 270), 0, 5)


def _shirt(s: Sheet) -> None:
    b, color = s.b, s.c.color
    cover(s.ink, without(b.torso(4), cut.vee(b, 74)), color, s.light)
    folds(s.ink, b, color)
    cut.placket(s.ink, b, color, 70)
    cut.buttons(s.ink, b, color, (120, 206, 292, 378), 0, 5.5)
    if s.c.tie:
        cut.tie(s.ink, b, s.c.accent)
    cut.shirt_collar(s.ink, b, color, spread=58, drop=66)
    pocket = box(b.neck + 44, b.base + 190, 78, 88, 5)
    s.ink.line(pocket, cut.dim(color, 0.4), 2.6, 0.8)


def _tshirt(s: Sheet) -> None:
    _knit(s, 10)


WARDROBE: dict[str, Callable[[Sheet], None]] = {
    "suit": tailored.suit,
    "blazer": tailored.blazer,
    "coat": tailored.coat,
    "trench": tailored.trench,
    "labcoat": tailored.labcoat,
    "leather": tailored.leather,
    "hoodie": _hoodie,
    "sweater": _sweater,
    "turtleneck": _turtleneck,
    "cardigan": _cardigan,
    "windbreaker": _windbreaker,
    "uniform": tailored.uniform,
    "school": tailored.school,
    "qipao": _qipao,
    "robe": _robe,
    "gown": _gown,
    "dress": _dress,
    "blouse": _blouse,
    "shirt": _shirt,
    "tshirt": _tshirt,
}
