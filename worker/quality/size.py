"""Whether a picture is large enough."""

from worker.media.probe import check_picture
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict:
    """Its shorter side, in pixels."""
    width, height = check_picture(subject.file, least_pixels=1)
    least = subject.quality.size.least_pixels
    says = f"the picture is {width}x{height}; its shorter side must have {least} pixels"
    return found("size", min(width, height) >= least, says, measured=min(width, height), limit=least, unit="pixels")
