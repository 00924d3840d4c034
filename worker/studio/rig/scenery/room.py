"""The box that every room is, and the furniture that several rooms share."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import mix, shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush
from worker.studio.rig.scenery.sky import by_lamp

BACK = (150.0, 150.0, 750.0, 960.0)
"""The back wall: left, top, right, bottom in painting coordinates."""


def room(brush: Brush, wall: RGB, floor: RGB, *, ceiling: RGB | None = None, back: tuple[float, float, float, float] = BACK) -> None:
    """Back wall, side walls, ceiling and floor in one-point perspective."""
    left, top, right, bottom = back
    wall, floor = by_lamp(brush, wall), by_lamp(brush, floor)
    roof = by_lamp(brush, ceiling) if ceiling else tone(wall, 0.25)
    brush.fade(0, 0, WIDTH, HEIGHT, [tone(wall, 0.06), wall, shade(wall, 0.16)])
    brush.poly([(0, 0), (left, top), (left, bottom), (0, HEIGHT - 190)], shade(wall, 0.2))
    brush.poly([(WIDTH, 0), (right, top), (right, bottom), (WIDTH, HEIGHT - 190)], shade(wall, 0.12))
    brush.poly([(0, 0), (WIDTH, 0), (right, top), (left, top)], roof)
    brush.poly([(left, bottom), (right, bottom), (WIDTH, HEIGHT - 190), (WIDTH, HEIGHT), (0, HEIGHT), (0, HEIGHT - 190)], floor)
    for k in range(1, 8):
        t = k / 8
        brush.line([(left + (right - left) * t, bottom), (WIDTH * (t * 2.6 - 0.8), HEIGHT)], shade(floor, 0.2), 3, 0.5)
    brush.line([(left, bottom), (right, bottom)], tone(wall, 0.3), 8, 0.8)
    brush.line([(0, HEIGHT - 190), (left, bottom)], tone(wall, 0.3), 8, 0.5)
    brush.line([(WIDTH, HEIGHT - 190), (right, bottom)], tone(wall, 0.3), 8, 0.5)
    brush.line([(left, top), (right, top)], shade(wall, 0.2), 4, 0.6)


def curtain(brush: Brush, x: float, y: float, width: float, height: float, color: RGB) -> None:
    """A hanging curtain in folds."""
    color = by_lamp(brush, color)
    brush.rect(x, y, width, height, color)
    folds = max(3, int(width // 18))
    for k in range(folds):
        brush.fade(x + width * k / folds, y, width / folds, height, [shade(color, 0.34), tone(color, 0.16), shade(color, 0.2)], across=True)


def shelf(brush: Brush, x: float, y: float, width: float, height: float, wood: RGB, *, rows: int = 5, books: bool = True) -> None:
    """A bookcase, or a rack of jars and boxes."""
    wood = by_lamp(brush, wood)
    brush.rect(x, y, width, height, shade(wood, 0.45))
    dice, row_height = brush.dice, height / rows
    for row in range(rows):
        left, index = x + 10, 0
        base = y + (row + 1) * row_height - 8
        while left < x + width - 24:
            wide = dice.between(f"bw{x}{row}{index}", 9, 22) if books else dice.between(f"bw{x}{row}{index}", 26, 44)
            tall = row_height * dice.between(f"bh{x}{row}{index}", 0.5, 0.82)
            hues: tuple[RGB, ...] = ((150, 62, 58), (64, 92, 132), (206, 176, 120), (74, 112, 92), (208, 204, 196), (88, 66, 84))
            if not dice.chance(f"bg{x}{row}{index}", 0.12):
                brush.rect(
                    left, base - tall, wide - 2, tall, by_lamp(brush, dice.pick(f"bc{x}{row}{index}", hues)), 0.95, 1 if books else 8
                )
            left += wide + (0 if books else 8)
            index += 1
        brush.rect(x, base, width, 10, wood)
    brush.rect(x, y, 9, height, wood)
    brush.rect(x + width - 9, y, 9, height, wood)
    brush.rect(x, y, width, 9, wood)


def lamp(brush: Brush, x: float, y: float, *, size: float = 1.0, shade_color: RGB = (250, 226, 176), stand: float = 0.0) -> None:
    """A lamp with a shade; it shines unless it is day."""
    if stand:
        brush.rect(x - 4, y, 8, stand, (70, 60, 58))
    lit = brush.hour in ("night", "dusk")
    color = shade_color if lit else shade(shade_color, 0.12)
    brush.poly([(x - 34 * size, y - 62 * size), (x + 34 * size, y - 62 * size), (x + 58 * size, y + 6), (x - 58 * size, y + 6)], color)
    if lit:
        brush.glow(x, y - 20, 330 * size, (255, 206, 130), 0.62)
        brush.glint(x, y - 24, 60 * size, (255, 226, 168), hertz=0.0)


def pendant(brush: Brush, x: float, y: float, *, size: float = 1.0, color: RGB = (58, 52, 56)) -> None:
    """A lamp that hangs from the ceiling."""
    brush.rect(x - 2, 0, 4, y - 30 * size, (48, 42, 44))
    brush.path(
        f"M {x - 46 * size} {y} Q {x - 40 * size} {y - 52 * size} {x} {y - 54 * size}"
        f" Q {x + 40 * size} {y - 52 * size} {x + 46 * size} {y} Z",
        color,
    )
    brush.oval(x, y + 2, 30 * size, 12 * size, (255, 236, 190))
    strength = {"night": 0.6, "dusk": 0.5}.get(brush.hour, 0.26)
    brush.glow(x, y + 20, 270 * size, (255, 210, 140), strength)
    brush.glint(x, y + 4, 34 * size, (255, 232, 180), hertz=0.0)


def plant(brush: Brush, x: float, y: float, *, size: float = 1.0) -> None:
    """A potted plant; (x, y) is the foot of its pot."""
    green = by_lamp(brush, (74, 118, 80))
    brush.path(
        f"M {x - 44 * size} {y - 90 * size} L {x + 44 * size} {y - 90 * size} L {x + 32 * size} {y} L {x - 32 * size} {y} Z",
        by_lamp(brush, (196, 176, 156)),
    )
    for k in range(11):
        lean = (k - 5) / 5
        tip = (x + 150 * size * lean, y - (330 - 130 * abs(lean) + 40 * brush.dice.unit(f"leaf{x}{k}")) * size)
        wide = 30 * size
        brush.path(
            f"M {x} {y - 86 * size} Q {x + 60 * lean * size - wide} {y - 230 * size} {tip[0]} {tip[1]}"
            f" Q {x + 60 * lean * size + wide} {y - 210 * size} {x} {y - 86 * size} Z",
            mix(green, (30, 60, 50), 0.5 * brush.dice.unit(f"lc{x}{k}")),
        )


def picture(brush: Brush, x: float, y: float, width: float, height: float) -> None:
    """A framed picture of nothing in particular."""
    brush.rect(x, y, width, height, by_lamp(brush, (92, 70, 56)))
    brush.rect(x + 8, y + 8, width - 16, height - 16, by_lamp(brush, (238, 230, 216)))
    tint: RGB = brush.dice.pick(f"art{x}", ((198, 120, 96), (96, 132, 158), (146, 152, 104)))
    brush.oval(x + width * 0.5, y + height * 0.56, width * 0.26, height * 0.24, by_lamp(brush, tint), 0.9)
    brush.oval(x + width * 0.62, y + height * 0.4, width * 0.12, height * 0.11, by_lamp(brush, tone(tint, 0.4)), 0.9)


def tube_lights(brush: Brush, back: tuple[float, float, float, float], count: int = 4) -> None:
    """Panels of light in a ceiling, smaller the farther."""
    left, top, right, _ = back
    for k in range(count):
        t = (k + 0.5) / count
        y = top * t
        half = 40 + (1 - t) * 110
        x = (left + right) / 2
        brush.poly(
            [
                (x - half, y - 14 * (1.2 - t)),
                (x + half, y - 14 * (1.2 - t)),
                (x + half * 0.9, y + 16 * (1.2 - t)),
                (x - half * 0.9, y + 16 * (1.2 - t)),
            ],
            (250, 252, 255),
        )
        brush.glow(x, y, half * 2.4, (226, 238, 255), 0.3)
