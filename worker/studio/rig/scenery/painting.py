"""A finished background: the place painted once, put out of focus, graded, and ready to be moved by the camera."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from shared.line.requests import Beat
from worker.studio.rig.dice import Dice
from worker.studio.rig.light import MOODS
from worker.studio.rig.place import Place
from worker.studio.rig.scenery import home, outdoors, public, work
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush, Glint, Pixels
from worker.studio.rig.scenery.sky import sky_colors

PAINTERS: dict[str, Callable[[Brush], None]] = {
    "boardroom": work.boardroom,
    "office": work.office,
    "corridor": work.corridor,
    "hospital": work.hospital,
    "classroom": work.classroom,
    "court": work.court,
    "living": home.living,
    "bedroom": home.bedroom,
    "kitchen": home.kitchen,
    "car": home.car,
    "hall": public.hall,
    "restaurant": public.restaurant,
    "cafe": public.cafe,
    "teashop": public.teashop,
    "studio": public.studio,
    "rooftop": outdoors.rooftop,
    "street": outdoors.street,
    "market": outdoors.market,
    "harbour": outdoors.harbour,
    "park": outdoors.park,
    "forest": outdoors.forest,
}


@dataclass(frozen=True)
class Painting:
    """Pixels (RGBA, opaque) at the shot's scale, and the lights that flicker in it, in the same pixels."""

    pixels: Pixels
    glints: tuple[Glint, ...]


@lru_cache(maxsize=6)
def paint(place: Place, seed: int, beat: Beat, scale: float, blur: float) -> Painting:
    """Paint a place. `scale` is picture pixels per design pixel, `blur` the depth of field in design pixels."""
    brush = Brush(place.hour, place.weather, Dice("place", place.kind, seed))
    PAINTERS[place.kind](brush)
    if place.weather == "fog" and not place.indoors:
        haze = sky_colors(brush)[2]
        brush.fade(0, 0, WIDTH, HEIGHT, [haze, haze, haze], [0.25, 0.72, 0.4])
    brush.soften(blur)
    pixels = brush.pixels(round(WIDTH * scale), round(HEIGHT * scale))
    graded = _graded(pixels, beat)
    glints = tuple(Glint(g.x * scale, g.y * scale, g.radius * scale, g.color, g.hertz, g.phase) for g in brush.glints)
    return Painting(graded, glints)


def _graded(pixels: Pixels, beat: Beat) -> Pixels:
    """The mood's tint, darker corners, and a lower edge calm enough to read subtitles on."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = ((x / width - 0.5) ** 2 * 1.5 + (y / height - 0.42) ** 2 * 1.1).astype(np.float32)
    shade = np.clip(1.06 - 0.62 * away, 0.0, 1.1) * np.clip(1.0 - 0.75 * (y / height - 0.68), 0.5, 1.0)
    gains = np.array([*MOODS[beat], 1.0], np.float32)
    out = pixels.astype(np.float32) * shade[..., None] * gains
    # Ordered noise of half a step keeps the long gradients free of bands; it is fixed, so nothing shimmers.
    out[..., :3] += cv2.resize(np.array([[-0.25, 0.25], [0.5, 0.0]], np.float32), (width, height), interpolation=cv2.INTER_NEAREST)[
        ..., None
    ]
    out[..., 3] = 255
    graded: Pixels = np.clip(out, 0, 255).astype(np.uint8)
    return graded
