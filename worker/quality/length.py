"""Whether a clip or music is about as long as it was ordered."""

from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found


def judge(subject: Subject) -> Verdict | None:
    """Its length beside the request's `seconds`: the least share of it, and so many seconds more at most."""
    limits, came = subject.quality.length, subject.came
    if came is not None:
        return _came(came["seconds"], came["ordered_seconds"], limits.least_share)
    asked = getattr(subject.request, "seconds", None)
    if asked is None:
        return None
    is_sound = subject.stage == "music"
    lasts = subject.heard.lasts_seconds if is_sound else subject.film.lasts_seconds
    least, most = limits.least_share * asked, asked + limits.most_extra_seconds
    if lasts < least:
        return found("length", False, f"it lasts {lasts:.2f} s; {asked:g} s were ordered, {least:.2f} s is the least", **_at(lasts, least))
    # Music that goes on is simply cut.
    ok = is_sound or lasts <= most
    return found("length", ok, f"it lasts {lasts:.2f} s; {asked:g} s were ordered, {most:.2f} s is the most", **_at(lasts, most))


def _came(lasts: float, asked: float, least_share: float) -> Verdict:
    """Of a lip-synced clip, which is held to the end of its speech, and cut there."""
    least = least_share * asked
    says = f"it came with {lasts:.2f} s; the clip to be synced has {asked:g} s, {least:.2f} s is the least"
    return found("length", lasts >= least, says, **_at(lasts, least))


def _at(lasts: float, limit: float) -> dict[str, object]:
    return {"measured": round(lasts, 3), "limit": round(limit, 3), "unit": "s"}
