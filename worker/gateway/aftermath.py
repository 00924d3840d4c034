"""Carries out what follows from a failure (worker/gateway/verdicts.py): money, account, and what the caller is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import BadOutput, StageFailed
from shared.ledger.call import CallRecord, EndedBy
from shared.ledger.ledger import Ledger
from shared.money import dollars
from worker.engines import failures
from worker.engines.failures import ProviderFailure, RateLimited
from worker.gateway import pace
from worker.gateway.terms import Terms
from worker.gateway.verdicts import Verdict, verdict_of
from worker.gateway.waits import Refused, Wait

# A refusal for load or limits is tried again for so long; then the next model is asked, or the scene fails.
PATIENCE_S = 15 * 60
# … and no less often: a call may have spent all that time in a long queue between two refusals.
LEAST_REFUSALS = 6
# With another model in the list, nobody waits so long: after so many refusals it is asked.
REFUSALS_BEFORE_NEXT = 4
# A slot is granted by a wake-up; this is only for the case that it is lost.
QUEUE_WAIT_S = 120.0
# What costs nothing is asked so often before a person is: pauses grow to a minute.
MOST_TROUBLES: Mapping[type[ProviderFailure], int] = {failures.Unanswered: 40, failures.OutputGone: 8, failures.JobUnknown: 7}
# What is made and cannot be fetched (no bytes, a page in its place): nobody waits long, since the next 'resume' fetches it for nothing.
MOST_UNFETCHED = 9
# A file that arrives whole and is no film is fetched again so often.
MOST_BAD_FILES = 5
# A question about a job may be refused for the account's sake (a key that was withdrawn): the job is not lost by that.
MOST_REFUSED_QUESTIONS = 12
# Where less may be asked for, a call that is given up for time is made so often before it is.
TIMEOUTS_BEFORE_LESS = 2
# Not the provider's slowness, but our own fault.
DIED = "the worker died while it was sending the request"
ENDS_OF_JOBS = (failures.JobFailed, failures.Moderated, failures.OutputRefused)
"""What ends a job that was taken; all else is only a question that was not answered."""


class Unusable(StageFailed):
    """It was paid, and what came was never a whole file of its kind: within a quality budget another take is bought."""


class PromptRefused(StageFailed):
    """A provider will not make what the prompt says: the scene fails, unless the season allows a softer one."""


@dataclass(frozen=True)
class Aftermath:
    """What follows from failures. `has_next`: another model could be asked.

    `most_timeouts`: so many attempts that are given up for time end a call; 0 where they are as any other failure.
    """

    ledger: Ledger
    has_next: bool
    most_timeouts: int = 0

    def follow(self, terms: Terms, failure: ProviderFailure, record: CallRecord, run: str, *, is_made: bool = False) -> CallRecord:
        """Do what follows; `is_made`: it is only to be fetched.

        Raises Wait, Refused or StageFailed; answers the held call where the provider is to be asked about it.
        """
        verdict = verdict_of(failure)
        self._tell_account(terms, failure, verdict)
        if verdict.then == "poll" or (record.job is not None and not isinstance(failure, ENDS_OF_JOBS)):
            raise self._poll_again(terms, failure, record, is_made=is_made)
        by = ended_by(failure)
        if by == "timeout" and verdict.money == "release" and self.most_timeouts:
            self._give_up(terms, failure.message, record, run)
            raise Wait(pace.back_off_s(0), why=failure.message)
        if verdict.then == "again":
            raise self._again(terms, failure, run)
        if verdict.money == "hold":
            self.ledger.hold(terms.call.id, failure.message)
            held = self.ledger.call(terms.call.id)
            assert held is not None, "a call that was sent is in the ledger"
            if verdict.then == "look":
                return held
            raise StageFailed(collectable(held))
        if verdict.money == "charge":
            told_micros: int | None = getattr(failure, "cost_micros", None)
            cost_micros = record.amount_micros if told_micros is None else told_micros
            self.ledger.settle(terms.call.id, cost_micros, wasted=True, reason=failure.message, by="moderated" if by == "moderated" else "")
            raise _failed(_charged(failure.message, cost_micros), by)
        self.ledger.release(terms.call.id, "failed", failure.message, run, by=by)
        if verdict.then == "fail":
            raise _failed(failure.message, by)
        raise Refused(failure.message, for_time=by == "timeout")

    def not_taken(self, terms: Terms, record: CallRecord, run: str) -> None:
        """An attempt whose end was ambiguous is certainly unknown to the provider: the call is planned again. Raises Refused likewise."""
        reason = "the provider does not know it"
        if record.reason == DIED:
            self.ledger.release(record.id, "planned", reason)
        else:
            self._give_up(terms, f"{record.reason}; {reason}", record, run)

    def _give_up(self, terms: Terms, reason: str, record: CallRecord, run: str) -> None:
        """An attempt was given up for time, and was not charged: the call is planned again. Raises Refused after the last attempt."""
        if self.most_timeouts and record.timeouts + 1 >= self.most_timeouts:
            self.ledger.release(terms.call.id, "failed", reason, run, by="timeout")
            raise Refused(reason, for_time=True)
        self.ledger.release(terms.call.id, "planned", reason, by="timeout")

    def bad_output(self, terms: Terms, record: CallRecord, error: BadOutput, cost_micros: int) -> str:
        """A file that is not what was asked for: fetched again a few times, then paid for nothing. Raises Wait; answers the line."""
        bad_files = record.bad_files + 1
        if bad_files < MOST_BAD_FILES:
            raise self._later(terms, bad_files, None, error.message, is_bad_file=True)
        self.ledger.settle(terms.call.id, cost_micros, wasted=True, reason=error.message, by="unusable")
        return f"{terms.model.name} was paid {dollars(cost_micros)} and sent nothing usable: {error.message}"

    def _tell_account(self, terms: Terms, failure: ProviderFailure, verdict: Verdict) -> None:
        account = terms.call.account
        if verdict.account == "slow":
            assert isinstance(failure, RateLimited), "only refusals for limits slow an account down"
            wait_s = pace.back_off_s(0) if failure.after_s is None else failure.after_s
            self.ledger.slow_down(account, round(wait_s * 1000), failure.kind)
        elif verdict.account == "trouble":
            self.ledger.trouble(account, terms.call.model)
        elif verdict.account == "stop":
            self.ledger.stop_account(account, failure.message)

    def _again(self, terms: Terms, failure: ProviderFailure, run: str) -> Exception:
        call = terms.call
        refusals, waited_ms = self.ledger.refuse(call.id, failure.message)
        is_too_long = waited_ms > PATIENCE_S * 1000 and refusals >= LEAST_REFUSALS
        if is_too_long or (self.has_next and refusals >= REFUSALS_BEFORE_NEXT):
            self.ledger.release(call.id, "failed", failure.message, run)
            return Refused(failure.message)
        if isinstance(failure, RateLimited):
            return Wait(QUEUE_WAIT_S, queued=call.id, why=failure.message)
        after_s: float | None = getattr(failure, "after_s", None)
        return Wait(pace.back_off_s(waited_ms / 1000) if after_s is None else after_s, why=failure.message)

    def _poll_again(self, terms: Terms, failure: ProviderFailure, record: CallRecord, *, is_made: bool) -> Exception:
        troubles = record.troubles + 1
        if troubles <= (MOST_UNFETCHED if is_made else MOST_TROUBLES.get(type(failure), MOST_REFUSED_QUESTIONS)):
            return self._later(terms, troubles, getattr(failure, "after_s", None), failure.message)
        self.ledger.hold(record.id, failure.message)
        return StageFailed(collectable(self.ledger.call(record.id)))

    def _later(self, terms: Terms, troubles: int, after_s: float | None, why: str, *, is_bad_file: bool = False) -> Exception:
        wait_s = pace.back_off_s(2.0 ** min(troubles - 1, 6) - 1) if after_s is None else after_s
        self.ledger.polled(terms.call.id, next_poll_ms=round(wait_s * 1000), troubles=troubles, is_bad_file=is_bad_file)
        return Wait(wait_s, why=why)


def ended_by(failure: ProviderFailure) -> EndedBy:
    """What ended a call, where that decides what may be asked for instead."""
    if isinstance(failure, failures.Moderated):
        return "moderated"
    return "timeout" if isinstance(failure, failures.JobTimedOut | failures.TimedOut) else ""


def ended(record: CallRecord | None, reason: str, run: str) -> Refused | StageFailed:
    """What it means that a call is not to be tried again in an order `season#run`."""
    by = record.ended_by if record is not None and record.state == "failed" and record.run == run else ""
    return PromptRefused(reason) if by == "moderated" else Refused(reason, for_time=by == "timeout")


def _failed(reason: str, by: EndedBy) -> StageFailed:
    return PromptRefused(reason) if by == "moderated" else StageFailed(reason)


def unknown(record: CallRecord | None) -> str:
    """The line for a call that may have been taken."""
    if record is None:
        return "a paid call is lost from the ledger; 'cliffhanger costs' shows what is there"
    return (
        f"it is not known whether {record.model} took the call {record.id} ({_why(record)}); {dollars(record.amount_micros)} stay held: "
        f"look at the provider's own list, then 'cliffhanger settle {record.id} --charged' (or --job ID, to collect it) or '--not-charged'"
    )


def collectable(record: CallRecord | None) -> str:
    """The line for a job that was taken and cannot be got at."""
    if record is None:
        return unknown(None)
    return (
        f"{record.model} took the call {record.id}, and its product cannot be had ({_why(record)}); {dollars(record.amount_micros)} stay "
        f"held: 'cliffhanger resume' asks again for nothing, 'cliffhanger settle {record.id} --charged' gives it up"
    )


def _charged(reason: str, cost_micros: int) -> str:
    return f"{reason}; it was charged {dollars(cost_micros)} all the same"


def charged_for_nothing(record: CallRecord) -> StageFailed:
    """What it means that a call was charged and has nothing to show for it, by what ended it."""
    kinds: Mapping[EndedBy, type[StageFailed]] = {"moderated": PromptRefused, "unusable": Unusable}
    return kinds.get(record.ended_by, StageFailed)(lost(record))


def lost(record: CallRecord) -> str:
    """The line for a call that was charged and has nothing to show for it."""
    if record.ended_by == "moderated":
        # The same line as at its end: what is told of a softened prompt does not depend on who died in between.
        return _charged(record.reason, record.spent_micros)
    if record.is_wasted:
        return f"{record.model} was paid for this, and it brought nothing usable ({_why(record)}); redo the scene to pay for another"
    return f"{record.model} was paid for this, and what it made has vanished from the store; bring the store back, or redo the scene"


def unusable(model: str, cost_micros: int, reason: str) -> str:
    """The line for what was paid, has come whole, and is not what was asked for; nobody pays for it again unasked."""
    return f"{model} was paid {dollars(cost_micros)}, and what it sent cannot be used: {reason}; redo pays for another"


def _why(record: CallRecord) -> str:
    """The reason, without the model's name where the line has named it already."""
    return record.reason.removeprefix(f"{record.model}: ")
