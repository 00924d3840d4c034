"""Rooms where people meet: hall, restaurant, café, tea shop, and the plain studio."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import mix, shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush
from worker.studio.rig.scenery.room import curtain, lamp, pendant, plant, room, shelf
from worker.studio.rig.scenery.sky import by_lamp, window


def hall(brush: Brush) -> None:
    """Columns, chandeliers, drapes, a red carpet, tables with candles."""
    room(brush, (222, 200, 166), (150, 108, 84), ceiling=(238, 222, 194))
    gold = by_lamp(brush, (222, 182, 104))
    curtain(brush, 300, 230, 300, 560, brush.dice.pick("drape", ((140, 40, 50), (72, 56, 112), (44, 84, 92))))
    brush.path("M 290 226 L 610 226 L 610 290 Q 560 350 530 290 Q 490 360 450 290 Q 410 360 370 290 Q 330 350 290 290 Z", gold)
    for x in (40, 190, 650, 800):
        wide = 66 if x in (40, 800) else 48
        top, low = (90, 1100) if x in (40, 800) else (180, 960)
        brush.fade(
            x,
            top,
            wide,
            low - top,
            [by_lamp(brush, (196, 178, 150)), by_lamp(brush, (250, 240, 220)), by_lamp(brush, (176, 156, 130))],
            across=True,
        )
        brush.rect(x - 12, top, wide + 24, 30, gold, radius=6)
        brush.rect(x - 12, low - 30, wide + 24, 34, gold, radius=6)
    for x, y, size in ((450, 150, 1.0), (150, 220, 0.62), (750, 220, 0.62)):
        brush.rect(x - 3, 0, 6, y, gold)
        for k in range(-4, 5):
            brush.line([(x, y - 30 * size), (x + k * 34 * size, y + 26 * size - abs(k) * 3)], gold, 5 * size)
            brush.oval(x + k * 34 * size, y + 16 * size - abs(k) * 3, 8 * size, 14 * size, (255, 248, 220))
            if k % 2 == 0:
                brush.glint(x + k * 34 * size, y + 12 * size, 26 * size, (255, 232, 176), hertz=0.6 + 0.1 * (k % 3))
        brush.glow(x, y + 10, 320 * size, (255, 220, 150), 0.6)
    brush.poly([(380, 960), (520, 960), (700, HEIGHT), (200, HEIGHT)], by_lamp(brush, (150, 36, 46)))
    for x, y, size in ((120, 960, 0.9), (790, 970, 0.9), (270, 890, 0.6), (650, 890, 0.6)):
        brush.oval(x, y, 130 * size, 30 * size, by_lamp(brush, (250, 246, 238)))
        brush.rect(x - 120 * size, y, 240 * size, 150 * size, by_lamp(brush, (236, 228, 216)))
        brush.glint(x, y - 40 * size, 30 * size, (255, 214, 140), hertz=1.4)


def restaurant(brush: Brush) -> None:
    """Pendant lamps, a bar with bottles, tables, a window."""
    wall: RGB = brush.dice.pick("wall", ((126, 62, 58), (66, 84, 88), (120, 92, 72)))
    room(brush, wall, (112, 82, 66), ceiling=(70, 58, 58))
    window(brush, 160, 250, 240, 380, frame=by_lamp(brush, (70, 52, 46)), panes=2)
    shelf(brush, 450, 240, 330, 360, (122, 82, 56), rows=3, books=False)
    for k in range(12):
        color: RGB = brush.dice.pick(f"bottle{k}", ((86, 128, 84), (176, 112, 56), (140, 44, 52), (206, 196, 150)))
        x, y = 466 + 26 * k, (348, 468, 588)[k % 3]
        brush.rect(x, y - 64, 16, 64, by_lamp(brush, color), radius=4)
        brush.rect(x + 5, y - 86, 6, 26, by_lamp(brush, color))
    brush.rect(430, 690, 480, 40, by_lamp(brush, (158, 112, 76)), radius=6)
    brush.rect(440, 730, 470, 280, by_lamp(brush, (92, 62, 50)))
    for x, y in ((120, 880), (330, 960), (700, 1030)):
        brush.oval(x, y, 150, 34, by_lamp(brush, (246, 240, 232)))
        brush.rect(x - 130, y, 260, 120, by_lamp(brush, (232, 224, 214)))
        brush.oval(x, y - 20, 10, 22, (255, 214, 150))
        brush.glint(x, y - 24, 30, (255, 206, 130), hertz=1.2)
    for x, y in ((180, 190), (450, 160), (720, 190)):
        pendant(brush, x, y, size=1.0, color=by_lamp(brush, (206, 150, 84)))


def cafe(brush: Brush) -> None:
    """A chalkboard menu, a counter with a coffee machine, plants, a shop window."""
    room(brush, (216, 202, 182), (156, 122, 94), ceiling=(94, 82, 76))
    window(brush, 130, 240, 260, 470, frame=by_lamp(brush, (60, 74, 70)), panes=2)
    brush.rect(440, 250, 330, 240, by_lamp(brush, (110, 78, 56)), radius=6)
    brush.rect(454, 264, 302, 212, by_lamp(brush, (48, 50, 52)))
    for row in range(5):
        brush.line([(476, 312 + 34 * row), (476 + brush.dice.between(f"item{row}", 90, 170), 312 + 34 * row)], (236, 232, 220), 6, 0.85)
        brush.line([(700, 312 + 34 * row), (734, 312 + 34 * row)], (255, 206, 120), 6, 0.9)
    brush.rect(400, 740, 500, 44, by_lamp(brush, (176, 126, 84)), radius=6)
    for k in range(9):
        brush.rect(410 + 56 * k, 784, 52, 300, by_lamp(brush, (86, 110, 106) if k % 2 else (96, 122, 116)))
    brush.rect(600, 610, 180, 130, by_lamp(brush, (190, 194, 200)), radius=14)
    brush.rect(620, 640, 140, 40, by_lamp(brush, (70, 72, 80)), radius=6)
    for x in (630, 690, 750):
        brush.rect(x - 4, 690, 8, 26, by_lamp(brush, (60, 60, 66)))
    for k in range(4):
        brush.rect(440 + 34 * k, 706, 26, 32, by_lamp(brush, (248, 246, 242)), radius=6)
    brush.oval(210, 940, 170, 36, by_lamp(brush, (190, 140, 98)))
    brush.rect(200, 940, 20, 220, by_lamp(brush, (70, 62, 60)))
    plant(brush, 60, 1060, size=1.15)
    plant(brush, 830, 740, size=0.5)
    for x in (220, 450, 690):
        pendant(brush, x, 190, size=0.82, color=by_lamp(brush, (58, 92, 84)))


def teashop(brush: Brush) -> None:
    """Lattice screens, a scroll, shelves of tea caddies, red lanterns."""
    room(brush, (206, 180, 140), (120, 82, 58), ceiling=(104, 70, 50))
    wood = by_lamp(brush, (96, 58, 42))
    for x in (40, 600):
        brush.rect(x, 210, 240, 560, by_lamp(brush, (238, 222, 188)))
        for k in range(7):
            brush.rect(x + 38 * k, 210, 9, 560, wood)
        for k in range(13):
            brush.rect(x, 210 + 45 * k, 240, 9, wood)
        brush.rect(x - 10, 200, 260, 18, wood)
        brush.rect(x - 10, 764, 260, 18, wood)
    shelf(brush, 300, 560, 300, 330, (120, 76, 52), rows=3, books=False)
    brush.rect(392, 220, 116, 310, by_lamp(brush, (246, 238, 218)))
    brush.rect(382, 214, 136, 14, wood, radius=6)
    brush.rect(382, 524, 136, 14, wood, radius=6)
    for k in range(3):
        y = 262 + 88 * k
        for stroke in range(5):
            dx, dy = brush.dice.between(f"sx{k}{stroke}", -30, 30), brush.dice.between(f"sy{k}{stroke}", -26, 26)
            brush.line([(450 + dx, y + dy), (450 - dx * 0.6, y + dy * 0.3 + 8)], (38, 32, 34), 7, 0.9)
    for x, y in ((120, 150), (330, 120), (570, 120), (780, 150)):
        lantern(brush, x, y, 1.0)
    brush.rect(0, 930, WIDTH, 40, by_lamp(brush, (136, 88, 60)), radius=6)
    brush.rect(20, 970, WIDTH - 40, 300, wood)
    brush.oval(700, 904, 50, 40, by_lamp(brush, (150, 84, 60)))
    brush.line([(742, 900), (776, 876)], by_lamp(brush, (150, 84, 60)), 14)
    for x in (560, 610, 180):
        brush.path(f"M {x - 20} 900 L {x + 20} 900 L {x + 12} 930 L {x - 12} 930 Z", by_lamp(brush, (240, 236, 226)))


def lantern(brush: Brush, x: float, y: float, size: float) -> None:
    """A red paper lantern that hangs from above and glows at night."""
    lit = brush.hour in ("night", "dusk")
    red: RGB = (226, 62, 46) if lit else (190, 48, 44)
    brush.rect(x - 2, 0, 4, y - 50 * size, (60, 40, 36))
    brush.oval(x, y, 58 * size, 48 * size, red)
    for k in (-0.6, -0.25, 0.25, 0.6):
        brush.oval(x + 58 * size * k, y, 3 * size, 44 * size, shade(red, 0.35), 0.6)
    brush.oval(x, y, 22 * size, 40 * size, (255, 150, 90), 0.6 if lit else 0.2)
    for dy in (-50, 44):
        brush.rect(x - 24 * size, y + dy * size, 48 * size, 10 * size, (222, 178, 92), radius=3)
    for k in (-8, 0, 8):
        brush.line([(x + k * size, y + 54 * size), (x + k * size * 1.4, y + 96 * size)], (222, 178, 92), 3 * size)
    if lit:
        brush.glow(x, y, 210 * size, (255, 120, 70), 0.6)
        brush.glint(x, y, 56 * size, (255, 150, 90), hertz=0.3)


def studio(brush: Brush) -> None:
    """A plain backdrop with soft lights: for settings that name no place, and for reference pictures."""
    base: RGB = brush.dice.pick("backdrop", ((150, 164, 186), (176, 164, 160), (146, 168, 166), (166, 158, 182)))
    base = by_lamp(brush, base)
    brush.fade(0, 0, WIDTH, HEIGHT, [tone(base, 0.3), base, shade(base, 0.3)])
    brush.glow(450, 430, 640, tone(base, 0.5), 0.55)
    for k in range(9):
        x, y = brush.dice.between(f"x{k}", 40, 860), brush.dice.between(f"y{k}", 60, 760)
        brush.oval(x, y, 40 + 50 * brush.dice.unit(f"r{k}"), 40 + 50 * brush.dice.unit(f"r{k}"), mix(base, (255, 255, 255), 0.7), 0.12)


__all__ = ["cafe", "hall", "lamp", "lantern", "restaurant", "studio", "teashop"]
