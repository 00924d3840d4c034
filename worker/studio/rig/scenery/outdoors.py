"""Places under the sky: rooftop, street, market, harbour, park, forest."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.palette import mix, shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush
from worker.studio.rig.scenery.public import lantern
from worker.studio.rig.scenery.sky import by_hour, ground, sky, sky_colors, skyline


def rooftop(brush: Brush) -> None:
    """The city below, a railing, a water tank, an air conditioner."""
    sky(brush, 980)
    skyline(brush, 990, height=620, rows=3)
    brush.soften(3)
    ground(brush, 940, by_hour(brush, (122, 120, 126)), by_hour(brush, (158, 154, 156)))
    steel = by_hour(brush, (96, 102, 116))
    brush.rect(0, 916, WIDTH, 46, by_hour(brush, (170, 166, 166)))
    for k in range(19):
        brush.rect(14 + 48 * k, 756, 7, 162, steel)
    for y in (742, 826):
        brush.rect(0, y, WIDTH, 15, tone(steel, 0.12), radius=6)
    side = brush.dice.pick("tank side", (0, 1))
    x = 20 if side else 700
    tank = by_hour(brush, (150, 116, 92))
    for leg in (14, 150):
        brush.rect(x + leg, 620, 14, 320, steel)
    brush.fade(x, 390, 180, 250, [shade(tank, 0.3), tone(tank, 0.16), shade(tank, 0.4)], across=True)
    brush.path(f"M {x - 12} 392 L {x + 90} 318 L {x + 192} 392 Z", shade(tank, 0.3))
    for y in (450, 520, 590):
        brush.rect(x, y, 180, 6, shade(tank, 0.45))
    box = 690 if side else 30
    brush.rect(box, 800, 170, 150, by_hour(brush, (204, 206, 208)), radius=8)
    brush.oval(box + 60, 876, 48, 48, by_hour(brush, (120, 124, 130)))
    brush.oval(box + 60, 876, 14, 14, by_hour(brush, (190, 192, 196)))


def _facade(brush: Brush, side: int, near: float, far: float, color: RGB, index: int) -> None:
    """A house front that runs towards the vanishing point between two depths (1 is nearest)."""
    vx, vy = 450.0, 640.0

    def at(depth: float, height: float) -> tuple[float, float]:
        return vx + side * (90 + 420 * depth), vy - (height - 120) * (0.2 + depth)

    tall = brush.dice.between(f"tall{side}{index}", 620, 900)
    base_near, base_far = (at(near, 0)[0], vy + 120 + 330 * near), (at(far, 0)[0], vy + 120 + 330 * far)
    brush.poly([at(far, tall), at(near, tall), base_near, base_far], color)
    lit = brush.hour in ("night", "dusk")
    for row in range(5):
        for column in range(3):
            d0, d1 = far + (near - far) * (0.14 + 0.3 * column), far + (near - far) * (0.32 + 0.3 * column)
            h0, h1 = 330 + 110 * row, 400 + 110 * row
            if h1 < tall:
                on = lit and brush.dice.chance(f"on{side}{index}{row}{column}", 0.55)
                glass: RGB = (255, 212, 140) if on else shade(color, 0.4) if brush.night else tone(color, 0.34)
                brush.poly([at(d0, h1), at(d1, h1), at(d1, h0), at(d0, h0)], glass, 0.9)
    shop0, shop1 = far + (near - far) * 0.1, far + (near - far) * 0.9
    glow: RGB = (255, 214, 150) if lit else by_hour(brush, (132, 152, 166))
    brush.poly(
        [at(shop0, 240), at(shop1, 240), (at(shop1, 0)[0], vy + 112 + 322 * shop1), (at(shop0, 0)[0], vy + 112 + 322 * shop0)], glow, 0.9
    )
    sign: RGB = brush.dice.pick(f"sign{side}{index}", ((206, 62, 66), (64, 148, 168), (232, 168, 66), (126, 92, 178), (70, 150, 104)))
    brush.poly([at(shop0, 290), at(shop1, 290), at(shop1, 236), at(shop0, 236)], sign if lit else by_hour(brush, sign))
    if lit:
        x, y = at((near + far) / 2, 262)
        brush.glow(x, y, 150, sign, 0.55)
        brush.glint(x, y, 26, tone(sign, 0.5), hertz=0.5 + 0.3 * brush.dice.unit(f"h{side}{index}"))


def street(brush: Brush) -> None:
    """House fronts on both sides, shop signs, street lamps, a road to the horizon."""
    sky(brush, 760)
    skyline(brush, 770, height=330)
    ground(brush, 740, by_hour(brush, (86, 88, 98)), by_hour(brush, (128, 128, 136)))
    walls: tuple[RGB, ...] = ((176, 138, 116), (140, 150, 162), (186, 172, 148), (128, 116, 128), (160, 116, 106))
    for side in (-1, 1):
        for index, (near, far) in enumerate(((0.36, 0.08), (0.7, 0.38), (1.15, 0.72))):
            color = by_hour(brush, brush.dice.pick(f"wall{side}{index}", walls))
            _facade(brush, side, near, far, mix(color, sky_colors(brush)[2], 0.26 - 0.1 * index), index)
    brush.poly([(420, 760), (480, 760), (760, HEIGHT), (140, HEIGHT)], by_hour(brush, (70, 72, 82)))
    for k in range(5):
        y = 800 + 34 * (1.6**k)
        brush.poly(
            [(446, y), (454, y), (458 + 3 * k, y + 16 * 1.5**k), (442 - 3 * k, y + 16 * 1.5**k)], by_hour(brush, (230, 226, 210)), 0.8
        )
    for x, y, size in ((214, 420, 1.0), (700, 450, 0.9)):
        pole = by_hour(brush, (60, 64, 72))
        brush.rect(x - 5, y, 10, 640 * size, pole)
        reach = 70 if x < 450 else -70
        brush.line([(x, y), (x + reach, y - 20)], pole, 9)
        brush.oval(x + reach, y - 12, 26, 10, (255, 240, 206))
        if brush.hour in ("night", "dusk"):
            brush.glow(x + reach, y, 260, (255, 206, 130), 0.6)
            brush.glint(x + reach, y - 10, 40, (255, 226, 170), hertz=0.0)


def market(brush: Brush) -> None:
    """Striped awnings, strings of lanterns, neon signs, heaps of fruit."""
    sky(brush, 700)
    skyline(brush, 800, height=560)
    ground(brush, 760, by_hour(brush, (110, 92, 88)), by_hour(brush, (146, 124, 112)))
    lit = brush.hour in ("night", "dusk")
    stalls: tuple[tuple[float, float, float], ...] = ((280, 560, 0.55), (620, 560, 0.55), (60, 500, 1.0), (840, 500, 1.0))
    hues: tuple[RGB, ...] = ((206, 66, 58), (58, 124, 146), (226, 150, 62), (86, 140, 88))
    for index, (x, y, size) in enumerate(stalls):
        color = hues[(index + int(brush.dice.unit("hue") * 4)) % 4]
        cloth = color if lit else by_hour(brush, color)
        wide, drop = 300 * size, 130 * size
        brush.rect(x - wide * 0.48, y + drop, wide * 0.96, 420 * size, shade(by_hour(brush, (112, 78, 60)), 0.35))
        if lit:
            brush.fade(x - wide * 0.46, y + drop, wide * 0.92, 280 * size, [(255, 214, 140), (176, 110, 62)], [0.95, 0.6])
        for k in range(8):
            left = x - wide / 2 + wide * k / 8
            tint = cloth if k % 2 else tone(cloth, 0.82)
            brush.path(
                f"M {x - wide * 0.4 + wide * 0.8 * k / 8} {y} L {x - wide * 0.4 + wide * 0.8 * (k + 1) / 8} {y}"
                f" L {left + wide / 8} {y + drop} Q {left + wide / 16} {y + drop + 34 * size} {left} {y + drop} Z",
                tint,
            )
        for k in range(14):
            fx = x - wide * 0.44 + wide * 0.88 * (k + 0.5) / 14
            fruit: RGB = brush.dice.pick(f"fruit{index}{k}", ((226, 80, 60), (244, 176, 60), (128, 172, 70), (206, 60, 90)))
            brush.oval(fx, y + 400 * size - 14 * (k % 2), 17 * size, 17 * size, fruit if lit else by_hour(brush, fruit))
        brush.rect(x - wide / 2, y + 412 * size, wide, 190 * size, by_hour(brush, (146, 102, 72)))
        if lit:
            brush.glow(x, y + drop + 60, 260 * size, (255, 190, 110), 0.5)
    for index, (x, y) in enumerate(((150, 300), (752, 260))):
        neon: RGB = ((255, 92, 130), (86, 226, 226))[(index + int(brush.dice.unit("neon") * 2)) % 2]
        brush.rect(x - 42, y - 110, 84, 230, (34, 28, 46) if lit else by_hour(brush, (90, 60, 70)), radius=10)
        for k in range(3):
            brush.line(
                [(x - 22, y - 70 + 70 * k), (x + 22, y - 70 + 70 * k), (x, y - 96 + 70 * k), (x, y - 44 + 70 * k)],
                neon if lit else tone(neon, 0.3),
                7,
            )
        if lit:
            brush.glow(x, y, 260, neon, 0.5)
            brush.glint(x, y - 20, 60, neon, hertz=1.1)
    for k in range(5):
        lantern(brush, 110 + 172 * k, 150 + 36 * (k % 2), 0.8)


def harbour(brush: Brush) -> None:
    """The sea to the horizon, ships, a crane, a lighthouse, the planks of a pier."""
    sky(brush, 700)
    colors = sky_colors(brush)
    if brush.dice.chance("far city", 0.5):
        skyline(brush, 700, height=150, rows=1)
    else:
        brush.path("M 0 700 Q 160 620 330 690 Q 520 640 640 690 Q 780 640 900 700 Z", mix(by_hour(brush, (96, 116, 132)), colors[2], 0.4))
    sea = by_hour(brush, (52, 112, 140))
    brush.fade(0, 698, WIDTH, 420, [mix(sea, colors[2], 0.45), sea, shade(sea, 0.4)])
    for k in range(54):
        y = 706 + 330 * brush.dice.unit(f"wy{k}") ** 1.6
        x, wide = brush.dice.between(f"wx{k}", 0, WIDTH), 20 + (y - 700) * 0.3
        brush.line([(x, y), (x + wide, y)], tone(mix(sea, colors[2], 0.6), 0.2), 2 + (y - 700) / 110, 0.5)
    tower_x = brush.dice.pick("lighthouse", (160, 744))
    brush.path(f"M {tower_x - 30} 700 L {tower_x - 18} 400 L {tower_x + 18} 400 L {tower_x + 30} 700 Z", by_hour(brush, (240, 236, 230)))
    for k in (0, 2):
        brush.path(
            f"M {tower_x - 27 + k * 2} {620 - 90 * k / 1} L {tower_x + 27 - k * 2} {620 - 90 * k / 1}"
            f" L {tower_x + 24 - k * 2} {560 - 90 * k / 1} L {tower_x - 24 + k * 2} {560 - 90 * k / 1} Z",
            by_hour(brush, (196, 60, 58)),
        )
    brush.rect(tower_x - 22, 360, 44, 42, (255, 240, 190) if brush.hour in ("night", "dusk") else by_hour(brush, (90, 96, 104)))
    brush.path(f"M {tower_x - 30} 362 L {tower_x} 326 L {tower_x + 30} 362 Z", by_hour(brush, (170, 52, 52)))
    if brush.hour in ("night", "dusk"):
        brush.glow(tower_x, 380, 300, (255, 230, 160), 0.7)
        brush.glint(tower_x, 380, 60, (255, 240, 190), hertz=0.25)
    ship = 640 if tower_x < 450 else 250
    hull = by_hour(brush, (120, 52, 52))
    brush.path(f"M {ship - 170} 690 L {ship + 180} 690 L {ship + 150} 760 L {ship - 140} 760 Z", hull)
    for k in range(5):
        brush.rect(
            ship - 130 + 48 * k,
            642 - 30 * (k % 2),
            44,
            48 + 30 * (k % 2),
            by_hour(brush, ((196, 92, 62), (72, 116, 150), (206, 168, 84), (94, 130, 100), (150, 150, 160))[k]),
        )
    brush.rect(ship + 116, 590, 48, 100, by_hour(brush, (236, 234, 230)))
    crane = by_hour(brush, (206, 150, 62))
    brush.line([(ship - 210, 700), (ship - 190, 330), (ship + 80, 300)], crane, 12)
    brush.line([(ship - 190, 330), (ship - 120, 700)], crane, 9)
    brush.line([(ship - 190, 260), (ship + 80, 300)], crane, 5)
    brush.line([(ship + 40, 304), (ship + 40, 470)], shade(crane, 0.4), 4)
    plank = by_hour(brush, (142, 106, 80))
    brush.poly([(250, 960), (650, 960), (WIDTH + 120, HEIGHT), (-120, HEIGHT)], plank)
    for k in range(11):
        y = 960 + 440 * (k / 11) ** 1.5
        brush.line([(250 - 370 * (y - 960) / 440, y), (650 + 370 * (y - 960) / 440, y)], shade(plank, 0.45), 4 + k * 0.6)
    for x in (236, 664):
        brush.rect(x - 18, 870, 36, 120, shade(plank, 0.3), radius=8)
    if brush.hour in ("night", "dusk"):
        for k in range(9):
            x = 60 + 98 * k
            brush.glint(x, 694, 16, (255, 206, 130), hertz=0.3 + 0.07 * k)


def _tree(brush: Brush, x: float, y: float, size: float, color: RGB, name: str) -> None:
    trunk = shade(by_hour(brush, (110, 80, 62)), 0.1)
    brush.path(
        f"M {x - 15 * size} {y} Q {x - 8 * size} {y - 150 * size} {x - 7 * size} {y - 260 * size}"
        f" L {x + 9 * size} {y - 260 * size} Q {x + 10 * size} {y - 140 * size} {x + 17 * size} {y} Z",
        trunk,
    )
    for k in range(13):
        dx, dy = brush.dice.between(f"{name}x{k}", -110, 110) * size, brush.dice.between(f"{name}y{k}", -420, -220) * size
        radius = brush.dice.between(f"{name}r{k}", 52, 96) * size
        brush.oval(x + dx, y + dy, radius, radius * 0.84, tone(color, 0.16) if k > 8 else shade(color, 0.3 - 0.022 * k))


def park(brush: Brush) -> None:
    """Trees, a lawn, a path, a bench, a lamp."""
    sky(brush, 800)
    green = by_hour(brush, brush.dice.pick("green", ((104, 158, 84), (126, 162, 82), (206, 132, 74), (232, 168, 186))))
    lawn = by_hour(brush, (122, 168, 92))
    for k in range(12):
        brush.oval(
            80 * k + brush.dice.between(f"hx{k}", -30, 30),
            770,
            110,
            brush.dice.between(f"hy{k}", 90, 170),
            mix(green, sky_colors(brush)[2], 0.45),
        )
    ground(brush, 790, shade(lawn, 0.2), lawn)
    brush.poly([(430, 800), (500, 800), (720, HEIGHT), (180, HEIGHT)], by_hour(brush, (216, 198, 168)))
    for index, (x, y, size) in enumerate(((300, 830, 0.7), (640, 830, 0.76), (60, 960, 1.45), (860, 970, 1.5))):
        _tree(brush, x, y, size, green, f"tree{index}")
    wood = by_hour(brush, (150, 102, 70))
    for y in (850, 884, 930):
        brush.rect(120, y, 260, 20, wood, radius=5)
    for x in (136, 352):
        brush.rect(x, 846, 14, 150, shade(wood, 0.5))
    pole = by_hour(brush, (52, 58, 62))
    brush.rect(566, 470, 12, 480, pole)
    brush.path(
        "M 540 470 L 604 470 L 594 404 L 550 404 Z", (255, 238, 190) if brush.hour in ("night", "dusk") else by_hour(brush, (236, 236, 226))
    )
    brush.path("M 534 406 L 572 372 L 610 406 Z", pole)
    if brush.hour in ("night", "dusk"):
        brush.glow(572, 440, 300, (255, 214, 140), 0.7)
        brush.glint(572, 440, 46, (255, 232, 176), hertz=0.0)


def forest(brush: Brush) -> None:
    """Trunks in the haze, undergrowth, shafts of light."""
    colors = sky_colors(brush)
    leaf = by_hour(brush, (86, 132, 92))
    brush.fade(0, 0, WIDTH, HEIGHT, [mix(leaf, colors[1], 0.5), mix(leaf, colors[2], 0.62), shade(leaf, 0.5)])
    for layer in range(3):
        haze = 0.62 - 0.27 * layer
        trunk = mix(by_hour(brush, (92, 72, 60)), mix(leaf, colors[2], 0.6), haze)
        for k in range(9 - 2 * layer):
            x = brush.dice.between(f"t{layer}{k}", -20, 920)
            wide = (18 + 24 * layer) * brush.dice.between(f"w{layer}{k}", 0.7, 1.3)
            if layer == 2 and 250 < x < 650:
                x += 420
            brush.path(
                f"M {x - wide} {960 + 90 * layer} Q {x - wide * 0.5} 400 {x - wide * 0.6} 0"
                f" L {x + wide * 0.6} 0 Q {x + wide * 0.5} 400 {x + wide} {960 + 90 * layer} Z",
                trunk,
            )
        for k in range(12):
            x, y = brush.dice.between(f"lx{layer}{k}", 0, 900), brush.dice.between(f"ly{layer}{k}", -60, 200 - 40 * layer)
            brush.oval(x, y, 130, 74, mix(shade(leaf, 0.2 * layer), colors[2], haze * 0.8), 0.8)
        for k in range(10):
            x = brush.dice.between(f"bx{layer}{k}", 0, 900)
            brush.oval(x, 960 + 110 * layer, 120, 80, mix(shade(leaf, 0.24 * layer), colors[2], haze * 0.7))
    if not brush.night:
        for k in range(4):
            x = 240 + 150 * k
            brush.poly([(x, -20), (x + 50, -20), (x - 130, 1000), (x - 300, 1000)], (255, 246, 206), 0.1)
    else:
        for k in range(14):
            x, y = brush.dice.between(f"fx{k}", 40, 860), brush.dice.between(f"fy{k}", 300, 1000)
            brush.glint(x, y, 14, (226, 255, 150), hertz=0.3 + 0.3 * brush.dice.unit(f"ff{k}"))
    brush.rect(0, 1180, WIDTH, 240, shade(leaf, 0.6))
