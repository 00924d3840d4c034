"""The durable timer: at least once, in Redis, woken early by lane."""

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.keyspace import TIMERS
from tests.integration.conftest import wait_for
from worker.timers.timers import Timers

DAY_MS = 86_400_000


@pytest.fixture
def timers(client: redis.Redis) -> Timers:
    return Timers(client)


def test_a_message_is_not_due_before_its_time(timers: Timers) -> None:
    timers.schedule("a", "payload", delay_ms=DAY_MS)

    assert timers.claim()[0] == []
    assert timers.waiting() == 1


def test_a_due_message_is_claimed_with_its_payload(timers: Timers) -> None:
    timers.schedule("a", '{"task": "scene.video"}', delay_ms=0)

    (claim,) = timers.claim()[0]

    assert (claim.id, claim.payload) == ("a", '{"task": "scene.video"}')


def test_a_claim_is_given_to_one_pump_only(timers: Timers) -> None:
    timers.schedule("a", "payload", delay_ms=0)

    assert len(timers.claim()[0]) == 1
    assert timers.claim()[0] == []


def test_a_claim_that_is_never_confirmed_is_due_again(timers: Timers, client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.timers.timers.CONFIRM_WITHIN_MS", -1)
    timers.schedule("a", "payload", delay_ms=0)
    timers.claim()[0]

    assert [claim.id for claim in timers.claim()[0]] == ["a"]


def test_a_confirmed_claim_is_forgotten(timers: Timers, client: redis.Redis) -> None:
    timers.schedule("a", "payload", delay_ms=0)

    timers.confirm(timers.claim()[0])

    assert timers.waiting() == 0
    assert client.keys("*payloads*") == []


def test_waking_a_lane_makes_its_longest_waiter_due_first(timers: Timers, client: redis.Redis) -> None:
    for name in ("first", "second"):
        timers.schedule(name, name, delay_ms=DAY_MS, lane="provider.x")
        before = client.time()
        while client.time() == before or client.time()[1] // 1000 == before[1] // 1000:
            pass

    assert timers.wake("provider.x", limit=1) == 1
    assert [claim.id for claim in timers.claim()[0]] == ["first"]


def test_waking_a_whole_lane_wakes_all_its_waiters_and_nobody_else(timers: Timers) -> None:
    for name in ("a", "b", "c"):
        timers.schedule(name, name, delay_ms=DAY_MS, lane="one")
    timers.schedule("d", "d", delay_ms=DAY_MS, lane="other")

    assert timers.wake("one") == 3
    assert {claim.id for claim in timers.claim()[0]} == {"a", "b", "c"}


def test_waking_skips_waiters_that_have_left(timers: Timers) -> None:
    timers.schedule("gone", "gone", delay_ms=0, lane="lane")
    timers.confirm(timers.claim()[0])
    timers.schedule("here", "here", delay_ms=DAY_MS, lane="lane")

    assert timers.wake("lane", limit=1) == 1
    assert [claim.id for claim in timers.claim()[0]] == ["here"]


def test_waking_an_empty_lane_wakes_nobody(timers: Timers) -> None:
    assert timers.wake("nobody") == 0


def test_one_process_of_all_looks_often(timers: Timers, client: redis.Redis) -> None:
    other = Timers(client)

    assert timers.claim().is_often
    assert not other.claim().is_often
    assert timers.claim().is_often


def test_who_looks_seldom_takes_what_is_due_all_the_same(timers: Timers, client: redis.Redis) -> None:
    timers.claim()
    timers.schedule("a", "payload", delay_ms=0)

    other = Timers(client).claim()

    assert not other.is_often
    assert [claim.id for claim in other.claims] == ["a"]


def test_who_leaves_is_followed_at_once_and_only_by_its_own_leave(timers: Timers, client: redis.Redis) -> None:
    other = Timers(client)
    timers.claim()

    other.leave()
    assert not other.claim().is_often

    timers.leave()
    assert other.claim().is_often


def test_who_dies_is_followed_when_its_time_is_over(timers: Timers, client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.timers.timers.OFTEN_MS", 1)
    timers.claim()
    other = Timers(client)

    wait_for("the time to be over", lambda: client.exists(f"{TIMERS}:often") == 0)

    assert other.claim().is_often


def test_who_goes_on_looking_keeps_it_with_few_writes(timers: Timers, client: redis.Redis) -> None:
    timers.claim()
    before = client.info("persistence")["rdb_changes_since_last_save"]

    for _ in range(20):
        assert timers.claim().is_often

    # It is held for two seconds, and these looks take no second.
    assert client.info("persistence")["rdb_changes_since_last_save"] - before <= 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=20))
def test_no_message_is_ever_lost_between_schedule_and_confirm(timers: Timers, steps: list[tuple[str, bool]]) -> None:
    timers.client.flushall()
    open_messages: set[str] = set()
    for name, due in steps:
        timers.schedule(name, name, delay_ms=0 if due else DAY_MS)
        open_messages.add(name)
        claims = timers.claim()[0]
        timers.confirm(claims)
        open_messages -= {claim.id for claim in claims}

        assert timers.waiting() == len(open_messages)
