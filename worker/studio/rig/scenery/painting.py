"""A finished background: the place painted once, put out of focus, graded, and ready to be moved by the camera."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from shared.line.requests import Beat
from worker.studio.rig.colorspace import STORED_BGR
from worker.studio.rig.dice import Dice
from worker.studio.rig.light import MOODS
from worker.studio.rig.place import Place
from worker.studio.rig.raster import Pixels
from worker.studio.rig.scenery import home, outdoors, public, work
from worker.studio.rig.scenery.brush import HEIGHT, WIDTH, Brush, Glint
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
    """Pixels (opaque) at the shot's scale, and the lights that flicker in it, in the same pixels."""

    pixels: Pixels
    glints: tuple[Glint, ...]


def paint(place: Place, seed: int, beat: Beat, scale: float, blur: float, *, stored: bool = False) -> Painting:
    """Paint a place. `scale` is picture pixels per design pixel, `blur` the depth of field in design pixels.

    `stored` colours are what a video frame holds (see colorspace); others are for still pictures.
    """
    brush = Brush(place.hour, place.weather, Dice("place", place.kind, seed))
    PAINTERS[place.kind](brush)
    if place.weather == "fog" and not place.indoors:
        haze = sky_colors(brush)[2]
        brush.fade(0, 0, WIDTH, HEIGHT, [haze, haze, haze], [0.25, 0.72, 0.4])
    brush.soften(blur)
    graded = _graded(brush.pixels(), beat)
    if stored:
        graded = np.asarray(cv2.transform(graded, STORED_BGR), np.float32)
    glints = tuple(Glint(g.x * scale, g.y * scale, g.radius * scale, g.color, g.hertz, g.phase) for g in brush.glints)
    return Painting(_enlarged(graded, round(WIDTH * scale), round(HEIGHT * scale)), glints)


def _graded(pixels: Pixels, beat: Beat) -> npt.NDArray[np.float32]:
    """The mood's tint, darker corners, and a lower edge calm enough to read subtitles on, as B, G, R of 0 to 255 and beyond."""
    height, width = pixels.shape[:2]
    y, x = np.linspace(0, 1, height, dtype=np.float32)[:, None], np.linspace(0, 1, width, dtype=np.float32)
    away = (x - 0.5) ** 2 * 1.5 + (y - 0.42) ** 2 * 1.1
    shade = np.clip(1.06 - 0.62 * away, 0.0, 1.1) * np.clip(1.0 - 0.75 * (y - 0.68), 0.5, 1.0)
    return np.asarray(pixels[..., :3] * (shade[..., None] * np.array(MOODS[beat][::-1], np.float32)), np.float32)


def _enlarged(graded: npt.NDArray[np.float32], width: int, height: int) -> Pixels:
    """Whole pixels of the wanted size. Where smoothly enlarged, gradients get ordered noise of half a step.

    The noise keeps them free of bands; it is fixed, so nothing shimmers.
    """
    smaller = width < graded.shape[1]
    large = cv2.resize(graded, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    noise = np.tile(np.repeat(np.array([[-0.75, -0.25], [0.0, -0.5]], np.float32), 3, axis=1), (1, width // 2 + 1))
    noise = noise[:, : 3 * width].reshape(2, width, 3)
    for row in (0, 1):
        large[row::2] += noise[row]
    return np.asarray(cv2.cvtColor(cv2.convertScaleAbs(np.maximum(large, 0, out=large)), cv2.COLOR_BGR2BGRA), np.uint8)
