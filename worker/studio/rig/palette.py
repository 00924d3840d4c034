"""Colours: how they mix, and the ones that skins, hair, eyes and cloth come in."""

from worker.studio.rig.ink import RGB

WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
LINE: RGB = (58, 38, 44)
"""The warm dark of lashes and fine lines: black would look printed on."""

SKINS: dict[str, RGB] = {
    "fair": (253, 231, 218),
    "light": (250, 220, 199),
    "warm": (243, 205, 176),
    "tan": (224, 175, 138),
    "brown": (176, 122, 88),
    "dark": (126, 82, 60),
}
COLORS: dict[str, RGB] = {
    "black": (44, 42, 50),
    "white": (244, 242, 238),
    "grey": (128, 133, 144),
    "silver": (196, 200, 208),
    "red": (190, 52, 56),
    "dark red": (128, 34, 46),
    "pink": (236, 160, 178),
    "orange": (226, 126, 58),
    "yellow": (236, 198, 84),
    "gold": (206, 164, 84),
    "green": (62, 128, 92),
    "olive": (116, 118, 74),
    "teal": (44, 122, 128),
    "blue": (62, 104, 176),
    "light blue": (150, 190, 226),
    "navy": (38, 52, 92),
    "purple": (118, 82, 156),
    "brown": (122, 86, 62),
    "beige": (222, 204, 176),
    "camel": (190, 146, 100),
    "cream": (242, 232, 214),
    "khaki": (182, 166, 128),
}
HAIRS: dict[str, RGB] = {
    "black": (44, 40, 52),
    "brown": (98, 64, 48),
    "red": (166, 66, 44),
    "dark red": (112, 36, 40),
    "gold": (224, 184, 110),
    "yellow": (228, 190, 112),
    "white": (226, 226, 232),
    "silver": (190, 194, 206),
    "grey": (150, 150, 160),
    "orange": (206, 104, 52),
    "pink": (226, 142, 164),
    "beige": (206, 172, 126),
    "light blue": (140, 178, 214),
}
IRISES: dict[str, RGB] = {
    "black": (60, 50, 58),
    "brown": (112, 72, 48),
    "gold": (172, 124, 56),
    "orange": (172, 104, 56),
    "blue": (64, 116, 178),
    "light blue": (96, 156, 204),
    "green": (74, 134, 96),
    "grey": (112, 124, 140),
    "purple": (122, 92, 162),
    "red": (168, 62, 66),
}


def mix(a: RGB, b: RGB, amount: float) -> RGB:
    """From a (0) to b (1)."""
    return (
        round(a[0] + (b[0] - a[0]) * amount),
        round(a[1] + (b[1] - a[1]) * amount),
        round(a[2] + (b[2] - a[2]) * amount),
    )


def shade(color: RGB, amount: float) -> RGB:
    """Darker by `amount` (0 to 1), leaning to the violet that shadows have in drawn film."""
    return mix(color, (color[0] * 30 // 100, color[1] * 22 // 100, color[2] * 42 // 100), amount)


def tone(color: RGB, amount: float) -> RGB:
    """Lighter by `amount` (0 to 1)."""
    return mix(color, WHITE, amount)


def skin_shade(skin: RGB) -> RGB:
    """The one shadow colour of a skin: warmer, never grey."""
    return mix(skin, (skin[0] * 78 // 100, skin[1] * 50 // 100, skin[2] * 48 // 100), 0.46)


def luminance(color: RGB) -> float:
    """Rec. 601 luma, 0 to 1."""
    return (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / 255
