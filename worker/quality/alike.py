"""How alike two faces are, by what both photographs and drawings keep: the face's drawing, and the colour of hair beside skin.

Without a trained model of identities: it tells another person of another look, not a twin. docs/quality.md has how well it parts them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from worker.quality.faces import Face

_WIDTH, _HEIGHT = 96, 128
# Where eyes and mouth come to lie in an aligned face.
_PLACES = np.array([[32, 56], [64, 56], [48, 92]], np.float32)
_SKIN = ((64, 76, 24, 36), (64, 76, 60, 72), (94, 104, 36, 60))
_HAIR = ((2, 22, 24, 72), (20, 60, 0, 10), (20, 60, 86, 96))
_COLOUR_REACH = 22.0
"""A difference in Lab at which hair is no longer as much unlike the skin as the other's."""

Features = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Portrait:
    """What is compared of a face."""

    drawing: Features
    mirrored: Features
    contrast: Features
    """The colour of the hair beside that of the skin, which the light of a scene moves little."""


def portrait(picture: npt.NDArray[np.uint8], face: Face) -> Portrait:
    """A face as what is compared of it."""
    turn, _ = cv2.estimateAffinePartial2D(face.points[[0, 1, 3]], _PLACES)
    if turn is None:
        turn = cv2.getAffineTransform(face.points[[0, 1, 3]], _PLACES)
    patch = cv2.warpAffine(picture, turn, (_WIDTH, _HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    lab = np.asarray(cv2.cvtColor(patch.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), np.float32)
    light = lab[..., 0]
    return Portrait(
        _gradients(light), _gradients(np.ascontiguousarray(light[:, ::-1])), np.asarray(_colour(lab, _HAIR) - _colour(lab, _SKIN))
    )


def likeness(one: Portrait, other: Portrait) -> float:
    """From about 0 (nothing in common) to 1 (the same picture)."""
    drawing = max(0.0, float(one.drawing @ other.drawing), float(one.mirrored @ other.drawing))
    off = float(np.linalg.norm(one.contrast - other.contrast))
    return 0.7 * drawing + 0.3 * float(np.exp(-((off / _COLOUR_REACH) ** 2)))


def _colour(lab: npt.NDArray[np.float32], boxes: tuple[tuple[int, int, int, int], ...]) -> Features:
    """The middle colour of some boxes, which their darkest and lightest parts do not move."""
    pixels = np.concatenate([lab[top:bottom, left:right].reshape(-1, 3) for top, bottom, left, right in boxes])
    return np.asarray(np.median(pixels, axis=0), np.float32)


def _gradients(light: npt.NDArray[np.float32]) -> Features:
    """Histograms of gradients of the face's inside (Dalal, Triggs 2005): cells of 12 pixels, 8 directions, centred, of length 1."""
    inside = cv2.GaussianBlur(light, (0, 0), 1.0)[32:116, 12:84]
    across, down = cv2.Sobel(inside, cv2.CV_32F, 1, 0), cv2.Sobel(inside, cv2.CV_32F, 0, 1)
    size, angle = cv2.cartToPolar(across, down)
    direction = np.minimum((angle / (2 * np.pi) * 8).astype(int), 7)
    cells = np.zeros((7, 6, 8), np.float32)
    for row in range(7):
        for column in range(6):
            place = (slice(row * 12, row * 12 + 12), slice(column * 12, column * 12 + 12))
            cells[row, column] = np.bincount(direction[place].ravel(), size[place].ravel(), 8)
    cells = np.sqrt(cells / (cells.sum(axis=2, keepdims=True) + 20))
    flat = (cells - cells.mean(axis=(0, 1))).ravel()
    return np.asarray(flat / (np.linalg.norm(flat) + 1e-6), np.float32)
