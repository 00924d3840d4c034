"""Whether a clip that was ordered with sound of its own has it."""

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict | None:
    """The level of its loudest tenth of a second; None where no sound was ordered."""
    if not getattr(subject.request, "native_audio", False):
        return None
    least = subject.quality.sound.least_dbfs
    if subject.film.facts.audio_codec is None:
        return found("sound", False, "the clip has no sound track; sound of its own was ordered", limit=least, unit="dBFS")
    loudest = round(subject.heard.loudest_db, 1)
    says = f"the clip's loudest tenth of a second has {loudest:.1f} dBFS; {least:g} dBFS is the least"
    return found("sound", loudest >= least, says, measured=loudest, limit=least, unit="dBFS")
