"""Whether speech is about as long as its text."""

from worker.quality.subject import Subject
from worker.quality.syllables import syllables
from worker.quality.verdict import Verdict, found

SLACK_S = 1.5
"""Breath and pauses that any line may have on top."""
QUICK_SLACK = 2.0
"""Syllables that a short line may swallow, or that were counted too many."""


def judge(subject: Subject) -> Verdict | None:
    """Syllables a second, of the whole line against the slowest pace and of what is heard of it against the fastest."""
    count = syllables(str(getattr(subject.request, "text", "")))
    if not count:
        return None
    limits, heard = subject.quality.pace, subject.heard
    start, end = heard.voiced
    fastest = max(0.0, count - QUICK_SLACK) / max(end - start, 0.05)
    slowest = count / max(heard.lasts_seconds - SLACK_S, 0.05)
    lasts = f"about {count:.0f} syllables in {heard.lasts_seconds:.2f} s, of which {end - start:.2f} s sound"
    if fastest > limits.most_syllables_per_second:
        most = limits.most_syllables_per_second
        return found(
            "pace", False, f"{lasts}: too short; {most:g} a second is the most", measured=round(fastest, 2), limit=most, unit="syllables/s"
        )
    least = limits.least_syllables_per_second
    says = f"{lasts}; {least:g} a second is the least"
    return found("pace", slowest >= least, says, measured=round(count / max(heard.lasts_seconds, 0.05), 2), limit=least, unit="syllables/s")
