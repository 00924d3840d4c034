"""How a scene is described to those who picture it."""

from collections.abc import Sequence
from math import gcd

from shared.fit import short_side
from shared.line.requests import Format, Look

USUAL_SHAPES = ((9, 16), (16, 9), (1, 1), (3, 4), (4, 3), (4, 5), (5, 4), (2, 3), (3, 2), (21, 9))
NEARLY = 0.02


def described(look: Look) -> str:
    """A character in a phrase: name, age, gender, looks, and what is worn in this scene instead of the usual clothes."""
    about = [f"{look.age} years old" if look.age else "", look.gender if look.gender != "unspecified" else "", look.appearance]
    said = "; ".join(filter(None, [", ".join(filter(None, about)), f"in this scene wearing {look.wears}" if look.wears else ""]))
    return f"{look.name} ({said})" if said else look.name


def sentences(*parts: str) -> str:
    """Parts as sentences; empty ones are left out."""
    return " ".join(part if part[-1] in ".!?。！？" else f"{part}." for part in (part.strip() for part in parts) if part)


def shape(fmt: Format, resolutions: Sequence[str] = ()) -> dict[str, object]:
    """A format in the words of the catalogue: width, height, aspect, resolution, fps.

    `resolutions` are those that a model makes: the smallest that is no smaller than the format is asked for, and brought into form later.
    """
    own = min(fmt.width, fmt.height)
    enough = sorted((side, word) for word in resolutions if (side := short_side(word)) is not None and side >= own)
    side, resolution = enough[0] if enough else (own, f"{own}p")
    width, height = (round(length * side / own / 2) * 2 for length in (fmt.width, fmt.height))
    return {"width": width, "height": height, "aspect": _aspect(fmt), "resolution": resolution, "fps": fmt.fps}


def _aspect(fmt: Format) -> str:
    # 406x720 is how 9:16 comes out in even pixels: the nearest of the usual shapes is what was meant.
    shown = fmt.width / fmt.height
    across, down = min(USUAL_SHAPES, key=lambda each: abs(each[0] / each[1] - shown))
    if abs(across / down - shown) >= NEARLY:
        divisor = gcd(fmt.width, fmt.height)
        across, down = fmt.width // divisor, fmt.height // divisor
    return f"{across}:{down}"
