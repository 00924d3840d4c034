"""Whether an episode's true peak is below what it is to be delivered with (ITU-R BS.1770, annex 2)."""

import math

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict | None:
    """Its true peak as its file decodes; None where it is silent."""
    peak = subject.loudness.true_peak_db
    if not math.isfinite(peak):
        return None
    limit = subject.wanted_loudness.true_peak_db + subject.quality.true_peak.most_over_db
    says = f"its true peak is {peak:.1f} dBTP; {limit:.1f} dBTP is the most"
    return found("true_peak", peak <= limit, says, measured=round(peak, 2), limit=round(limit, 2), unit="dBTP")
