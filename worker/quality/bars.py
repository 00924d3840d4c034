"""Whether the picture fills the frame."""

import numpy as np
import numpy.typing as npt

from worker.quality.film import Film
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

BLACKEST = 24
"""The brightness (0..255) up to which a row or column of a bar stays in every frame."""
EDGE_SHARE = 0.5
"""How much of the line beside a bar must show something in the usual frame: a dark scene fades out, a bar has an edge."""


def judge(subject: Subject) -> Verdict:
    """The share of the frame's area in bars: lines that are black in every frame and end at a straight edge."""
    most, share = subject.quality.bars.most_share, bars_share(subject.film)
    says = f"{share:.0%} of the frame is black bars; {most:.0%} is the most"
    return found("bars", share <= most, says, measured=round(share, 3), limit=most, unit="share of frame")


def bars_share(film: Film) -> float:
    """The area of the bars at the four edges, as a share of the frame."""
    frames = np.stack(film.value)
    lit = frames > BLACKEST
    usual = np.mean(lit, axis=0)
    ever = np.percentile(frames, 98, axis=0) > BLACKEST
    height, width = usual.shape
    rows = _edges(ever, usual)
    columns = _edges(ever.T, usual.T)
    return float(1 - (1 - rows / height) * (1 - columns / width))


def _edges(ever: npt.NDArray[np.bool_], usual: npt.NDArray[np.float64]) -> int:
    """How many lines are bars at the first and last edge."""
    is_shown = ever.mean(axis=1) > 0.02
    if not is_shown.any():
        return 0
    first, last = int(np.argmax(is_shown)), len(is_shown) - int(np.argmax(is_shown[::-1]))
    # Scaling and codecs smear the edge over a line or two.
    begins = np.mean(usual[first : first + 3].max(axis=0) > 0.5) if first else 0.0
    ends = np.mean(usual[max(0, last - 3) : last].max(axis=0) > 0.5) if last < len(is_shown) else 0.0
    return (first if begins >= EDGE_SHARE else 0) + (len(is_shown) - last if ends >= EDGE_SHARE else 0)
