"""Skies, skylines and what windows look out on."""

from worker.studio.rig.ink import RGB
from worker.studio.rig.light import Hour
from worker.studio.rig.palette import mix, shade, tone
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush

SKIES: dict[Hour, tuple[RGB, RGB, RGB]] = {
    "day": ((84, 158, 226), (150, 206, 242), (226, 242, 250)),
    "morning": ((126, 178, 224), (214, 222, 226), (255, 228, 190)),
    "dusk": ((58, 48, 106), (206, 96, 104), (255, 186, 112)),
    "night": ((12, 16, 42), (28, 36, 80), (66, 70, 122)),
}
_GREYS: dict[Hour, tuple[RGB, RGB, RGB]] = {
    "day": ((120, 134, 150), (164, 176, 188), (204, 212, 218)),
    "morning": ((136, 146, 160), (180, 188, 196), (218, 218, 216)),
    "dusk": ((62, 60, 88), (116, 98, 118), (176, 142, 138)),
    "night": ((18, 22, 38), (36, 44, 66), (64, 72, 98)),
}


def sky_colors(brush: Brush) -> tuple[RGB, RGB, RGB]:
    """Zenith, middle and horizon at this hour and in this weather."""
    return SKIES[brush.hour] if brush.weather == "clear" else _GREYS[brush.hour]


def sky(brush: Brush, horizon: float, *, x: float = 0, y: float = 0, width: float = WIDTH) -> None:
    """The sky down to the horizon: gradient, sun or moon, stars, clouds."""
    colors, dice = sky_colors(brush), brush.dice
    brush.fade(x, y, width, horizon - y, colors)
    if brush.weather != "clear":
        for index in range(7):
            cx, cy = x + dice.between(f"grey{index}", 0, width), y + dice.between(f"greyy{index}", 0.02, 0.5) * (horizon - y)
            brush.oval(cx, cy, width * 0.34, 46, tone(colors[1], 0.14), 0.28)
        return
    body_x, body_y = x + width * dice.between("sun x", 0.62, 0.84), y + (horizon - y) * dice.between("sun y", 0.14, 0.3)
    if brush.hour == "night":
        for index in range(60):
            brush.oval(
                x + dice.between(f"sx{index}", 0, width),
                y + dice.between(f"sy{index}", 0, 0.7) * (horizon - y),
                1.5,
                1.5,
                (255, 255, 255),
                dice.between(f"sa{index}", 0.2, 0.9),
            )
        brush.glow(body_x, body_y, width * 0.3, (150, 176, 240), 0.55)
        brush.oval(body_x, body_y, width * 0.06, width * 0.06, (250, 244, 222))
        brush.oval(body_x + 10, body_y - 8, width * 0.016, width * 0.014, (226, 218, 198), 0.7)
    elif brush.hour == "dusk":
        brush.glow(body_x, horizon - 40, width * 0.62, (255, 170, 90), 0.8)
        brush.oval(body_x, horizon - (horizon - y) * 0.14, width * 0.085, width * 0.085, (255, 232, 176))
    else:
        brush.glow(body_x, body_y, width * 0.5, (255, 250, 226), 0.75)
    _clouds(brush, horizon, x, y, width)


def _clouds(brush: Brush, horizon: float, x: float, y: float, width: float) -> None:
    dice = brush.dice
    color: RGB = {"day": (255, 255, 255), "morning": (255, 244, 230), "dusk": (255, 158, 122), "night": (58, 66, 112)}[brush.hour]
    for index in range(5):
        cx, cy = x + dice.between(f"cx{index}", 0, width), y + dice.between(f"cy{index}", 0.1, 0.66) * (horizon - y)
        size = dice.between(f"cs{index}", 0.5, 1.1) * width / 900
        for part in range(6):
            px, py = cx + dice.between(f"cp{index}{part}", -120, 120) * size, cy + dice.between(f"cq{index}{part}", -16, 10) * size
            brush.oval(
                px, py, dice.between(f"cr{index}{part}", 60, 130) * size, dice.between(f"ct{index}{part}", 14, 34) * size, color, 0.34
            )


def skyline(
    brush: Brush, horizon: float, *, height: float = 420, x: float = 0, width: float = WIDTH, rows: int = 2, lights: bool = True
) -> None:
    """Rows of towers before the sky, hazier the farther; their windows are lit at dusk and night."""
    haze = sky_colors(brush)[2]
    body: RGB = {"day": (104, 128, 158), "morning": (128, 134, 156), "dusk": (72, 50, 86), "night": (20, 24, 50)}[brush.hour]
    for row in range(rows):
        color = mix(body, haze, 0.5 - 0.38 * row / max(1, rows - 1))
        left, index = x - 30.0, 0
        while left < x + width + 20:
            wide = brush.dice.between(f"tw{row}{index}", 56, 128) * (0.8 + 0.3 * row)
            tall = height * brush.dice.between(f"th{row}{index}", 0.35, 1.0) * (1.0 - 0.26 * row)
            _tower(brush, f"{row}-{index}", left, horizon - tall, wide, tall, color, lights=lights)
            left += wide + brush.dice.between(f"tg{row}{index}", 0, 18)
            index += 1


