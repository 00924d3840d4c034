"""Calls that nobody waits for any more: their season was cancelled, or their scene has ended. Stopped where possible, else collected."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from shared.catalogue.vendors import CAPABILITY_OF
from shared.errors import InputError, NotFound, StageFailed
from shared.ledger.call import OPEN, Call, CallRecord
from worker.context import Line
from worker.engines.failures import Billable, JobUnknown, ProviderFailure
from worker.gateway.aftermath import Aftermath
from worker.gateway.answers import KEPT, job_of
from worker.gateway.collecting import Collecting
from worker.gateway.gateway import Gateway
from worker.gateway.paid import PaidCall
from worker.gateway.sharing import wanted_by
from worker.gateway.terms import Terms, find_model, today
from worker.gateway.waits import NotYet, Wait
from worker.locks.locks import KeyLock, holding

CANCELLED = "cancelled with its season"


@dataclass(frozen=True)
class Orphans:
    """Looks after calls by their record alone, and by who else wants them."""

    gateway: Gateway

    def tend(self, call_id: str, *, stop: bool) -> float | None:
        """Bring a call nearer to its end; answers in how many seconds to look again, None where it has ended. `stop`: cancel it."""
        line = self.gateway.line
        lock = KeyLock(line.redis, f"{call_id}-call", "orphans")
        if lock.take() is not None:
            return 1.0
        with holding(lock, lambda: None):
            record = line.ledger.call(call_id)
            if record is not None and record.state in ("planned", "reserved"):
                line.ledger.release(call_id, "cancelled", CANCELLED)
            elif record is not None and (record.state in OPEN or (record.state == "unknown" and record.job is not None)):
                try:
                    return self._end(record, stop=stop)
                except InputError as error:
                    # Its model has left the catalogue: a person is told, and 'resume' collects it when the row is back.
                    line.ledger.hold(call_id, error.message)
            return None

    def _end(self, record: CallRecord, *, stop: bool) -> float | None:
        paid = self._paid(record)
        if stop and record.state == "submitted" and not self._is_wanted(record) and self._was_stopped(paid, record):
            return None
        try:
            paid.obtain()
        except Wait as wait:
            return wait.delay_s
        except (StageFailed, NotYet):
            # What became of it is in the ledger.
            return None
        return None

    def _is_wanted(self, record: CallRecord) -> bool:
        """Whether another season that goes on waits for the same product."""
        line = self.gateway.line
        return any(_goes_on(line, season) for season in wanted_by(line.redis, record.id) - {record.season})

    def _was_stopped(self, paid: PaidCall, record: CallRecord) -> bool:
        """Whether the provider has stopped a job, and says so when it is asked: that it took a cancellation is no end yet."""
        if record.job is None or record.job == KEPT:
            return False
        ledger, question, job = self.gateway.line.ledger, paid.terms.question(record.attempt), job_of(record.job)
        is_cancelled = False
        try:
            is_cancelled = paid.engine.cancel(question, job)
            if is_cancelled:
                paid.engine.poll(question, job)
        except Billable as end:
            if end.is_billed:
                cost_micros = record.amount_micros if end.cost_micros is None else end.cost_micros
                return ledger.settle(record.id, cost_micros, wasted=True, reason=CANCELLED)
            return ledger.release(record.id, "cancelled", CANCELLED)
        except JobUnknown:
            return is_cancelled and ledger.release(record.id, "cancelled", CANCELLED)
        except ProviderFailure:
            pass
        return False

    def _paid(self, record: CallRecord) -> PaidCall:
        line = self.gateway.line
        vendor, model = find_model(line.catalogue, record.model)
        whose = (record.id, record.season, "", record.place, record.stage, record.model, record.account)
        call = Call(*whose, today(), record.amount_micros, record.retake, record.with_sound)
        terms = Terms(call, vendor, model.priced(with_sound=record.with_sound), CAPABILITY_OF[record.stage])
        engine = self.gateway.engines[terms.endpoint.engine]
        collecting = Collecting(line.store, engine)
        aftermath = Aftermath(line.ledger, has_next=False)
        return PaidCall(terms, line.ledger, engine, self.gateway.answers, collecting, aftermath, _nothing_more, self.gateway.observe)


def _goes_on(line: Line, season: str) -> bool:
    try:
        return line.season(season).meta()["state"] == "running"
    except NotFound:
        return False


def _nothing_more(_folder: Path, _attempt: int) -> NoReturn:
    """What is not asked for any more is not sent again. Raises StageFailed."""
    raise StageFailed("the season has ended; ask for it again with 'cliffhanger resume'")
