"""Whether speech or music is free of overdriven peaks."""

import numpy as np
import numpy.typing as npt

from worker.quality.heard import Heard
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found

TOP = 0.97
"""Samples from this share of the highest one on stand at the top."""
FLAT = 5e-5
"""A top is flat where samples that follow each other differ by no more: 16 bits have steps of 3e-5."""
LEAST_RUN = 4
SQUARE = 1.2
"""A piece whose peak is less than this many times its RMS is nearly a square wave; a sine has 1.41, speech 2 and more."""
LEAST_PEAK = 0.1


def judge(subject: Subject) -> Verdict:
    """The share of its samples in flat tops, or of its loud parts that are nearly square, whichever is more."""
    most, share = subject.quality.clipped.most_share, clipped_share(subject.heard, full_scale=subject.stage == "music")
    says = f"{share:.1%} of its samples are clipped; {most:.1%} is the most"
    return found("clipped", share <= most, says, measured=round(share, 4), limit=most, unit="share of samples")


def clipped_share(heard: Heard, *, full_scale: bool) -> float:
    """`full_scale`: only tops at full scale count, since instruments may play square waves."""
    samples = np.abs(heard.raw)
    peak = float(samples.max(initial=0.0))
    if peak < (TOP if full_scale else LEAST_PEAK):
        return 0.0
    return max(_flat_share(samples, peak), 0.0 if full_scale else _square_share(heard))


def _flat_share(samples: npt.NDArray[np.float32], peak: float) -> float:
    is_top = samples[1:] >= TOP * peak
    is_flat = is_top & (np.abs(np.diff(samples)) <= FLAT)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_flat.astype(np.int8), [0]])))
    runs = edges[1::2] - edges[::2]
    return float(runs[runs >= LEAST_RUN - 1].sum()) / len(samples)


def _square_share(heard: Heard) -> float:
    """What a codec leaves of flat tops is no longer flat: so the shape of the loud pieces of 20 ms is looked at."""
    step = 320
    whole = np.abs(heard.mono[: len(heard.mono) // step * step]).reshape(-1, step)
    if not len(whole):
        return 0.0
    rms = np.sqrt(np.mean(whole**2, axis=1))
    loud = rms > 0.5 * rms.max()
    crest = np.percentile(whole[loud], 98, axis=1) / np.maximum(rms[loud], 1e-6)
    return float(np.mean(crest < SQUARE)) * float(loud.mean()) if loud.sum() >= 3 else 0.0
