"""Colours as the picture stores them: drawn so that OpenCV's BT.601 conversion of them gives the BT.709 picture that HD wants.

Converting every frame would cost more than drawing it; a linear map of the few colours drawn with costs nothing.
Luma weights: ITU-R BT.601-7, 2.5.1, and BT.709-6, 3.2.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from worker.studio.rig.ink import RGB


def _to_ycc(red: float, blue: float) -> npt.NDArray[np.float64]:
    """R'G'B' to Y'CbCr with those weights."""
    green = 1 - red - blue
    luma = np.array([red, green, blue])
    return np.array([luma, (np.array([0, 0, 1]) - luma) / (2 * (1 - blue)), (np.array([1, 0, 0]) - luma) / (2 * (1 - red))])


_MATRIX: npt.NDArray[np.float64] = np.linalg.inv(_to_ycc(0.299, 0.114)) @ _to_ycc(0.2126, 0.0722)


STORED_BGR: npt.NDArray[np.float64] = np.ascontiguousarray(_MATRIX[::-1, ::-1])
"""The map for pixels whose channels are in the order B, G, R."""


@lru_cache(maxsize=4096)
def store_color(color: RGB) -> RGB:
    """A colour as the picture stores it."""
    r, g, b = (int(min(255, max(0, round(value)))) for value in _MATRIX @ np.array(color, np.float64))
    return (r, g, b)
