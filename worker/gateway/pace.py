"""When a job is asked about again: soon enough that its slot is not idle, seldom enough that nobody minds.

The first question comes when such calls have lately ended, at the row's longest interval at the latest; where nothing is known of
them, at the row's own intervals, which grow. A job that takes longer than usual is asked at a small share of that time, and after
half as long again at the row's intervals.
"""

import random

from shared.ledger.call import CallRecord
from worker.gateway.terms import Terms

# A job that had ended when it was first asked tells that the typical time may be shorter.
SHRINK = 0.97
# Between two questions while a job is about to end, as a share of the typical time.
STEP_SHARE = 0.0125
LEAST_STEP_MS = 40
# What the way there and back takes: a question that is asked at the typical time itself comes a moment too early.
LEAD_MS = 25
OVERDUE = 1.5

BACK_OFF_FIRST_S = 1.0
BACK_OFF_MOST_S = 60.0


def first_poll_ms(terms: Terms, typical_ms: int) -> int:
    """How long after the submit a job is asked about first; `typical_ms` is how long such calls lately took, 0 where none is known."""
    expected_ms = min(typical_ms + LEAD_MS, _longest_ms(terms)) if typical_ms else round(terms.poll.interval * 1000)
    return min(expected_ms, round(terms.poll.deadline * 1000))


def next_poll_ms(terms: Terms, record: CallRecord, now_ms: int, typical_ms: int, after_s: float | None) -> int:
    """How long after an answer a job that goes on is asked about again."""
    if after_s is not None:
        return round(min(after_s, terms.poll.deadline) * 1000)
    age_ms = now_ms - record.since_ms
    interval_ms = round(terms.poll.interval * 1000)
    if age_ms < typical_ms:
        return max(LEAST_STEP_MS, min(typical_ms - age_ms + LEAD_MS, _longest_ms(terms)))
    if age_ms <= OVERDUE * max(typical_ms, interval_ms):
        return max(LEAST_STEP_MS, min(interval_ms, round(STEP_SHARE * typical_ms))) if typical_ms else interval_ms
    slower = terms.poll.interval * terms.poll.backoff ** min(record.polls, 30)
    return round(1000 * min(slower, terms.poll.max_interval))


def typical_ms(record: CallRecord, now_ms: int, before_ms: int) -> int:
    """How long such a job takes, as far as this one tells; `before_ms` is what was thought until now.

    One that had ended when it was first asked, or no later than was thought, may have ended much earlier.
    """
    age_ms = now_ms - record.since_ms
    return round(age_ms * SHRINK) if record.polls == 0 or age_ms <= before_ms + 2 * LEAD_MS else age_ms


def _longest_ms(terms: Terms) -> int:
    return round(max(terms.poll.interval, terms.poll.max_interval) * 1000)


def back_off_s(waited_s: float) -> float:
    """How long to wait after another failure, when one has waited so long already: longer each time, with full jitter.

    M. Brooker, "Exponential Backoff And Jitter" (AWS, 2015).
    """
    most = min(BACK_OFF_MOST_S, BACK_OFF_FIRST_S + waited_s)
    return random.uniform(most / 2, most)  # noqa: S311  # no secret
