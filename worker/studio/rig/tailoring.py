"""The pieces that garments are made of: openings, lapels, collars, ties, buttons."""

from worker.studio.rig.body import FLOOR, Body
from worker.studio.rig.ink import RGB, Ink, Shape, bend, oval, shape, taper, within, without
from worker.studio.rig.palette import luminance, shade, tone


def dim(color: RGB, amount: float) -> RGB:
    """A seam or shadow on cloth: pale cloth needs less of it."""
    return shade(color, amount * (0.62 if luminance(color) > 0.75 else 1.0))


def vee(b: Body, depth: float, width: float = 6) -> Shape:
    """A neckline that closes in a point `depth` below the collar bones."""
    return shape(
        f"M {-b.neck - width} {b.base - 60} Q {-b.neck * 0.6} {b.base + depth * 0.42} 0 {b.base + depth}"
        f" Q {b.neck * 0.6} {b.base + depth * 0.42} {b.neck + width} {b.base - 60} Z"
    )


def crew(b: Body, drop: float = 0.0) -> Shape:
    """A round neckline."""
    return oval(0, b.base - 52 + drop * 0.4, b.neck + 16 + drop * 0.45, 64 + drop * 0.7)


def open_front(b: Body, depth: float, gap: float) -> Shape:
    """The opening of a garment worn unbuttoned: a V that goes on as a gap to the hem."""
    n, y = b.neck, b.base
    return shape(
        f"M {-n - 8} {y - 60} L {-gap} {y + depth} L {-gap - 14} {FLOOR} L {gap + 14} {FLOOR} L {gap} {y + depth} L {n + 8} {y - 60} Z"
    )


def closed_front(b: Body, depth: float) -> Shape:
    """The V of a buttoned jacket."""
    n, y = b.neck, b.base
    return shape(f"M {-n - 8} {y - 60} Q {-n * 0.72} {y + depth * 0.4} 2 {y + depth} Q {n * 0.72} {y + depth * 0.4} {n + 8} {y - 60} Z")


def lapels(ink: Ink, b: Body, color: RGB, depth: float, width: float, *, gap: float = 0.0, peak: bool = False) -> None:
    """Turned collar and lapels, left and right, with the notch between them."""
    n, y = b.neck, b.base
    for side in (1, -1):
        tip = y + (62 if peak else 84)
        lapel = shape(
            f"M {side * (n + 6)} {y - 36} Q {side * (n * 0.74 + gap * 0.4)} {y + depth * 0.4} {side * gap} {y + depth}"
            f" L {side * (gap + 8)} {y + depth + 4}"
            f" Q {side * (n + width * 0.55)} {y + depth * 0.62} {side * (n + width)} {tip} L {side * (n + width * 0.52)} {y + 72} Z"
        )
        collar = shape(
            f"M {side * (n + 2)} {y - 56} C {side * (n + 26)} {y - 40} {side * (n + 44)} {y - 8} {side * (n + width * 0.78)} {y + 44}"
            f" L {side * (n + width * 0.52)} {y + 74}"
            f" Q {side * (n + 14)} {y + 26} {side * (n - 3)} {y - 26} Z"
        )
        for part, base in ((lapel, color), (collar, dim(color, 0.08))):
            ink.line(part, dim(color, 0.58), 2.8)
            ink.fill(part, tone(base, 0.05) if part is lapel else base)
        edge = shape(f"M {side * (n + width)} {tip} Q {side * (n + width * 0.55)} {y + depth * 0.62} {side * (gap + 8)} {y + depth + 4}")
        ink.line(edge, dim(color, 0.4), 3.0, 0.6)


def under_lapels(ink: Ink, b: Body, color: RGB, depth: float, opening: Shape) -> None:
    """The shadow that lapels throw on what is worn beneath."""
    n, y = b.neck, b.base
    for side in (-1, 1):
        strip = taper(bend((side * (n + 2), y - 30), (side * n * 0.68, y + depth * 0.4), (side * 4, y + depth)), 22, start=0.8, end=0.6)
        ink.fill(within(strip, opening), dim(color, 0.34), 0.8)


