"""What follows from a failure: the one place that decides it.

`money`: release (it was not charged), charge (it was, and bought nothing), hold (nobody knows).
`then`: again (the same model, later), next (another model of the list, else the scene fails), fail (the scene fails),
look (ask the provider whether it took the call), poll (ask about the job again: it costs nothing).
`account`: slow (its limits were met), trouble (it may be down), stop (nothing more is sent until a person has acted).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from worker.engines import failures
from worker.engines.failures import ProviderFailure


@dataclass(frozen=True)
class Verdict:
    """What follows from a failure."""

    money: Literal["release", "charge", "hold", "keep"]
    then: Literal["again", "next", "fail", "look", "poll"]
    account: Literal["", "slow", "trouble", "stop"] = ""


VERDICTS: Mapping[type[ProviderFailure], Verdict] = {
    failures.RateLimited: Verdict("release", "again", "slow"),
    failures.Overloaded: Verdict("release", "again", "trouble"),
    failures.TimedOut: Verdict("release", "again", "trouble"),
    failures.Moderated: Verdict("release", "fail"),
    failures.InvalidRequest: Verdict("release", "next"),
    failures.NoFunds: Verdict("release", "next", "stop"),
    failures.AuthFailed: Verdict("release", "next", "stop"),
    failures.JobFailed: Verdict("release", "next"),
    failures.JobTimedOut: Verdict("release", "next"),
    failures.JobCancelled: Verdict("release", "fail"),
    failures.AmbiguousSubmit: Verdict("hold", "look", "trouble"),
    failures.JobUnknown: Verdict("keep", "poll"),
    failures.Unanswered: Verdict("keep", "poll"),
    failures.OutputGone: Verdict("keep", "poll"),
    failures.OutputRefused: Verdict("hold", "fail"),
}
"""By the failure's own type. What a provider billed although it failed (`is_billed`) is charged instead of released."""


def verdict_of(failure: ProviderFailure) -> Verdict:
    """What follows from `failure`."""
    verdict = VERDICTS[type(failure)]
    if getattr(failure, "is_billed", False):
        # Paid for nothing: another model would be paid on top of it, which is for a person to decide.
        return Verdict("charge", "fail", verdict.account)
    return verdict
