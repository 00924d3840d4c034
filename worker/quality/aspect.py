"""Whether a clip has the season's shape."""

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict | None:
    """Width by height as shown, beside the format's: as a share that either is off from the other."""
    wanted = _wanted(subject)
    if wanted is None:
        return None
    most, came = subject.quality.aspect.most_off_share, subject.came
    width, height = (subject.film.width, subject.film.height) if came is None else (came["width"], came["height"])
    shape = width / height
    off = max(shape / wanted, wanted / shape) - 1
    says = (
        f"the clip is {width:.0f}x{height:.0f} (1:{1 / shape:.2f}); that is {off:.0%} off the ordered 1:{1 / wanted:.2f}, "
        f"{most:.0%} is the most"
    )
    return found("aspect", off <= most, says, measured=round(off, 3), limit=most, unit="share off")


def _wanted(subject: Subject) -> float | None:
    fmt = getattr(subject.request, "format", None)
    if fmt is not None:
        return float(fmt.width) / float(fmt.height)
    width, _, height = str(getattr(subject.request, "aspect", None) or "").partition(":")
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return None