def shirt_collar(ink: Ink, b: Body, color: RGB, *, spread: float = 44, drop: float = 58) -> None:
    """A shirt's collar: two points that meet below the throat, and the band behind the neck."""
    n, y = b.neck, b.base
    for side in (1, -1):
        flap = shape(
            f"M {side * (n + 3)} {y - 62} C {side * (n + 10)} {y - 40} {side * (n + 12)} {y - 22} {side * (n + 8)} {y - 6}"
            f" L {side * spread} {y + drop}"
            f" Q {side * 22} {y + 30} 0 {y + 8} Q {side * n * 0.72} {y - 14} {side * (n + 3)} {y - 62} Z"
        )
        ink.line(flap, dim(color, 0.44), 2.6)
        ink.fill(flap, color)
        ink.fill(
            taper(bend((side * (n + 4), y - 10), (side * (spread + 8), y + 20), (side * spread, y + drop - 6)), 6), dim(color, 0.2), 0.8
        )


def tie(ink: Ink, b: Body, color: RGB, length: float = 480) -> None:
    """Knot and blade."""
    y = b.base
    blade = shape(f"M -15 {y + 44} L 15 {y + 44} L 33 {y + length - 60} L 0 {y + length} L -33 {y + length - 60} Z")
    knot = shape(f"M -25 {y + 6} Q 0 {y + 16} 25 {y + 6} L 15 {y + 48} Q 0 {y + 54} -15 {y + 48} Z")
    ink.fill(blade, color)
    ink.fill(without(blade, shape(f"M -40 {y} L 4 {y} L 8 {y + length} L -40 {y + length} Z")), shade(color, 0.3))
    stripes = [shape(f"M -40 {y + k} L 40 {y + k - 34} L 40 {y + k - 26} L -40 {y + k + 8} Z") for k in range(110, int(length) + 40, 62)]
    for stripe in stripes:
        ink.fill(within(stripe, blade), tone(color, 0.35), 0.55)
    ink.line(knot, shade(color, 0.6), 2.4)
    ink.fill(knot, tone(color, 0.08))
    ink.fill(taper(bend((-12, y + 20), (0, y + 34), (3, y + 48)), 4), shade(color, 0.4), 0.8)


def buttons(ink: Ink, b: Body, color: RGB, heights: tuple[float, ...], x: float = 0.0, radius: float = 7.0) -> None:
    """Round buttons at heights below the collar bones."""
    for height in heights:
        ink.fill(oval(x + 1, b.base + height + 2, radius, radius), dim(color, 0.5))
        ink.fill(oval(x, b.base + height, radius - 0.8, radius - 0.8), tone(color, 0.25) if luminance(color) < 0.6 else dim(color, 0.3))


def placket(ink: Ink, b: Body, color: RGB, top: float, x: float = 0.0) -> None:
    """The line where a garment closes."""
    ink.fill(taper([(x, b.base + top), (x + 1, b.base + 420), (x, FLOOR)], 3.4, start=1, end=1), dim(color, 0.46))


def pocket(ink: Ink, b: Body, color: RGB, x: float, height: float, width: float = 74) -> None:
    """A welt pocket."""
    y = b.base + height
    flap = shape(f"M {x - width / 2} {y} L {x + width / 2} {y - 8} L {x + width / 2} {y + 14} L {x - width / 2} {y + 22} Z")
    ink.line(flap, dim(color, 0.5), 2.4)
    ink.fill(flap, tone(color, 0.04))


def bow(ink: Ink, b: Body, color: RGB, height: float = 34, size: float = 1.0) -> None:
    """A ribbon tied at the throat."""
    y = b.base + height
    for side in (-1, 1):
        tail = shape(
            f"M {side * 4} {y + 4} L {side * 38 * size} {y + 104 * size} L {side * 14 * size} {y + 98 * size} L {side * 1} {y + 14} Z"
        )
        loop = shape(
            f"M 0 {y} C {side * 18 * size} {y - 30 * size} {side * 64 * size} {y - 32 * size} {side * 62 * size} {y + 2}"
            f" C {side * 64 * size} {y + 30 * size} {side * 20 * size} {y + 24 * size} 0 {y} Z"
        )
        for part in (tail, loop):
            ink.line(part, dim(color, 0.5), 2.4)
            ink.fill(part, color)
        ink.fill(taper(bend((side * 8, y), (side * 30, y - 8), (side * 46, y - 4)), 5), dim(color, 0.36), 0.8)
    ink.fill(oval(0, y + 1, 11 * size, 13 * size), dim(color, 0.14))
