"""Whether speech or music can be heard."""

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict:
    """The level of its loudest tenth of a second."""
    least, loudest = subject.quality.silent.least_dbfs, round(subject.heard.loudest_db, 1)
    says = f"its loudest tenth of a second has {loudest:.1f} dBFS; {least:g} dBFS is the least"
    return found("silent", loudest >= least, says, measured=loudest, limit=least, unit="dBFS")
