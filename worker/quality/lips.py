"""Whether mouths move when their speech is heard: how dark a mouth is inside beside how loud the speech is, shifted until they fit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.quality.faces import Face, faces, mesh
from worker.quality.heard import levels_db, read_heard
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

RATE = 24.0
"""Frames a second that are looked at."""
MOST_SECONDS = 10.0
SIDE = 480
FURTHEST_S = 0.8
LOOK_EVERY = 6
"""Frames after which faces are looked for again; in between they are where they were."""
LEAST_CONFIDENCE = 0.4
LEAST_FIT = 0.45
"""Correlation below which no shift fits: then nothing can be told."""
LEAST_LEAD = 0.12
"""How much better than without a shift the best one must fit."""
LEAST_SPEECH_S = 0.8
USUAL_LEAD = 2
"""Frames by which a mouth usually opens before it is heard."""
# Of MediaPipe's face mesh: the lips' outer edge.
_UPPER, _LOWER, _CORNERS = 0, 17, (61, 291)

Signal = npt.NDArray[np.float64]


@dataclass
class _Mouth:
    """One face through the clip: where it was seen last, and how dark its mouth was at each frame; NaN where it was not seen."""

    face: Face
    dark: list[float]


def judge(subject: Subject) -> Verdict | None:
    """The shift between picture and sound at which the most moving mouth fits the speech best; None where nobody speaks on screen."""
    if not any(getattr(subject.request, "speakers", ())) or "dialogue" not in subject.made.files:
        return None
    speech = _loudness(subject.folder / subject.made.files["dialogue"])
    if float((speech > 0.25).sum()) / RATE < LEAST_SPEECH_S:
        return unsure("lips", "too little is said to tell")
    mouths = _mouths(subject.file)
    if not mouths:
        return unsure("lips", "no face was found in the clip")
    shift, fit, at_rest = max((_fit(mouth, speech) for mouth in mouths), key=lambda fitted: fitted[1])
    most = subject.quality.lips.most_offset_ms
    measures: dict[str, Any] = {"measured": round(shift * 1000), "limit": most, "unit": "ms"}
    says = f"the mouth fits the speech best when it is shifted by {shift * 1000:.0f} ms (correlation {fit:.2f}); {most:g} ms is the most"
    if fit < LEAST_FIT or (abs(shift) * 1000 > most and fit - at_rest < LEAST_LEAD):
        return unsure("lips", f"{says}, but it fits too little to tell", **measures)
    return found("lips", abs(shift) * 1000 <= most, says, **measures)


def _loudness(path: Path) -> Signal:
    """How loud the speech is at each frame that is looked at: the root of its amplitude, from 0 to 1."""
    heard = read_heard(path)
    levels = np.asarray(levels_db(heard.mono[: int(MOST_SECONDS * 16_000)], 1 / RATE), np.float64)
    return np.asarray(10 ** ((levels - heard.loudest_db) / 40))


def _mouths(path: Path) -> list[_Mouth]:
    mouths: list[_Mouth] = []
    index = 0
    with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        container.streams.video[0].thread_type = "NONE"
        for frame in container.decode(video=0):
            at = float(frame.time or 0)
            if at >= MOST_SECONDS:
                break
            if at < index / RATE - 1e-3:
                continue
            scale = min(1.0, SIDE / min(frame.width, frame.height))
            picture = frame.reformat(round(frame.width * scale / 2) * 2, round(frame.height * scale / 2) * 2, "bgr24").to_ndarray()
            if index % LOOK_EVERY == 0:
                _find(mouths, picture, index)
            shown = [_darkness(picture, mouth.face) for mouth in mouths]
            while at >= index / RATE - 1e-3:
                index += 1
                for mouth, dark in zip(mouths, shown, strict=True):
                    mouth.dark.append(dark)
    return [mouth for mouth in mouths if np.isfinite(mouth.dark).sum() >= 0.4 * index]


def _find(mouths: list[_Mouth], picture: Any, index: int) -> None:
    """Find the faces again, each near where it was."""
    for face in faces(picture, thorough=False)[:3]:
        if face.confidence < LEAST_CONFIDENCE:
            continue
        near = [mouth for mouth in mouths if _distance(mouth.face, face) < 0.6]
        if near:
            min(near, key=lambda mouth: _distance(mouth.face, face)).face = face
        else:
            mouths.append(_Mouth(face, [np.nan] * index))


def _distance(one: Face, other: Face) -> float:
    """Between the middles of two faces, in widths of the larger."""
    across, down = one.left + one.right - other.left - other.right, one.top + one.bottom - other.top - other.bottom
    return float(np.hypot(across, down)) / 2 / max(one.right - one.left, other.right - other.left, 1.0)


def _darkness(picture: Any, face: Face) -> float:
    """How much darker the inside of the mouth is than what is around it, as a share of full scale; NaN where no mouth is seen."""
    points = mesh(picture, face)
    if points is None:
        return float("nan")
    left, right = sorted((float(points[_CORNERS[0]][0]), float(points[_CORNERS[1]][0])))
    top, bottom = float(points[_UPPER][1]), float(points[_LOWER][1])
    pad = 0.25 * (right - left)
    box = (max(0, int(top - pad)), int(bottom + 1.5 * pad), max(0, int(left - pad / 2)), int(right + pad / 2))
    grey = picture[box[0] : box[1], box[2] : box[3]].mean(axis=2)
    return float(np.percentile(grey, 50) - np.percentile(grey, 6)) / 255 if grey.size >= 16 else float("nan")


def _fit(mouth: _Mouth, speech: Signal) -> tuple[float, float, float]:
    """The best shift in seconds (positive where the sound is late), how well it fits, and how well it fits without one."""
    dark = np.asarray(mouth.dark, np.float64)
    known = np.isfinite(dark)
    dark = np.interp(np.arange(len(dark)), np.flatnonzero(known), dark[known])
    length = min(len(dark), len(speech))
    dark, speech = _smooth(dark[:length]), _smooth(speech[:length])
    furthest = min(round(FURTHEST_S * RATE), length // 3)
    fits = [((shift - USUAL_LEAD) / RATE, _correlation(dark, speech, -shift)) for shift in range(-furthest, furthest + 1)]
    near = max(fit for shift, fit in fits if abs(shift) <= 3.01 / RATE)
    best = max(fits, key=lambda fitted: fitted[1] - 0.02 * abs(fitted[0]))
    return -best[0], best[1], near


def _smooth(signal: Signal) -> Signal:
    """A mean over 0.2 s, rounded off."""
    window = np.hanning(7)[1:-1]
    return np.convolve(np.pad(signal, 2, mode="edge"), window / window.sum(), "valid")


def _correlation(opened: Signal, speech: Signal, shift: int) -> float:
    one = opened[: len(opened) - shift] if shift >= 0 else opened[-shift:]
    other = speech[shift:] if shift >= 0 else speech[:shift]
    if one.std() < 1e-4 or other.std() < 1e-4:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
