"""A paid call, from plan to settled product: one sequence, that may die at every step and is taken up where it was.

    planned → reserved → submitting → submitted → fetched → settled      or failed, cancelled, unknown

Whoever runs it holds the call's lock. What is true is in the ledger and in the store; nothing is in memory from one run to the
next. The one billable request is sent between `submitting` and `submitted`, once an attempt; all else may be repeated for nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from shared.errors import BadOutput, StageFailed
from shared.host import host_id, is_running
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.store.product import Product
from worker.draining import paying
from worker.engines.engine import Ask, Engine, Finished, Job, Running
from worker.engines.failures import JobFailed, JobUnknown, LookupUnsupported, Moderated, ProviderFailure, Unanswered
from worker.gateway import aftermath, pace
from worker.gateway.admission import MOVED_WAIT_S, turn_down
from worker.gateway.aftermath import Aftermath, Unusable
from worker.gateway.answers import KEPT, KeptAnswers, job_json, job_of
from worker.gateway.collecting import Collecting
from worker.gateway.permit import be_permitted, never_left
from worker.gateway.restored import adopt_answer, sent_before
from worker.gateway.steps import Observer
from worker.gateway.terms import Terms
from worker.gateway.waits import Refused, Wait

# A request that is still on its way is not there yet: that a provider does not know it counts only after this.
ON_ITS_WAY_MS = 15_000
# A job that outlives its deadline is still asked about until so many times as much has passed; then it is held.
LATE = 2
# Whoever may still be sending a call is looked after this often.
SENDING_WAIT_S = 5.0
AT_WORK = "its provider is at work"


@dataclass(frozen=True)
class PaidCall:
    """One call, with all that it needs. `ask` builds the request of an attempt in a folder."""

    terms: Terms
    ledger: Ledger
    engine: Engine
    answers: KeptAnswers
    collecting: Collecting
    aftermath: Aftermath
    ask: Callable[[Path, int], Ask]
    observe: Observer

    def obtain(self) -> Product:
        """What the provider made, from the store.

        Raises Wait where it is not there yet, Refused where this model will not make it and was not paid, StageFailed where the
        scene has failed.
        """
        raw = self.collecting.stored(self.terms)
        if raw is not None:
            return self._settle_stored(raw)
        record = self.ledger.call(self.terms.call.id)
        state = record.state if record else "planned"
        if record is None or state in ("planned", "failed", "cancelled", "reserved"):
            return self._begin()
        if state == "submitting":
            return self._recover(record)
        if state in ("submitted", "fetched"):
            return self._collect(record)
        if state == "unknown":
            return self._look_up(record)
        raise aftermath.charged_for_nothing(record)

    # Before the submit

    def _begin(self) -> Product:
        call = self.terms.call
        got = self.ledger.reserve(call, self.terms.limits)
        if got.outcome != "reserved":
            turn_down(got, call, self.ledger)
        self.observe("reserved", call.id)
        return self._submit(got.token, got.attempt)

    def _submit(self, token: str, attempt: int) -> Product:
        call = self.terms.call
        with paying(), self.collecting.workspace() as folder:
            try:
                ask = self.ask(folder, attempt)
                prepared = self.engine.prepare(ask)
            except ProviderFailure as failure:
                self._follow(failure, self._held_by(token))
            except StageFailed as error:
                self.ledger.release(self._held_by(token).id, "failed", error.message, self._run)
                raise
            self.observe("prepared", call.id)
            # Before it is noted that the request leaves: should the store be away, nothing is in doubt.
            was_answered = adopt_answer(self.ledger.client, self.answers, call.id, attempt)
            be_permitted(self.terms, self.ledger, self.answers, token)
            self.observe("submitting", call.id)
            if was_answered:
                # It was sent and answered before, by books that are lost: what was paid is collected.
                return self._recover(self._record())
            started = time.monotonic()

            def keep(body: bytes) -> None:
                self.answers.keep(call.id, attempt, body)

            try:
                answer = sent_before(self.ledger.client, self.engine, ask, prepared, keep) or self.engine.submit(ask, prepared, keep)
            except ProviderFailure as failure:
                self.observe("answered", call.id)
                self._follow(failure, self._held_by(token))
        self.observe("kept", call.id)
        return self._answered(answer, attempt, time.monotonic() - started)

    def _answered(self, answer: Job | Finished, attempt: int, took_s: float = 0.0) -> Product:
        call, terms = self.terms.call, self.terms
        if isinstance(answer, Finished):
            # A job that cannot be asked about is stood for by its answer in the store from now on.
            is_pollable = terms.endpoint.poll is not None and terms.endpoint.poll.path is not None
            job = job_json(Job(answer.job_id)) if answer.job_id and is_pollable else KEPT
            self.ledger.submitted(call.id, attempt, job, next_poll_ms=0, lease_ms=terms.deadline_ms)
            self.observe("submitted", call.id)
            self.ledger.speed_up(call.account, call.model, terms.limits)
            return self._fetch(answer, self._record(), typical_ms=round(took_s * 1000))
        first_ms = pace.first_poll_ms(terms, self.ledger.typical_ms(call.account, call.model))
        # It may be at work, and count at the provider, for as long as it is asked about.
        self.ledger.submitted(call.id, attempt, job_json(answer), next_poll_ms=first_ms, lease_ms=LATE * terms.deadline_ms)
        self.observe("submitted", call.id)
        self.ledger.speed_up(call.account, call.model, terms.limits)
        raise Wait(first_ms / 1000, called=terms.called, why=AT_WORK)

    # After it

    def _recover(self, record: CallRecord) -> Product:
        """Whoever was about to submit has died: its answer is in the store, or nobody knows whether there was one."""
        kept = self.answers.kept(record.id, record.attempt)
        if kept is None:
            self._let_send(record)
            return self._look_up(self._hold(record, aftermath.DIED))
        try:
            answer = self.engine.resume(self._question(record), kept)
        except ProviderFailure as failure:
            self._follow(failure, record)
        return self._answered(answer, record.attempt)

    def _let_send(self, record: CallRecord) -> None:
        """Raise Wait while the request may be under way: its sender may only have been cut off from Redis for a while."""
        host, pid = record.sender
        if host == host_id() and not is_running(pid):
            return
        left_s = record.since_ms / 1000 + self.terms.answer_s - self.ledger.now_ms() / 1000
        if left_s > 0:
            raise Wait(min(left_s, SENDING_WAIT_S), why="its request may still be under way")

    def _collect(self, record: CallRecord) -> Product:
        now_ms = self.ledger.now_ms()
        if record.next_ms > now_ms:
            raise Wait((record.next_ms - now_ms) / 1000, called=self.terms.called, why=AT_WORK)
        try:
            answer = self._ask_about(record)
        except ProviderFailure as failure:
            self._follow(failure, record)
        self.observe("polled", record.id)
        if isinstance(answer, Running):
            raise self._go_on(record, answer, now_ms)
        before_ms = self.ledger.typical_ms(record.account, record.model) if record.polls else 0
        return self._fetch(answer, record, typical_ms=pace.typical_ms(record, now_ms, before_ms))

    def _ask_about(self, record: CallRecord) -> Running | Finished:
        if record.job == KEPT:
            kept = self.answers.kept(record.id, record.attempt)
            if kept is None and record.sender[0] != host_id():
                self._let_catch_up(record)
            answer = None if kept is None else self.engine.resume(self._question(record), kept)
            if not isinstance(answer, Finished):
                raise JobUnknown(f"the answer of {record.model} has vanished from the store")
            return answer
        return self.engine.poll(self._question(record), job_of(record.job or {}))

    def _let_catch_up(self, record: CallRecord) -> None:
        """Raise Wait while the host that was answered may still keep the answer, having found the store away."""
        if self.ledger.now_ms() - record.since_ms < LATE * self.terms.deadline_ms:
            raise Wait(SENDING_WAIT_S)

    def _go_on(self, record: CallRecord, answer: Running, now_ms: int) -> Exception:
        age_ms = now_ms - record.since_ms
        if age_ms > LATE * self.terms.deadline_ms:
            minutes = age_ms / 60_000
            return StageFailed(
                aftermath.collectable(
                    self._hold(record, f"its job {(record.job or {}).get('id', '')} is still {answer.word!r} after {minutes:.3g} min")
                )
            )
        next_ms = pace.next_poll_ms(self.terms, record, now_ms, self.ledger.typical_ms(record.account, record.model), answer.after_s)
        self.ledger.polled(record.id, next_poll_ms=next_ms, troubles=0, asked_ms=now_ms)
        return Wait(next_ms / 1000, called=self.terms.called, why=AT_WORK)

    def _fetch(self, answer: Finished, record: CallRecord, typical_ms: int) -> Product:
        call = self.terms.call
        self.ledger.made(call.id, typical_ms)
        self.observe("made", call.id)
        cost_micros = self.terms.cost_micros(answer, record.amount_micros)
        try:
            raw = self.collecting.collect(self.terms, self._question(record), answer, cost_micros, started_at=record.since_ms / 1000)
        except ProviderFailure as failure:
            self._follow(failure, record, is_made=True)
        except BadOutput as error:
            raise Unusable(self.aftermath.bad_output(self.terms, record, error, cost_micros)) from error
        self.observe("stored", call.id)
        return self._settle_stored(raw)

    def _settle_stored(self, raw: Product) -> Product:
        """The product is ours: whatever is still bound for it becomes what it cost."""
        call_id = self.terms.call.id
        self.ledger.fetched(call_id, raw.cost_micros)
        self.observe("fetched", call_id)
        if self.ledger.settle(call_id, raw.cost_micros):
            self.answers.forget(call_id)
            self.observe("settled", call_id)
        return raw

    # What nobody knows

    def _look_up(self, record: CallRecord) -> Product:
        """An ambiguous end: the provider is asked whether it took the call, where it can be asked; else a person is."""
        if record.job is not None:
            return self._collect(record)
        if never_left(record, self.answers):
            self.ledger.release(record.id, "planned")
            return self._begin()
        try:
            with self.collecting.workspace() as folder:
                ask = self.ask(folder, record.attempt)
                found = self.engine.find(ask, self.engine.prepare(ask), lambda body: self.answers.keep(record.id, record.attempt, body))
        except LookupUnsupported:
            if self.terms.may_be_passed_over and self.aftermath.has_next:
                raise Refused(aftermath.unknown(record)) from None
            raise StageFailed(aftermath.unknown(record)) from None
        except ProviderFailure as failure:
            raise self._look_again(record, failure) from failure
        if found is None:
            on_its_way_ms = record.since_ms + ON_ITS_WAY_MS - self.ledger.now_ms()
            if on_its_way_ms > 0:
                raise Wait(on_its_way_ms / 1000, why="its provider does not know it yet")
            # It was never taken: what is sent next is another attempt.
            self.aftermath.not_taken(self.terms, record, self._run)
            return self._begin()
        return self._answered(found, record.attempt)

    def _look_again(self, record: CallRecord, failure: ProviderFailure) -> Exception:
        waited_ms = self.ledger.now_ms() - record.since_ms
        if waited_ms > self.terms.deadline_ms:
            return StageFailed(f"{aftermath.unknown(record)} (it could not be looked up: {failure})")
        after_s = failure.after_s if isinstance(failure, Unanswered) else None
        return Wait(after_s or pace.back_off_s(waited_ms / 1000), why=f"it could not be looked up: {failure}")

    def _hold(self, record: CallRecord, reason: str) -> CallRecord:
        self.ledger.hold(record.id, reason)
        self.observe("held", record.id)
        return self._record()

    def _follow(self, failure: ProviderFailure, record: CallRecord, *, is_made: bool = False) -> NoReturn:
        """Do what follows from a failure. Raises what tells the caller."""
        try:
            held = self.aftermath.follow(self.terms, failure, record, self._run, is_made=is_made)
        except (Refused, StageFailed, Wait):
            if isinstance(failure, (JobFailed, Moderated)):
                # What it led to has ended.
                self.answers.forget(self.terms.call.id)
            raise
        self.observe("held", held.id)
        self._look_up(held)
        raise Wait(MOVED_WAIT_S)

    # Names

    @property
    def _run(self) -> str:
        return f"{self.terms.call.season}#{self.terms.call.run}"

    def _record(self) -> CallRecord:
        record = self.ledger.call(self.terms.call.id)
        assert record is not None, "a call that was reserved is never deleted"
        return record

    def _held_by(self, token: str) -> CallRecord:
        """The call, as long as this attempt is ours. Raises Wait where another worker has taken it over, and knows more."""
        record = self._record()
        if record.token != token:
            raise Wait(MOVED_WAIT_S)
        return record

    def _question(self, record: CallRecord) -> Ask:
        return self.terms.question(record.attempt)
