"""Rooms that people live in: living room, bedroom, kitchen, and the car."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush
from worker.studio.rig.scenery.room import curtain, lamp, pendant, picture, plant, room, shelf
from worker.studio.rig.scenery.sky import by_lamp, sky, skyline, window


def living(brush: Brush) -> None:
    """A sofa, pictures, a lamp, a window with curtains."""
    wall: RGB = brush.dice.pick("wall", ((224, 208, 190), (206, 214, 212), (226, 214, 202), (196, 204, 216)))
    room(brush, wall, (168, 132, 100))
    window(brush, 210, 230, 270, 420, frame=by_lamp(brush, (240, 236, 228)), city=brush.dice.chance("city", 0.6))
    cloth: RGB = brush.dice.pick("curtain", ((178, 96, 84), (108, 132, 128), (206, 184, 150)))
    curtain(brush, 160, 200, 78, 560, cloth)
    curtain(brush, 452, 200, 70, 560, cloth)
    brush.rect(140, 190, 400, 14, by_lamp(brush, (120, 92, 70)), radius=7)
    picture(brush, 568, 270, 150, 190)
    sofa: RGB = by_lamp(brush, brush.dice.pick("sofa", ((92, 112, 126), (168, 120, 92), (112, 92, 116))))
    brush.rect(150, 830, 600, 190, sofa, radius=34)
    brush.rect(120, 890, 110, 200, shade(sofa, 0.15), radius=34)
    brush.rect(670, 890, 110, 200, shade(sofa, 0.2), radius=34)
    brush.rect(220, 930, 460, 120, tone(sofa, 0.08), radius=20)
    brush.rect(260, 850, 120, 110, by_lamp(brush, (222, 188, 120)), radius=24)
    lamp(brush, 802, 560, size=1.25, stand=560)
    plant(brush, 70, 1120, size=1.2)


def bedroom(brush: Brush) -> None:
    """A headboard, pillows, two lamps, a curtained window."""
    wall: RGB = brush.dice.pick("wall", ((212, 198, 208), (196, 204, 216), (222, 208, 192)))
    room(brush, wall, (150, 122, 104))
    window(brush, 560, 220, 190, 430, frame=by_lamp(brush, (240, 236, 230)), panes=1)
    cloth: RGB = brush.dice.pick("curtain", ((126, 110, 150), (182, 126, 128), (110, 128, 150)))
    curtain(brush, 516, 190, 74, 700, cloth)
    curtain(brush, 724, 190, 90, 700, cloth)
    board = by_lamp(brush, (132, 98, 84))
    brush.rect(90, 600, 470, 420, board, radius=40)
    for k in range(4):
        brush.rect(112 + 110 * k, 622, 98, 330, tone(board, 0.14), radius=22)
    for x in (130, 330):
        brush.rect(x, 850, 190, 120, by_lamp(brush, (246, 242, 240)), radius=44)
    brush.rect(60, 940, 560, 300, by_lamp(brush, tone(cloth, 0.35)), radius=40)
    picture(brush, 250, 330, 150, 150)
    lamp(brush, 64, 760, size=1.0, stand=160)
    lamp(brush, 620, 790, size=0.9, stand=150)


def kitchen(brush: Brush) -> None:
    """Cabinets, tiles, a hood, a window over the sink."""
    front: RGB = brush.dice.pick("front", ((126, 152, 146), (224, 216, 202), (150, 108, 82), (96, 116, 144)))
    room(brush, (232, 226, 216), (190, 164, 136))
    cab = by_lamp(brush, front)
    for row in range(6):
        for column in range(16):
            brush.rect(150 + column * 38, 560 + row * 38, 36, 36, by_lamp(brush, (246, 244, 238)), 0.9, 3)
    for x in (0, 110, 226):
        brush.rect(x, 190, 108, 330, cab, radius=5)
        brush.rect(x + 12, 204, 84, 302, shade(cab, 0.1), radius=4)
        brush.oval(x + 92, 480, 6, 6, by_lamp(brush, (214, 190, 130)))
    window(brush, 360, 210, 230, 300, frame=by_lamp(brush, (246, 244, 240)), city=False)
    brush.poly([(650, 200), (780, 200), (860, 470), (610, 470)], by_lamp(brush, (176, 182, 188)))
    brush.rect(600, 462, 270, 34, by_lamp(brush, (144, 150, 158)))
    for index, x in enumerate((196, 236, 276)):
        brush.rect(
            x, 700 - 10 * index, 30, 80 + 10 * index, by_lamp(brush, ((198, 92, 72), (224, 186, 110), (96, 132, 104))[index]), radius=8
        )
    brush.rect(0, 786, WIDTH, 34, by_lamp(brush, (92, 78, 72)))
    for k in range(8):
        brush.rect(4 + k * 114, 826, 108, 380, cab, radius=5)
        brush.rect(34 + k * 114, 846, 48, 9, by_lamp(brush, (214, 190, 130)), radius=4)
    brush.rect(640, 690, 90, 90, by_lamp(brush, (70, 74, 84)), radius=14)
    brush.rect(726, 712, 56, 14, by_lamp(brush, (50, 50, 56)), radius=7)
    pendant(brush, 250, 150, size=0.9, color=by_lamp(brush, (196, 92, 66)))
    pendant(brush, 600, 150, size=0.9, color=by_lamp(brush, (196, 92, 66)))


def car(brush: Brush) -> None:
    """The back seat of a car: rear and side windows, headrests, the city going by."""
    leather: RGB = brush.dice.pick("leather", ((84, 64, 54), (52, 54, 64), (112, 92, 76)))
    sky(brush, 700)
    skyline(brush, 720, height=430)
    brush.rect(0, 640, WIDTH, 160, (46, 48, 58) if not brush.night else (18, 20, 34))
    for index in range(16):
        x, y = brush.dice.between(f"bokeh{index}", 60, 840), brush.dice.between(f"bokehy{index}", 420, 650)
        if brush.hour in ("night", "dusk"):
            color: RGB = brush.dice.pick(f"bc{index}", ((255, 196, 110), (255, 96, 80), (140, 200, 255)))
            brush.glow(x, y, 44, color, 0.7)
            if index < 8:
                brush.glint(x, y, 26, color, hertz=0.4 + 0.1 * index)
    brush.soften(5)
    trim = by_lamp(brush, (40, 40, 48))
    inside = shade(trim, 0.2)
    hole = "M 252 350 L 196 610 Q 450 640 704 610 L 648 350 Q 450 322 252 350 Z"
    left = "M 0 380 L 150 360 Q 168 362 160 400 L 120 640 L 0 660 Z"
    right = f"M {WIDTH} 380 L 750 360 Q 732 362 740 400 L 780 640 L {WIDTH} 660 Z"
    brush.path(f"M 0 0 L 0 {HEIGHT} L {WIDTH} {HEIGHT} L {WIDTH} 0 Z {hole} {left} {right}", inside)
    brush.fade(0, 0, WIDTH, 330, [tone(trim, 0.16), trim], [0.9, 0.0])
    brush.line([(60, 300), (840, 300)], tone(trim, 0.18), 8, 0.5)
    seat = by_lamp(brush, leather)
    brush.path(f"M 0 700 Q 110 650 230 690 Q 450 650 670 690 Q 790 650 {WIDTH} 700 L {WIDTH} {HEIGHT} L 0 {HEIGHT} Z", seat)
    for x in (136, 450, 764):
        brush.path(f"M {x - 86} 700 Q {x - 92} 566 {x - 58} 556 L {x + 58} 556 Q {x + 92} 566 {x + 86} 700 Z", tone(seat, 0.1))
        brush.rect(x - 60, 576, 120, 100, shade(seat, 0.12), radius=24)
    for x in (300, 600):
        brush.line([(x, 720), (x, HEIGHT)], shade(seat, 0.4), 6)
    for x in (200, 400, 500, 700):
        brush.line([(x, 780), (x, HEIGHT)], shade(seat, 0.25), 4, 0.7)
    brush.fade(0, 690, WIDTH, 110, [tone(seat, 0.3), seat], [0.4, 0.0])


__all__ = ["bedroom", "car", "kitchen", "living", "shelf"]
