"""Whether speech ends by itself and is not broken off."""

import numpy as np

from worker.quality.heard import RATE, Heard, levels_db
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

SPEAKING_DB = 25.0
"""Pieces within so much of the loudest count as speaking."""


def judge(subject: Subject) -> Verdict | None:
    """The level of the last 20 ms beside the usual level of what is spoken, in dB; None for what has no level."""
    if subject.heard.loudest_db < subject.quality.silent.least_dbfs:
        return None
    if subject.heard.is_tone:
        return unsure("cut", "it is one pure tone: whether that is broken off cannot be told")
    most, end = subject.quality.cut.most_end_db, end_db(subject.heard)
    says = f"it ends {abs(end):.1f} dB {'below' if end < 0 else 'above'} its usual level; {most:g} dB is the most"
    return found("cut", end <= most, says, measured=round(end, 1), limit=most, unit="dB", seconds=round(subject.heard.lasts_seconds, 2))


def end_db(heard: Heard) -> float:
    """How loud the last 20 ms are beside what is spoken."""
    levels = heard.levels_db
    usual = float(np.median(levels[levels > levels.max() - SPEAKING_DB]))
    return float(levels_db(heard.mono[-RATE // 50 :], 0.02)[-1]) - usual
