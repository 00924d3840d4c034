"""Rooms that people work, learn and are judged in: office, boardroom, corridor, hospital, classroom, court."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush
from worker.studio.rig.scenery.room import BACK, curtain, lamp, picture, plant, room, shelf, tube_lights
from worker.studio.rig.scenery.sky import by_lamp, window


def office(brush: Brush) -> None:
    """A tall window on the city, a bookcase, a plant, a desk lamp."""
    wall: RGB = brush.dice.pick("wall", ((206, 208, 214), (192, 182, 172), (178, 190, 200)))
    wood: RGB = brush.dice.pick("wood", ((126, 88, 62), (92, 72, 62), (154, 116, 84)))
    room(brush, wall, (122, 110, 106))
    window(brush, 300, 190, 450, 610, frame=by_lamp(brush, (74, 76, 86)), panes=3)
    shelf(brush, 24, 230, 240, 700, wood)
    lamp(brush, 800, 700, size=0.8, stand=130)
    brush.rect(520, 820, 400, 40, by_lamp(brush, wood), radius=4)
    brush.rect(560, 860, 330, 260, shade(by_lamp(brush, wood), 0.3))
    brush.rect(590, 700, 150, 104, by_lamp(brush, (44, 46, 54)), radius=8)
    brush.rect(650, 800, 30, 24, by_lamp(brush, (60, 62, 70)))
    plant(brush, 300, 1080, size=1.0)


def boardroom(brush: Brush) -> None:
    """A glass wall, a screen with a chart, a long table and its chairs."""
    room(brush, (190, 196, 206), (104, 98, 100), ceiling=(226, 230, 236))
    window(brush, 150, 180, 330, 540, frame=by_lamp(brush, (66, 70, 82)), panes=3)
    brush.rect(520, 270, 250, 180, (28, 34, 52), radius=8)
    brush.rect(530, 280, 230, 160, (44, 62, 104))
    for k in range(6):
        tall = 30 + 90 * brush.dice.unit(f"bar{k}")
        brush.rect(550 + 34 * k, 430 - tall, 20, tall, (112, 190, 226))
    brush.line([(556, 380), (600, 352), (640, 366), (690, 316), (740, 300)], (255, 206, 110), 5)
    brush.glow(645, 360, 230, (120, 170, 255), 0.25)
    tube_lights(brush, BACK)
    wood = by_lamp(brush, (112, 76, 58))
    for k in range(4):
        for side in (-1, 1):
            x, y, size = 450 + side * (150 + 60 * k), 760 + 74 * k, 0.6 + 0.16 * k
            brush.rect(x - 50 * size, y - 110 * size, 100 * size, 170 * size, by_lamp(brush, (50, 52, 62)), radius=20 * size)
    brush.poly([(340, 800), (560, 800), (860, HEIGHT), (40, HEIGHT)], wood)
    brush.poly([(370, 800), (450, 800), (400, HEIGHT), (200, HEIGHT)], tone(wood, 0.16), 0.6)


def corridor(brush: Brush) -> None:
    """Doors on both sides, lights in the ceiling, a window at the end."""
    back = (330.0, 300.0, 570.0, 800.0)
    wall: RGB = brush.dice.pick("wall", ((204, 208, 210), (214, 204, 190), (190, 200, 206)))
    door: RGB = brush.dice.pick("door", ((136, 98, 70), (96, 116, 136), (150, 150, 156)))
    room(brush, wall, (140, 138, 142), back=back)
    window(brush, 366, 340, 168, 300, frame=by_lamp(brush, (230, 230, 230)), panes=2)
    for depth in range(3):
        near, far = 0.96 - 0.3 * depth, 0.8 - 0.3 * depth
        for side in (-1, 1):
            edges = [_wall_x(side, far), _wall_x(side, near)]
            tops = [300 - 300 * far + 150 * (1 - far) * 0 + 190 * far, 300 - 300 * near + 190 * near]
            lows = [800 + 410 * far, 800 + 410 * near]
            brush.poly([(edges[0], tops[0]), (edges[1], tops[1]), (edges[1], lows[1]), (edges[0], lows[0])], by_lamp(brush, door))
            middle = (tops[0] + lows[0]) / 2
            brush.oval(edges[0] + (edges[1] - edges[0]) * 0.2, middle, 7, 9, by_lamp(brush, (222, 196, 130)))
    tube_lights(brush, back, 5)
    for side in (-1, 1):
        brush.line([(_wall_x(side, 0), 640), (_wall_x(side, 1), 830)], shade(by_lamp(brush, wall), 0.3), 12, 0.7)
    brush.poly([(400, 800), (500, 800), (620, HEIGHT), (280, HEIGHT)], (255, 255, 255), 0.14)


def _wall_x(side: int, depth: float) -> float:
    """Where a side wall stands at a depth from the far end (0) to the near one (1)."""
    return 450 + side * (120 + 330 * depth)


def hospital(brush: Brush) -> None:
    """A bed, a drip, a monitor, a curtain on a rail, pale green light."""
    room(brush, (214, 228, 226), (186, 198, 200), ceiling=(240, 246, 246))
    window(brush, 330, 220, 240, 330, frame=by_lamp(brush, (248, 250, 250)), panes=2)
    curtain(brush, 20, 190, 170, 720, (132, 186, 184))
    brush.rect(0, 178, 330, 12, by_lamp(brush, (170, 178, 186)))
    brush.rect(640, 330, 210, 150, (42, 50, 60), radius=12)
    brush.rect(654, 344, 182, 122, (16, 30, 34), radius=6)
    beat = [(660, 410), (700, 410), (712, 380), (726, 440), (738, 396), (748, 410), (830, 410)]
    brush.line(beat, (104, 240, 160), 5)
    brush.glow(745, 405, 150, (110, 240, 170), 0.2)
    brush.rect(736, 480, 16, 360, by_lamp(brush, (178, 186, 194)))
    brush.rect(608, 250, 8, 640, by_lamp(brush, (186, 194, 200)))
    brush.rect(582, 250, 60, 8, by_lamp(brush, (186, 194, 200)))
    brush.rect(590, 262, 46, 92, (226, 240, 250), 0.85, 12)
    bed = by_lamp(brush, (244, 248, 250))
    brush.rect(150, 700, 36, 420, by_lamp(brush, (166, 180, 190)), radius=14)
    brush.rect(180, 800, 560, 150, bed, radius=26)
    brush.rect(190, 760, 190, 110, tone(bed, 0.4), radius=40)
    brush.rect(170, 900, 600, 220, by_lamp(brush, (150, 196, 204)), radius=20)
    brush.rect(250, 610, 60, 18, (226, 92, 92))
    brush.rect(271, 589, 18, 60, (226, 92, 92))
    tube_lights(brush, BACK)


def classroom(brush: Brush) -> None:
    """A blackboard with writing, windows, rows of desks."""
    room(brush, (226, 218, 196), (172, 138, 104))
    brush.rect(210, 260, 480, 330, by_lamp(brush, (132, 96, 66)), radius=6)
    brush.rect(226, 276, 448, 298, by_lamp(brush, (46, 84, 72)))
    for row in range(4):
        x = 250.0
        for index in range(7):
            wide = brush.dice.between(f"word{row}{index}", 20, 60)
            if x + wide < 650:
                brush.line(
                    [(x, 322 + 62 * row), (x + wide, 318 + 62 * row + 6 * brush.dice.unit(f"wave{row}{index}"))], (226, 236, 226), 5, 0.75
                )
            x += wide + 18
    brush.rect(226, 574, 448, 16, by_lamp(brush, (166, 126, 90)))
    for k in range(2):
        x = 10 + k * 70
        brush.poly(
            [(x, 200 + 40 * k), (x + 56, 226 + 40 * k), (x + 56, 760 - 10 * k), (x, 810 - 10 * k)],
            (206, 232, 248) if not brush.night else (30, 40, 76),
        )
    brush.glow(60, 480, 380, (255, 246, 220), 0.0 if brush.night else 0.45)
    brush.oval(450, 210, 34, 34, by_lamp(brush, (250, 250, 250)))
    brush.line([(450, 210), (450, 188)], (40, 40, 46), 4)
    brush.line([(450, 210), (466, 216)], (40, 40, 46), 4)
    for row in range(3):
        for k in range(4):
            size = 0.7 + 0.26 * row
            x, y = 450 + (k - 1.5) * 250 * size, 800 + 130 * row
            brush.rect(x - 84 * size, y, 168 * size, 22 * size, by_lamp(brush, (206, 164, 112)), radius=4)
            brush.rect(x - 74 * size, y + 22 * size, 10 * size, 100 * size, by_lamp(brush, (110, 112, 118)))
            brush.rect(x + 64 * size, y + 22 * size, 10 * size, 100 * size, by_lamp(brush, (110, 112, 118)))
    picture(brush, 720, 320, 110, 150)


def court(brush: Brush) -> None:
    """Panelled wood, the judge's bench, the scales over it, flags."""
    wood: RGB = (128, 82, 54)
    room(brush, (172, 124, 86), (112, 78, 60), ceiling=(220, 204, 180))
    panel = by_lamp(brush, wood)
    for k in range(6):
        brush.rect(156 + 100 * k, 180, 88, 520, panel, radius=4)
        brush.rect(168 + 100 * k, 196, 64, 488, tone(panel, 0.1), radius=3)
    gold = by_lamp(brush, (226, 188, 104))
    brush.oval(450, 330, 106, 106, by_lamp(brush, (96, 40, 40)))
    brush.oval(450, 330, 92, 92, by_lamp(brush, (140, 52, 50)))
    brush.rect(446, 262, 8, 130, gold)
    brush.line([(386, 292), (514, 292)], gold, 8)
    for x in (386, 514):
        brush.line([(x, 292), (x - 24, 346), (x + 24, 346), (x, 292)], gold, 4)
        brush.path(f"M {x - 28} 346 L {x + 28} 346 Q {x} 376 {x - 28} 346 Z", gold)
    brush.rect(418, 388, 64, 12, gold, radius=4)
    for side, color in ((-1, (176, 48, 52)), (1, (56, 84, 142))):
        x = 450 + side * 250
        brush.rect(x - 4, 230, 8, 560, gold)
        brush.path(
            f"M {x} 250 Q {x + side * 66} 268 {x + side * 80} 330 L {x + side * 58} 590 Q {x + side * 26} 560 {x} 600 Z",
            by_lamp(brush, color),
        )
    brush.rect(190, 660, 520, 60, shade(panel, 0.25), radius=6)
    brush.rect(210, 710, 480, 320, shade(panel, 0.12))
    for k in range(4):
        brush.rect(228 + 116 * k, 740, 98, 250, shade(panel, 0.3), radius=4)
    brush.rect(0, 960, WIDTH, 30, shade(panel, 0.1))
    for k in range(18):
        brush.rect(10 + 52 * k, 990, 22, 230, shade(panel, 0.24), radius=8)
    brush.glow(450, 120, 520, (255, 226, 176), 0.35)
