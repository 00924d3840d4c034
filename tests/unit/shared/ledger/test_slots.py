"""Slots in particular cases: who is woken, who goes first, and what a lost, late or refused one does to the others."""

import pytest
import redis

from shared import keyspace
from shared.ledger.ledger import Limits
from tests.unit.shared.ledger.calls import A_CALL, a_call, reserved, submitted, submitting
from tests.unit.shared.ledger.fake_clock import FakeClockLedger

ONE = Limits(concurrency=1)
FAR_MS = 10**9


@pytest.fixture
def ledger(client: redis.Redis) -> FakeClockLedger:
    return FakeClockLedger(client)


def wait_for_slot(ledger: FakeClockLedger, call_id: str, limits: Limits = ONE, season: str = "heir-0a") -> None:
    """Ask for a slot that is not free, as a task does: its message is kept, and then it is in the queue."""
    assert ledger.reserve(a_call(call_id, season=season), limits).outcome == "queue"
    ledger.client.zadd(f"{keyspace.LINE}:timers:due", {f"t-{call_id}": ledger.now_ms() + FAR_MS})
    ledger.enqueue(call_id, f"t-{call_id}")


def is_woken(ledger: FakeClockLedger, call_id: str) -> bool:
    due = ledger.client.zscore(f"{keyspace.LINE}:timers:due", f"t-{call_id}")
    return due is not None and due <= ledger.now_ms()


@pytest.mark.parametrize("end", ["settle", "release", "made", "refuse"])
def test_a_freed_slot_wakes_the_longest_waiter_at_once(ledger: FakeClockLedger, end: str) -> None:
    submitted(ledger, limits=ONE)
    for call in ("c2", "c3"):
        ledger.pass_ms(1)
        wait_for_slot(ledger, call)

    {
        "settle": lambda: ledger.settle("c1", 1),
        "release": lambda: ledger.release("c1", "failed"),
        "made": lambda: ledger.made("c1"),
        "refuse": lambda: ledger.refuse("c1", "busy"),
    }[end]()

    assert (is_woken(ledger, "c2"), is_woken(ledger, "c3")) == (True, False)
    assert ledger.reserve(a_call("c2"), ONE).outcome == "reserved"


def test_a_small_season_gets_its_slot_within_two_turns_of_one_with_a_thousand_waiters(ledger: FakeClockLedger) -> None:
    limits = Limits(rpm=60)
    reserved(ledger, limits=limits)
    for number in range(1000):
        wait_for_slot(ledger, f"large{number:04d}", limits)
    ledger.pass_ms(5_000)
    ledger.dispatch()

    wait_for_slot(ledger, "small", limits, season="small-0b")

    granted = 0
    while not is_woken(ledger, "small"):
        ledger.pass_ms(1_020)
        granted += ledger.dispatch()
    assert granted <= 2


