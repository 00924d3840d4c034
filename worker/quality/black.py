"""Whether a clip shows something."""

from typing import Any

import numpy as np
import numpy.typing as npt

from worker.quality.film import Grey
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

BRIGHTEST = 22
"""Brightness (0..255) that the brightest spots of a frame must exceed for it to show anything."""
LEAST_SPREAD = 5
"""A dimmer frame still shows something where its smoothed brightness spreads over this much."""


def judge(subject: Subject) -> Verdict:
    """The share of sampled frames that are black: nothing in them is bright, and nothing stands out from the rest."""
    film, most = subject.film, subject.quality.black.most_share
    black = [is_black(frame) for frame in film.value]
    share = sum(black) / len(black)
    first = next((at for at, dark in zip(film.times, black, strict=True) if dark), None)
    says = f"{share:.0%} of the clip is black; {most:.0%} is the most"
    return found("black", share <= most, says, measured=round(share, 3), limit=most, unit="share of time", seconds=first)


def is_black(frame: Grey) -> bool:
    """Whether a small frame shows nothing but black, grain included."""
    low, high = np.percentile(smooth(frame), [1, 99.7])
    return bool(high < BRIGHTEST and high - low < LEAST_SPREAD)


def smooth(frame: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Means of 4x4 pixels: grain is gone, shapes are not."""
    height, width = frame.shape[0] // 4 * 4, frame.shape[1] // 4 * 4
    # Sums of slices: numpy's mean over two short axes takes several times as long.
    rows = _sum_of_four([frame[start:height:4, :width].astype(np.float32) for start in range(4)])
    return _sum_of_four([rows[:, start::4] for start in range(4)]) / np.float32(16)


def _sum_of_four(parts: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    return parts[0] + parts[1] + parts[2] + parts[3]