def _tower(brush: Brush, name: str, x: float, y: float, width: float, height: float, color: RGB, *, lights: bool) -> None:
    brush.fade(x, y, width, height + 4, [tone(color, 0.08), shade(color, 0.12)])
    brush.rect(x, y, width * 0.24, height, shade(color, 0.3), 0.5)
    if brush.dice.chance(f"mast{name}", 0.3):
        brush.rect(x + width * 0.5, y - 44, 4, 44, color)
        if brush.hour == "night":
            brush.glint(x + width * 0.5 + 2, y - 46, 9, (255, 76, 64), hertz=0.5)
    lit = {"night": 0.46, "dusk": 0.34}.get(brush.hour, 0.0)
    step_x, step_y = 19, 27
    for column in range(int((width - 10) // step_x)):
        for row in range(int(min(height, 600) // step_y)):
            wx, wy = x + 8 + column * step_x, y + 14 + row * step_y
            roll = brush.dice.unit(f"{name}{column}.{row}")
            if lights and roll < lit:
                warm: RGB = (255, 212, 138) if roll < lit * 0.75 else (190, 222, 255)
                brush.rect(wx, wy, 10, 15, warm, 0.45 + roll)
                if roll < lit * 0.012:
                    brush.glint(wx + 5, wy + 7, 15, warm, hertz=0.35 + roll)
            elif lit == 0 and roll < 0.85:
                brush.rect(wx, wy, 10, 15, tone(color, 0.3), 0.4)


def window(brush: Brush, x: float, y: float, width: float, height: float, *, frame: RGB, panes: int = 2, city: bool = True) -> None:
    """A window, the world behind it, and its frame."""
    with brush.clipped(x, y, width, height):
        horizon = y + height * (0.86 if city else 0.7)
        sky(brush, y + height, x=x, y=y, width=width)
        if city:
            skyline(brush, y + height + 6, height=height * 0.72, x=x, width=width)
        else:
            green: RGB = {"day": (104, 152, 92), "morning": (128, 158, 104), "dusk": (88, 74, 72), "night": (24, 38, 46)}[brush.hour]
            for index in range(9):
                brush.oval(
                    x + width * index / 8,
                    horizon + brush.dice.between(f"bush{index}", -40, 30),
                    width * 0.16,
                    height * 0.2,
                    mix(green, (40, 60, 50), 0.3 * brush.dice.unit(f"bs{index}")),
                )
        brush.fade(x, y, width, height, [(255, 255, 255), (255, 255, 255)], [0.16 if not brush.night else 0.04, 0.0])
    thick = 12
    for k in range(panes + 1):
        brush.rect(x + (width - thick) * k / panes, y, thick, height, frame)
    brush.rect(x, y - 2, width, thick, frame)
    brush.rect(x, y + height - thick, width, thick + 6, shade(frame, 0.2))
    if not brush.night:
        brush.glow(x + width / 2, y + height / 2, max(width, height) * 0.75, sky_colors(brush)[2], 0.28)


def ground(brush: Brush, top: float, near: RGB, far: RGB) -> None:
    """Whatever one stands on, from the horizon to the lower edge."""
    brush.fade(0, top, WIDTH, HEIGHT - top, [far, near, shade(near, 0.35)])


def by_hour(brush: Brush, color: RGB) -> RGB:
    """A painted surface outdoors as it looks at this hour."""
    gains = {"day": (1.0, 1.0, 1.0), "morning": (1.03, 0.97, 0.9), "dusk": (0.86, 0.62, 0.62), "night": (0.3, 0.34, 0.52)}[brush.hour]
    r, g, b = (min(255, round(channel * gain)) for channel, gain in zip(color, gains, strict=True))
    return (r, g, b)


def by_lamp(brush: Brush, color: RGB) -> RGB:
    """A painted surface indoors as it looks at this hour."""
    gains = {"day": (1.0, 1.0, 1.0), "morning": (1.02, 0.98, 0.93), "dusk": (0.9, 0.76, 0.7), "night": (0.66, 0.56, 0.52)}[brush.hour]
    r, g, b = (min(255, round(channel * gain)) for channel, gain in zip(color, gains, strict=True))
    return (r, g, b)
