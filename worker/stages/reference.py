"""The reference stage: one picture a character."""

from pathlib import Path

from shared.line.requests import ReferenceRequest
from worker.media.probe import check_picture
from worker.stages.stage import Stage
from worker.studio.engine import Made

LEAST_PIXELS = 64


def accept(_request: ReferenceRequest, folder: Path, made: Made) -> None:
    """A picture that decodes."""
    check_picture(folder / made.files["picture"], least_pixels=LEAST_PIXELS)


STAGE = Stage("reference", accept)
