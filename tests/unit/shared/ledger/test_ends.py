"""A call's record says what ended it, and how often it ran out of time in this order: what is asked for instead rests on it."""

from dataclasses import replace

import redis

from shared.ledger.ledger import Ledger, Limits
from shared.ledger.verify import verify
from tests.support.scripted import CALL


def sent(ledger: Ledger, run: str = "1") -> None:
    token = ledger.reserve(replace(CALL, run=run), Limits()).token
    assert ledger.submitting(CALL.id, token)


def test_timeouts_are_counted_once_an_attempt(client: redis.Redis) -> None:
    ledger = Ledger(client)

    for _ in range(2):
        sent(ledger)
        ledger.release(CALL.id, "planned", "late", by="timeout")
        ledger.release(CALL.id, "planned", "late", by="timeout")

    record = ledger.call(CALL.id)
    assert record is not None
    assert (record.state, record.timeouts, record.ended_by) == ("planned", 2, "timeout")
    assert verify(client).is_well


def test_another_end_is_not_taken_for_the_one_before(client: redis.Redis) -> None:
    ledger = Ledger(client)
    sent(ledger)
    ledger.release(CALL.id, "planned", "late", by="timeout")

    sent(ledger)
    ledger.release(CALL.id, "failed", "broken", "a#1")

    record = ledger.call(CALL.id)
    assert record is not None
    assert (record.timeouts, record.ended_by) == (1, "")


def test_another_order_begins_anew(client: redis.Redis) -> None:
    ledger = Ledger(client)
    sent(ledger)
    ledger.release(CALL.id, "failed", "late", f"{CALL.season}#1", by="timeout")

    sent(ledger, run="2")

    record = ledger.call(CALL.id)
    assert record is not None
    assert (record.timeouts, record.ended_by) == (0, "")


def test_a_refusal_that_was_charged_is_still_known_for_one(client: redis.Redis) -> None:
    ledger = Ledger(client)
    sent(ledger)

    ledger.settle(CALL.id, 5, wasted=True, reason="seen", by="moderated")

    record = ledger.call(CALL.id)
    assert record is not None
    assert (record.state, record.is_wasted, record.ended_by, record.reason) == ("settled", True, "moderated", "seen")