def test_a_season_that_comes_and_goes_does_not_go_first_each_time(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    wait_for_slot(ledger, "patient", season="b")

    for number in range(3):
        if not is_woken(ledger, "patient"):
            wait_for_slot(ledger, f"a{number}", season="a")
            ledger.made("c1" if number == 0 else f"a{number - 1}")

    assert is_woken(ledger, "patient")


def test_who_does_not_take_up_a_slot_leaves_it_to_the_next(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    for call in ("c2", "c3"):
        ledger.pass_ms(1)
        wait_for_slot(ledger, call)
    ledger.made("c1")

    ledger.pass_ms(20_001)
    ledger.dispatch()

    assert is_woken(ledger, "c3")
    assert ledger.reserve(a_call("c2"), ONE).outcome == "queue"
    assert ledger.reserve(a_call("c3"), ONE).outcome == "reserved"


def test_a_late_one_waits_again_although_its_account_is_blocked(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    wait_for_slot(ledger, "c2")
    ledger.made("c1")
    ledger.slow_down("atlas", 60_000, "none")
    ledger.pass_ms(20_001)

    wait_for_slot(ledger, "c2")

    assert not is_woken(ledger, "c2"), "it would be woken and refused in a circle"
    ledger.pass_ms(40_000)
    ledger.dispatch()
    assert is_woken(ledger, "c2")


def test_a_granted_slot_is_not_used_while_the_provider_asks_for_a_pause(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    wait_for_slot(ledger, "c2")
    ledger.made("c1")

    ledger.slow_down("atlas", 3_000, "none")

    wait_for_slot(ledger, "c2")
    ledger.pass_ms(3_000)
    ledger.dispatch()
    assert ledger.reserve(a_call("c2"), ONE).outcome == "reserved"


def test_what_was_prepared_is_not_sent_while_the_provider_asks_for_a_pause(ledger: FakeClockLedger) -> None:
    token = reserved(ledger)

    ledger.slow_down("atlas", 3_000, "none")

    assert not ledger.submitting("c1", token)
    assert ledger.reserve(A_CALL, Limits()).wait_ms == 3_000
    ledger.pass_ms(3_000)
    assert ledger.submitting("c1", token)


def test_a_reservation_whose_slot_has_gone_to_another_is_not_sent_beside_it(ledger: FakeClockLedger) -> None:
    token = reserved(ledger, limits=ONE)
    ledger.pass_ms(300_001)
    reserved(ledger, a_call("c2"), ONE)

    assert not ledger.submitting("c1", token)
    assert ledger.reserve(A_CALL, ONE).outcome == "queue"
    assert ledger.balance("season:heir-0a")["reserved"] == A_CALL.amount_micros


def test_a_request_holds_its_slot_for_as_long_as_its_answer_may_take(ledger: FakeClockLedger) -> None:
    assert ledger.submitting("c1", reserved(ledger, limits=ONE), answer_ms=910_000)

    ledger.pass_ms(900_000)

    assert ledger.reserve(a_call("c2"), ONE).outcome == "queue"


def test_a_reservation_that_is_taken_over_holds_its_slot_anew(ledger: FakeClockLedger) -> None:
    reserved(ledger, limits=ONE)
    ledger.pass_ms(299_000)

    token = reserved(ledger, limits=ONE)

    ledger.pass_ms(2_000)
    assert ledger.reserve(a_call("c2"), ONE).outcome == "queue"
    assert ledger.submitting("c1", token)


def test_a_call_that_another_season_buys_waits_no_more_in_the_first(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    wait_for_slot(ledger, "shared", season="a")

    wait_for_slot(ledger, "shared", season="b")

    assert ledger.client.keys(f"{keyspace.LINE}:queue:atlas:*") == [f"{keyspace.LINE}:queue:atlas:b"]
    assert ledger.client.zrange(f"{keyspace.LINE}:queue:atlas", 0, -1) == ["b"]


def test_a_call_is_counted_in_the_season_that_bought_it(ledger: FakeClockLedger) -> None:
    reserved(ledger, a_call(season="a"))
    ledger.release("c1", "failed", "refused", "a#1")

    submitted(ledger, a_call(season="b"))
    ledger.settle("c1", 7)

    assert [len(list(ledger.calls(season))) for season in ("a", "b")] == [0, 1]


def test_a_season_whose_waiters_were_taken_away_stops_nobody(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    wait_for_slot(ledger, "c2", season="a")
    wait_for_slot(ledger, "c3", season="b")
    ledger.client.delete(f"{keyspace.LINE}:queue:atlas:a")

    ledger.made("c1")

    assert is_woken(ledger, "c3")


def test_who_has_no_budget_left_gives_up_slot_and_place(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    for call in ("c2", "c3"):
        ledger.pass_ms(1)
        wait_for_slot(ledger, call)
    ledger.set_cap("season:heir-0a", 0)

    assert ledger.reserve(a_call("c2"), ONE).outcome == "over"

    ledger.set_cap("season:heir-0a", None)
    ledger.made("c1")
    assert is_woken(ledger, "c3")


def test_a_lower_concurrency_of_a_newer_catalogue_holds_at_once(ledger: FakeClockLedger) -> None:
    for call in ("c1", "c2"):
        submitted(ledger, a_call(call), Limits(concurrency=3))

    assert ledger.reserve(a_call("c3"), Limits(concurrency=2)).outcome == "queue"


def test_a_breaker_is_tried_by_a_call_that_is_sent_not_by_one_that_waits(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE)
    for _ in range(5):
        ledger.trouble("atlas", A_CALL.model)
    ledger.pass_ms(2_000)
    wait_for_slot(ledger, "c2")

    ledger.made("c1")

    assert ledger.reserve(a_call("c2"), ONE).outcome == "reserved"
    assert ledger.reserve(a_call("c3"), Limits(concurrency=2)).outcome == "broken"


def test_a_breaker_opens_after_five_failures_and_longer_each_time(ledger: FakeClockLedger) -> None:
    waits = []
    for _ in range(8):
        ledger.trouble("atlas", A_CALL.model)
        waits.append(ledger.reserve(A_CALL, Limits()).wait_ms)
        ledger.release("c1", "planned")

    assert waits == [0, 0, 0, 0, 2_000, 4_000, 8_000, 16_000]
    ledger.speed_up("atlas", A_CALL.model, Limits())
    assert ledger.reserve(A_CALL, Limits()).outcome == "reserved"


def test_a_lease_that_ends_gives_its_slot_to_the_next(ledger: FakeClockLedger) -> None:
    submitted(ledger, limits=ONE, lease_ms=30_000)
    wait_for_slot(ledger, "c2")

    ledger.pass_ms(30_001)
    ledger.dispatch()

    assert is_woken(ledger, "c2")


def test_a_long_answer_holds_its_slot(ledger: FakeClockLedger) -> None:
    token = reserved(ledger, limits=ONE)
    ledger.pass_ms(299_000)
    assert ledger.submitting("c1", token)

    ledger.pass_ms(200_000)

    assert ledger.reserve(a_call("c2"), ONE).outcome == "queue"


def test_a_permit_is_given_to_one_holder_of_an_attempt(ledger: FakeClockLedger) -> None:
    first = reserved(ledger)
    second = submitting(ledger)

    assert [ledger.submitting("c1", token) for token in (first, second, "nobody")] == [False, True, False]


def test_who_comes_late_is_not_sent_on_the_heels_of_others(ledger: FakeClockLedger) -> None:
    limits = Limits(rpm=30)
    reserved(ledger, limits=limits)
    for number in range(5):
        wait_for_slot(ledger, f"w{number}", limits)
    for _ in range(12):
        ledger.pass_ms(1_000)
        ledger.dispatch()
    assert all(is_woken(ledger, f"w{number}") for number in range(5)), "all were granted, and nobody has come yet"

    outcomes = [ledger.reserve(a_call(f"w{number}"), limits).outcome for number in range(5)]

    assert outcomes == ["reserved", "later", "later", "later", "later"]


def test_who_comes_a_little_late_delays_nobody(ledger: FakeClockLedger) -> None:
    limits = Limits(rpm=60)
    reserved(ledger, limits=limits)

    for number, late_ms in enumerate([0, 900, 0, 500, 0]):
        wait_for_slot(ledger, f"w{number}", limits)
        ledger.pass_ms(1_020)
        ledger.dispatch()
        ledger.pass_ms(late_ms)
        assert ledger.reserve(a_call(f"w{number}"), limits).outcome == "reserved"
        ledger.pass_ms(-late_ms)
