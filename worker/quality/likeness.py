"""Whether the people of a clip look like their reference pictures."""

from typing import Any

import cv2

from worker.quality.alike import Portrait, likeness, portrait
from worker.quality.faces import Face, faces, mesh
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

LEAST_CONFIDENCE = 0.5
LEAST_SIDE = 40
"""Pixels of a face that is compared, in a frame whose shorter side has 540 at most."""
DOUBT = 0.13
"""Above the limit, likeness is so far no proof of being the same person."""


def judge(subject: Subject) -> Verdict | None:
    """The likeness of each reference's face to the one most like it in the clip's sampled frames; the least of all counts.

    Where fewer faces are seen than there are references, somebody is turned away or not in the picture yet: then the best counts.
    """
    keys = getattr(subject.request, "references", ())
    if not keys:
        return None
    asked = [pair for key in keys if (pair := _reference(subject, key)) is not None]
    if not asked:
        return unsure("likeness", "no face was found in the reference pictures to compare with")
    seen, most_at_once = _seen(subject)
    if not seen:
        return unsure("likeness", "no face large enough was found in the clip's sampled frames")
    best = [max((likeness(reference, shown), at) for shown, at in seen) for reference in asked]
    measured, at = min(best) if most_at_once >= len(asked) else max(best)
    least = subject.quality.likeness.least_likeness
    measures: dict[str, Any] = {"measured": round(measured, 3), "limit": least, "seconds": round(at, 2)}
    says = f"the faces of clip and reference are alike by {measured:.2f}; {least:g} is the least"
    if least <= measured < least + DOUBT:
        return unsure("likeness", f"{says}, and below {least + DOUBT:.2f} it cannot be told", **measures)
    return found("likeness", measured >= least, says, **measures)


def _reference(subject: Subject, key: str) -> Portrait | None:
    product = subject.inputs.get(key)
    if product is None or "picture" not in product.files:
        return None
    picture: Any = cv2.imread(str(product.path("picture")), cv2.IMREAD_COLOR)
    shown = _sure(picture) if picture is not None else []
    return portrait(picture, shown[0]) if shown else None


def _seen(subject: Subject) -> tuple[list[tuple[Portrait, float]], int]:
    """The faces of the sampled frames with their times, and the most that one frame shows."""
    film, seen, most = subject.film, [], 0
    for frame, at in zip(film.colour, film.colour_times, strict=True):
        shown = [face for face in _sure(frame) if face.right - face.left >= LEAST_SIDE]
        seen += [(portrait(frame, face), at) for face in shown]
        most = max(most, len(shown))
    return seen, most


def _sure(picture: Any) -> list[Face]:
    """The faces that the face mesh sees too: test patterns have squares that the detector alone takes for faces."""
    return [face for face in faces(picture) if face.confidence >= LEAST_CONFIDENCE and mesh(picture, face) is not None]
