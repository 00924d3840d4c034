"""Whether a reference picture shows one person only."""

from typing import Any

import cv2

from worker.quality.faces import faces, mesh
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

SURE, DOUBTFUL = 0.6, 0.4
LEAST_OF_LARGEST = 0.04
"""Faces on a poster or in the distance are smaller than this share of the largest."""


def judge(subject: Subject) -> Verdict | None:
    """How many faces it shows; None where it shows none, which another gate says."""
    picture: Any = cv2.imread(str(subject.file), cv2.IMREAD_COLOR)
    known = faces(picture)
    if not known or known[0].confidence < DOUBTFUL:
        return None
    near = [face for face in known if face.area >= LEAST_OF_LARGEST * max(face.area for face in known if face.confidence >= DOUBTFUL)]
    sure = sum(face.confidence >= SURE and mesh(picture, face) is not None for face in near)
    perhaps = sum(face.confidence >= DOUBTFUL and mesh(picture, face) is not None for face in near)
    most = subject.quality.people.most_people
    measures: dict[str, Any] = {"measured": sure, "limit": most, "unit": "faces"}
    if sure <= most < perhaps:
        return unsure("people", f"{sure} faces are seen for sure and {perhaps} perhaps; {most} is the most", **measures)
    return found("people", sure <= most, f"{sure} faces are seen; {most} is the most", **measures)
