"""Whether mouths move when their speech is heard: how open a mouth is beside how loud the speech, shifted until they fit."""

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

RATE = 15.0
"""Frames a second that are looked at."""
MOST_SECONDS = 10.0
SIDE = 480
FURTHEST_S = 0.8
LEAST_FIT = 0.4
"""Correlation below which no shift fits: then nothing can be told."""
LEAST_LEAD = 0.12
"""How much better than without a shift the best one must fit."""
LEAST_SPEECH_S = 0.8
# Of MediaPipe's face mesh: the inner lips, and forehead and chin.
_UPPER, _LOWER, _FOREHEAD, _CHIN = 13, 14, 10, 152

Signal = npt.NDArray[np.float64]


@dataclass
class _Mouth:
    """One face through the clip: how open its mouth is at each frame, as a share of the face's height; NaN where it is not seen."""

    x: float
    y: float
    side: float
    open: list[float]


def judge(subject: Subject) -> Verdict | None:
    """The shift between picture and sound at which the most moving mouth fits the speech best; None where nobody speaks on screen."""
    if not any(getattr(subject.request, "speakers", ())) or "dialogue" not in subject.made.files:
        return None
    speech = _loudness(subject.folder / subject.made.files["dialogue"])
    if float((speech > 0.3).sum()) / RATE < LEAST_SPEECH_S:
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
    """How loud the speech is at each frame that is looked at, from 0 to 1."""
    heard = read_heard(path)
    levels = np.asarray(levels_db(heard.mono[: int(MOST_SECONDS * 16_000)], 1 / RATE), np.float64)
    return np.clip((levels - (heard.loudest_db - 30)) / 30, 0, 1)


def _mouths(path: Path) -> list[_Mouth]:
    mouths: list[_Mouth] = []
    index = 0
    with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        container.streams.video[0].thread_type = "NONE"
        for frame in container.decode(video=0):
            at = float(frame.time or 0)
            if at >= MOST_SECONDS:
                break
            while at >= index / RATE - 1e-3:
                index += 1
                scale = min(1.0, SIDE / min(frame.width, frame.height))
                picture = frame.reformat(round(frame.width * scale / 2) * 2, round(frame.height * scale / 2) * 2, "bgr24").to_ndarray()
                _follow(mouths, picture, index)
    least = 0.4 * index
    return [mouth for mouth in mouths if np.isfinite(mouth.open).sum() >= least]


def _follow(mouths: list[_Mouth], picture: Any, index: int) -> None:
    """Add what the faces of one frame show to the mouths that they belong to."""
    for face in faces(picture)[:3]:
        opened = _opened(picture, face) if face.confidence >= 0.4 else None
        if opened is not None:
            mouth = _nearest(mouths, face)
            mouth.open += [np.nan] * (index - 1 - len(mouth.open))
            mouth.open[index - 1 :] = [opened]
    for mouth in mouths:
        mouth.open += [np.nan] * (index - len(mouth.open))


def _nearest(mouths: list[_Mouth], face: Face) -> _Mouth:
    x, y, side = (face.left + face.right) / 2, (face.top + face.bottom) / 2, face.right - face.left
    near = [mouth for mouth in mouths if np.hypot(mouth.x - x, mouth.y - y) < 0.6 * max(mouth.side, side)]
    if near:
        mouth = min(near, key=lambda mouth: np.hypot(mouth.x - x, mouth.y - y))
        mouth.x, mouth.y, mouth.side = x, y, side
        return mouth
    mouths.append(_Mouth(x, y, side, []))
    return mouths[-1]


def _opened(picture: Any, face: Face) -> float | None:
    points = mesh(picture, face)
    if points is None:
        return None
    height = float(np.linalg.norm(points[_FOREHEAD] - points[_CHIN]))
    return float(np.linalg.norm(points[_UPPER] - points[_LOWER])) / max(height, 1.0)


def _fit(mouth: _Mouth, speech: Signal) -> tuple[float, float, float]:
    """The best shift in seconds (the sound's, where positive the mouth is early), how well it fits, and how well no shift does."""
    opened = np.asarray(mouth.open, np.float64)
    known = np.isfinite(opened)
    opened = np.interp(np.arange(len(opened)), np.flatnonzero(known), opened[known])
    length = min(len(opened), len(speech))
    opened, speech = opened[:length], speech[:length]
    furthest = min(round(FURTHEST_S * RATE), length // 3)
    fits = [(shift / RATE, _correlation(opened, speech, shift)) for shift in range(-furthest, furthest + 1)]
    near = max(fit for shift, fit in fits if abs(shift) <= 1.01 / RATE)
    best = max(fits, key=lambda fitted: fitted[1] - 0.02 * abs(fitted[0]))
    return best[0], best[1], near


def _correlation(opened: Signal, speech: Signal, shift: int) -> float:
    one = opened[: len(opened) - shift] if shift >= 0 else opened[-shift:]
    other = speech[shift:] if shift >= 0 else speech[:shift]
    if one.std() < 1e-4 or other.std() < 1e-4:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
