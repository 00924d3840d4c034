"""Reference pictures: drawn portraits, a photograph where one is installed, and what is no portrait."""

import functools
import importlib.util
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ops.bench.products.product import FORMAT, LOOKS, Case, Product
from shared.line.requests import Look, ReferenceRequest
from worker.studio.engine import Made
from worker.studio.rig import make_reference

Picture = Any


def portrait(look: Look) -> Picture:
    """The rig's portrait, BGR."""
    return _portrait(look.name).copy()


@functools.cache
def _portrait(name: str) -> Picture:
    with tempfile.TemporaryDirectory() as folder:
        make_reference(ReferenceRequest(look=LOOKS[name], style="", format=FORMAT), {}, Path(folder))
        return cv2.imread(f"{folder}/picture.png")


def photograph() -> Picture:
    """A portrait photograph (NASA, public domain) out of scikit-image. Raises LookupError where that is not installed."""
    spec = importlib.util.find_spec("skimage")
    places = [Path(place) / "data" / "astronaut.png" for place in (spec.submodule_search_locations or [])] if spec else []
    for place in places:
        if place.is_file():
            return cv2.imread(str(place))
    raise LookupError("scikit-image is not installed")


def anime() -> Picture:
    """A face as anime draws it: large eyes, next to no nose, flat colours."""
    picture = np.full((854, 480, 3), (235, 220, 205), np.uint8)
    cv2.ellipse(picture, (240, 400), (170, 230), 0, 0, 360, (140, 70, 190), -1)
    cv2.ellipse(picture, (240, 410), (120, 160), 0, 0, 360, (205, 225, 255), -1)
    cv2.fillPoly(picture, [np.array([[110, 400], [150, 240], [330, 240], [370, 400], [300, 310], [240, 350], [180, 310]])], (140, 70, 190))
    for x in (185, 295):
        cv2.ellipse(picture, (x, 420), (32, 44), 0, 0, 360, (255, 255, 255), -1)
        cv2.ellipse(picture, (x, 425), (22, 36), 0, 0, 360, (170, 90, 40), -1)
        cv2.circle(picture, (x + 8, 410), 9, (255, 255, 255), -1)
        cv2.line(picture, (x - 34, 385), (x + 34, 380), (60, 30, 60), 7)
    cv2.ellipse(picture, (240, 520), (22, 8), 0, 0, 180, (80, 60, 170), 4)
    cv2.rectangle(picture, (200, 560), (280, 640), (195, 215, 245), -1)
    cv2.ellipse(picture, (240, 840), (210, 210), 0, 180, 360, (160, 110, 60), -1)
    return picture


def landscape() -> Picture:
    """Hills below a sky with grain, as a photograph has."""
    dice = np.random.default_rng(7)
    y, x = np.mgrid[0:854, 0:480].astype(np.float32)
    hills = 480 + 60 * np.sin(x / 60) + 30 * np.sin(x / 23 + 1)
    sky = np.stack([235 - y / 8, 190 - y / 10, 120 + y / 12], axis=2)
    land = np.stack([40 + 0 * x, 110 + 30 * np.sin(x / 9) * np.sin(y / 11), 60 + 20 * np.sin(y / 7)], axis=2)
    picture = np.where((y > hills)[..., None], land, sky) + dice.normal(0, 5, (854, 480, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def _two() -> Picture:
    return np.hstack([portrait(LOOKS["Lin"])[:, 60:420], portrait(LOOKS["Chen"])[:, 60:420]])


def _lettered(picture: Picture, text: str, scale: float) -> Picture:
    cv2.putText(
        picture, text, (40, picture.shape[0] // 5), cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), max(2, round(3 * scale)), cv2.LINE_AA
    )
    return picture


def _brightened(picture: Picture, gain: float) -> Picture:
    return np.clip(picture.astype(np.float32) * gain, 0, 255).astype(np.uint8)


def _png(draw: Callable[[], Picture], suffix: str = "png") -> Callable[[Path], Case]:
    def make(folder: Path) -> Case:
        cv2.imwrite(str(folder / f"picture.{suffix}"), draw())
        return _case(f"picture.{suffix}")

    return make


def _case(name: str) -> Case:
    return Case(ReferenceRequest(look=LOOKS["Lin"], style="cinematic", format=FORMAT), Made({"picture": name}))


def _cut(folder: Path) -> Case:
    cv2.imwrite(str(folder / "whole.png"), portrait(LOOKS["Lin"]))
    data = (folder / "whole.png").read_bytes()
    (folder / "picture.png").write_bytes(data[: len(data) // 2])
    return _case("picture.png")


def _page(folder: Path) -> Case:
    (folder / "picture.png").write_text("<html><body>503 Service Unavailable</body></html>", encoding="ascii")
    return _case("picture.png")


GOOD = [
    *(Product(f"portrait of {look.name}", "reference", _png(functools.partial(portrait, look))) for look in LOOKS.values()),
    Product("portrait as JPEG, dim", "reference", _png(lambda: _brightened(portrait(LOOKS["Mei"]), 0.55), "jpg")),
    Product("photograph", "reference", _png(photograph)),
    Product("photograph, small", "reference", _png(lambda: cv2.resize(photograph(), (300, 300)), "jpg")),
    Product("anime portrait", "reference", _png(anime)),
]

BAD = [
    Product("picture cut short", "reference", _cut, ("decodes",)),
    Product("error page as picture", "reference", _page, ("decodes",)),
    Product("tiny picture", "reference", _png(lambda: cv2.resize(portrait(LOOKS["Lin"]), (96, 170))), ("size",)),
    Product("landscape", "reference", _png(landscape), ("face",)),
    Product("one colour", "reference", _png(lambda: np.full((854, 480, 3), (90, 120, 60), np.uint8)), ("face",)),
    Product("two people", "reference", _png(_two), ("people",)),
    Product("portrait with a title", "reference", _png(lambda: _lettered(portrait(LOOKS["Boy"]), "THE HEIRS", 1.6)), ("text",)),
    Product("photograph with a stamp", "reference", _png(lambda: _lettered(photograph(), "sample photo", 1.0)), ("text",)),
]


def keep(look: Look, folder: Path) -> None:
    """Write the rig's portrait to `folder`/picture.png."""
    with tempfile.TemporaryDirectory() as name:
        cv2.imwrite(f"{name}/picture.png", portrait(look))
        shutil.copyfile(f"{name}/picture.png", folder / "picture.png")
