"""Whether a reference picture shows a face."""

from typing import Any

import cv2
import numpy as np

from worker.quality.faces import faces, mesh
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

DRAWN_SHARE = 0.45
"""Where so much of a picture does not change from one pixel to the next, it is drawn; photographs have grain."""
PLAIN_SHARE = 0.004
"""Where so little of it has edges, it shows nothing at all."""
_DRAWN_STYLES = (
    "anime",
    "cartoon",
    "comic",
    "manga",
    "manhua",
    "webtoon",
    "drawn",
    "drawing",
    "illustrat",
    "ink",
    "pixar",
    "动漫",
    "动画",
    "漫画",
    "卡通",
    "水墨",
)


def judge(subject: Subject) -> Verdict:
    """How sure the detector is of a face that the face mesh sees too.

    The detector was made for photographs: over a drawing without a face that it knows, this gate is unsure.
    """
    picture: Any = cv2.imread(str(subject.file), cv2.IMREAD_COLOR)
    least = subject.quality.face.least_confidence
    known = faces(picture)
    sure = [face.confidence for face in known if face.confidence >= least and mesh(picture, face) is not None]
    best = max(sure, default=max((face.confidence for face in known), default=0.0))
    says = f"a face is seen with a confidence of {best:.2f}; {least:g} is the least"
    measures: dict[str, Any] = {"measured": round(best, 3), "limit": least}
    if sure:
        return found("face", True, says, **measures)
    if not is_plain(picture) and (is_drawn(picture) or _is_styled(subject)):
        return unsure("face", f"{says}; in a drawing it cannot be told", **measures)
    if best >= least:
        return unsure("face", f"{says}, but its features are not found", **measures)
    return found("face", False, says, **measures)


def is_drawn(picture: Any) -> bool:
    """Whether most of a picture is flat colour or smooth shading."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.int16)
    return float(np.mean(np.abs(np.diff(grey, axis=1)) <= 0)) >= DRAWN_SHARE


def is_plain(picture: Any) -> bool:
    """Whether a picture has next to no edges: one colour, or colours that run into each other."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.int16)
    return (
        float(np.mean(np.abs(np.diff(grey, axis=1)) > 12)) < PLAIN_SHARE
        and float(np.mean(np.abs(np.diff(grey, axis=0)) > 12)) < PLAIN_SHARE
    )


def _is_styled(subject: Subject) -> bool:
    style = str(getattr(subject.request, "style", "")).lower()
    return any(word in style for word in _DRAWN_STYLES)
