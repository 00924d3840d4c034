"""Whether an episode is as loud as it is to be delivered (ITU-R BS.1770, EBU R 128)."""

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict | None:
    """Its integrated loudness as its file decodes; None where it is silent."""
    loudness = subject.loudness
    if loudness.is_faint:
        return None
    wanted, most = subject.wanted_loudness.integrated_lufs, subject.quality.loudness.most_off_lu
    off = round(loudness.integrated_lufs - wanted, 2)
    says = f"it is delivered at {loudness.integrated_lufs:.1f} LUFS; {wanted:g} within {most:g} LU were ordered"
    return found("loudness", abs(off) <= most + 0.005, says, measured=round(loudness.integrated_lufs, 2), limit=wanted, unit="LUFS")
