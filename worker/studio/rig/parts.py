"""The parts that drawing needs, and how to say that one is missing."""

from shared.errors import MissingPart


def need_drawing_parts() -> None:
    """Raises MissingPart where the packages, or the system libraries that they load, are absent."""
    try:
        import cv2  # noqa: F401, PLC0415
        import numpy as np  # noqa: F401, PLC0415
        import skia  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingPart(
            f"the studio cannot draw ({error}): install `cliffhanger[studio]`, and skia's system libraries with "
            "`apt-get install libgl1 libegl1`"
        ) from error
