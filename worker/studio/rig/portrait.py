"""The studio's reference engine: a character's portrait on a plain backdrop, the face that every scene will show."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from shared.errors import StageFailed
from shared.line.requests import ReferenceRequest
from worker.studio.engine import Input, Made
from worker.studio.rig.clip import check_format
from worker.studio.rig.face import EXPRESSIONS
from worker.studio.rig.figure import Pose
from worker.studio.rig.light import PLAIN
from worker.studio.rig.look import features
from worker.studio.rig.mouth import SHAPES
from worker.studio.rig.place import Place
from worker.studio.rig.raster import surface_on, to_image
from worker.studio.rig.scenery.painting import paint
from worker.studio.rig.shot import figure_of

_PNG = [cv2.IMWRITE_PNG_COMPRESSION, 6]


def make(request: ReferenceRequest, inputs: Mapping[str, Input], folder: Path) -> Made:  # noqa: ARG001  # drawn from the look alone
    """Draw the portrait, a PNG of the season's size. Raises StageFailed."""
    width, height = request.format.width, request.format.height
    check_format(request.format)
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = surface_on(pixels)
    canvas = surface.getCanvas()
    scale = max(width / 720, height / 1280)
    backdrop = to_image(paint(Place("studio", "day", "clear"), request.look.seed, "neutral", scale, 6.0).pixels, opaque=True)
    canvas.drawImage(backdrop, (width - backdrop.width()) // 2, (height - backdrop.height()) // 2)
    unit = min(width / 720, height / 900)
    canvas.translate(width / 2, min(442.0, 0.42 * height / unit) * unit)
    canvas.scale(unit, unit)
    figure_of(features(request.look), PLAIN).draw(canvas, Pose(EXPRESSIONS["neutral"], SHAPES["rest"], lids=1.0))
    written = cv2.imwrite(str(folder / "picture.png"), pixels[..., :3], _PNG)
    if not written:
        raise StageFailed(f"{folder / 'picture.png'}: the portrait could not be written; is there room on the disk?")
    return Made({"picture": "picture.png"}, {"width": width, "height": height})
