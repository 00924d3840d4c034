"""How a scene is described to those who picture it."""

from math import gcd

from shared.line.requests import Format, Look


def described(look: Look) -> str:
    """A character in a phrase: name, age, gender, looks."""
    about = [f"{look.age} years old" if look.age else "", look.gender if look.gender != "unspecified" else "", look.appearance]
    said = ", ".join(part for part in about if part)
    return f"{look.name} ({said})" if said else look.name


def sentences(*parts: str) -> str:
    """Parts as sentences; empty ones are left out."""
    return " ".join(part if part[-1] in ".!?。！？" else f"{part}." for part in (part.strip() for part in parts) if part)


def shape(fmt: Format) -> dict[str, object]:
    """A format in the words of the catalogue: width, height, aspect, resolution, fps."""
    divisor = gcd(fmt.width, fmt.height)
    across, down = fmt.width // divisor, fmt.height // divisor
    # 406x720 is how 9:16 comes out in even pixels: the nearest of the usual shapes is what was meant.
    usual = min(
        ((9, 16), (16, 9), (1, 1), (3, 4), (4, 3), (4, 5), (5, 4), (2, 3), (3, 2), (21, 9)),
        key=lambda a: abs(a[0] / a[1] - fmt.width / fmt.height),
    )
    if abs(usual[0] / usual[1] - fmt.width / fmt.height) < 0.02:
        across, down = usual
    return {
        "width": fmt.width,
        "height": fmt.height,
        "aspect": f"{across}:{down}",
        "resolution": f"{min(fmt.width, fmt.height)}p",
        "fps": fmt.fps,
    }
