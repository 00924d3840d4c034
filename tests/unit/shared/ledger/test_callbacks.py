"""A callback in the ledger: it has a job asked about at once, and can do nothing else."""

import json

import pytest
import redis

from shared import keyspace
from shared.ledger import callbacks
from shared.ledger.ledger import Ledger
from shared.ledger.verify import verify
from tests.unit.shared.ledger.calls import a_call, reserved, submitted, submitting
from tests.unit.shared.ledger.fake_clock import FakeClockLedger, FakeClockScript
from worker.timers.timers import Timers

LONG_MS = 60_000


@pytest.fixture
def ledger(client: redis.Redis) -> Ledger:
    return Ledger(client)


def hear(ledger: Ledger, delivery: str = "d1", call: str = "c1", attempt: int = 1) -> str:
    return str(callbacks.CALLED_BACK(ledger.client, callbacks.KEYS, *callbacks.arguments(call, attempt, delivery)))


def waits_long(ledger: Ledger, timers: Timers) -> None:
    """A submitted call that is asked about in a minute, and its message."""
    submitted(ledger)
    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=0)
    timers.schedule("t1", "message", delay_ms=LONG_MS)
    ledger.await_callback("c1", "t1")


def due(timers: Timers) -> list[str]:
    return [claim.id for claim in timers.claim()[0]]


def test_a_callback_makes_the_waiting_message_due_and_its_question_timely(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    waits_long(ledger, timers)
    assert due(timers) == []

    assert hear(ledger) == "woken"

    assert due(timers) == ["t1"]
    record = ledger.call("c1")
    assert record is not None
    assert record.next_ms <= ledger.now_ms()
    assert record.state == "submitted"


def test_everybody_who_waits_for_the_call_is_woken(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    waits_long(ledger, timers)
    timers.schedule("t2", "message", delay_ms=LONG_MS)
    ledger.await_callback("c1", "t2")

    hear(ledger)

    assert sorted(due(timers)) == ["t1", "t2"]


def test_a_doubled_delivery_changes_nothing(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    waits_long(ledger, timers)
    hear(ledger)
    timers.schedule("t1", "message", delay_ms=LONG_MS)
    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=0)
    ledger.await_callback("c1", "t1")

    assert hear(ledger) == "doubled"

    assert due(timers) == []


def test_a_callback_before_the_submits_answer_has_the_job_asked_about_at_once(ledger: Ledger) -> None:
    submitting(ledger)

    assert hear(ledger) == "early"

    ledger.submitted("c1", 1, {"id": "j1"}, next_poll_ms=LONG_MS, lease_ms=LONG_MS)
    record = ledger.call("c1")
    assert record is not None
    assert record.next_ms <= ledger.now_ms()


def test_an_early_callback_of_an_older_attempt_does_not_hurry_the_next(ledger: Ledger) -> None:
    submitting(ledger)
    hear(ledger)
    ledger.release("c1", "planned", "refused")
    submitting(ledger)

    ledger.submitted("c1", 2, {"id": "j2"}, next_poll_ms=LONG_MS, lease_ms=LONG_MS)

    record = ledger.call("c1")
    assert record is not None
    assert record.next_ms > ledger.now_ms()


def test_a_callback_between_the_answer_and_the_wait_is_not_lost(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    submitted(ledger)
    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=0)
    hear(ledger)
    timers.schedule("t1", "message", delay_ms=LONG_MS)

    ledger.await_callback("c1", "t1")

    assert due(timers) == ["t1"]


def test_a_callback_while_the_job_was_asked_about_has_it_asked_again(ledger: Ledger) -> None:
    submitted(ledger)
    asked_ms = ledger.now_ms()
    hear(ledger)

    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=0, asked_ms=asked_ms)

    record = ledger.call("c1")
    assert record is not None
    assert record.next_ms <= ledger.now_ms()


@pytest.mark.parametrize(("call", "attempt"), [("nobody", 1), ("c1", 2), ("c1", 0)])
def test_a_call_or_an_attempt_that_is_not_there_is_unknown(ledger: Ledger, call: str, attempt: int) -> None:
    submitted(ledger)

    assert hear(ledger, call=call, attempt=attempt) == "unknown"


def test_what_was_not_sent_yet_cannot_be_called_about(ledger: Ledger) -> None:
    reserved(ledger)

    assert hear(ledger) == "unknown"


def test_a_call_that_has_ended_stays_as_it_is(ledger: Ledger) -> None:
    submitted(ledger)
    ledger.fetched("c1", 5)
    ledger.settle("c1", 5)
    before = ledger.call("c1")

    assert hear(ledger) == "ended"

    assert ledger.call("c1") == before


def test_the_pause_after_a_question_that_was_not_answered_is_kept(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    waits_long(ledger, timers)
    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=1)

    assert hear(ledger) == "later"

    assert due(timers) == []


def test_a_message_that_is_being_published_is_not_published_twice(ledger: Ledger) -> None:
    timers = Timers(ledger.client)
    waits_long(ledger, timers)
    ledger.client.zadd(f"{keyspace.TIMERS}:due", {"t1": 1})
    claims, *_ = timers.claim()

    hear(ledger)
    timers.confirm(claims)

    assert timers.waiting() == 0


def test_callbacks_write_nothing_into_the_journal(ledger: Ledger) -> None:
    submitted(ledger)
    before = ledger.client.xlen(f"{keyspace.LINE}:journal")

    hear(ledger)

    assert ledger.client.xlen(f"{keyspace.LINE}:journal") == before
    assert verify(ledger.client).is_well


def test_many_callbacks_lead_to_one_question_a_second(client: redis.Redis) -> None:
    clock = FakeClockLedger(client)
    script = FakeClockScript(callbacks.CALLED_BACK)
    submit = a_call()
    client.hset(
        f"{keyspace.LINE}:call:c1", mapping={"state": "submitted", "attempt": 1, "season": submit.season, "job": json.dumps({"id": 1})}
    )
    asked = []

    for number in range(40):
        client.hset(f"{keyspace.LINE}:call:c1", "next_ms", clock.now_us // 1000 + LONG_MS)
        script(client, callbacks.KEYS, *callbacks.arguments("c1", 1, f"d{number}"))
        asked.append(int(client.hget(f"{keyspace.LINE}:call:c1", "called_ms")))
        clock.pass_ms(10)

    first, second = sorted(set(asked))
    assert second - first == 1_000


def test_one_call_keeps_few_deliveries(ledger: Ledger) -> None:
    submitted(ledger)

    answers = {hear(ledger, f"d{number}") for number in range(70)}

    assert answers == {"woken", "doubled"}
    assert ledger.client.scard(f"{keyspace.LINE}:callbacks:c1") == 64
