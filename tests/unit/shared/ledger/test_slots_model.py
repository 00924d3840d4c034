"""Slots, held against what must hold whoever comes and goes: rate, concurrency, order, fair turns, bounded waits (I6)."""

import os
from collections import defaultdict
from itertools import permutations

import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared import keyspace
from shared.ledger.ledger import Limits
from tests.unit.shared.ledger.calls import a_call
from tests.unit.shared.ledger.fake_clock import FakeClockLedger

SEASONS = ("s1", "s2", "s3")
LEASE_MS = 60_000
GRANT_MS = 20_000
MINUTE_US = 60_000_000


class Slots(RuleBasedStateMachine):
    """Calls of one account come, wait, are sent, end, or vanish; the clock moves only when told."""

    client: redis.Redis

    def __init__(self) -> None:
        super().__init__()
        self.client.flushall()
        self.ledger = FakeClockLedger(self.client)
        self.made = 0
        self.limits = Limits()
        self.waiting: dict[str, list[str]] = {season: [] for season in SEASONS}
        self.season_of: dict[str, str] = {}
        self.granted_us: list[int] = []
        self.sent_us: list[int] = []
        self.blocked_until_ms = 0
        self.leases_ms: dict[str, int] = {}
        self.in_a_row: dict[tuple[str, str], int] = defaultdict(int)
        self.ahead: dict[tuple[str, str], int] = defaultdict(int)

    @initialize(rpm=st.sampled_from([None, 5, 30, 600]), concurrency=st.sampled_from([None, 1, 3]))
    def limit(self, rpm: int | None, concurrency: int | None) -> None:
        self.limits = Limits(rpm, concurrency)

    # What calls do

    @rule(season=st.sampled_from(SEASONS))
    def come(self, season: str) -> None:
        self.made += 1
        call = f"c{self.made:04d}"
        self.season_of[call] = season
        self._ask(call)

    @rule(season=st.sampled_from(SEASONS), many=st.integers(2, 12))
    def come_together(self, season: str, many: int) -> None:
        for _ in range(many):
            self.come(season)

    @rule(at=st.integers(0, 30))
    def take_up(self, at: int) -> None:
        granted = sorted(call for call in self.leases_ms if self._state(call) == "planned")
        if granted:
            self._ask(granted[at % len(granted)])

    @rule(at=st.integers(0, 30), how=st.sampled_from(["settle", "made", "release", "refuse"]))
    def end(self, at: int, how: str) -> None:
        sent = sorted(call for call in self.leases_ms if self._state(call) == "submitted")
        if not sent:
            return
        call = sent[at % len(sent)]
        self.leases_ms.pop(call)
        if how == "settle":
            self.ledger.settle(call, 1)
        elif how == "made":
            self.ledger.made(call)
        elif how == "release":
            self.ledger.release(call, "failed", "gone")
        else:
            self.ledger.refuse(call, "busy")
        self._note_grants()

    @rule(millis=st.sampled_from([1, 50, 100, 400, 1_000, 2_000, 7_000, 21_000, 61_000]))
    def wait(self, millis: int) -> None:
        self.ledger.pass_ms(millis)
        self.ledger.dispatch()
        self._note_grants()

    @rule(millis=st.sampled_from([0, 500, 5_000]), kind=st.sampled_from(["rate", "none"]))
    def slow_down(self, millis: int, kind: str) -> None:
        self.ledger.slow_down("atlas", millis, kind)
        self.blocked_until_ms = max(self.blocked_until_ms, self.ledger.now_ms() + millis)
        self._note_grants()

    @rule()
    def speed_up(self) -> None:
        self.ledger.speed_up("atlas", "atlas/clips", self.limits)

    # What must hold

    @invariant()
    def no_more_than_the_most_are_in_flight(self) -> None:
        now_ms = self.ledger.now_ms()
        alive = self.client.zcount(f"{keyspace.LINE}:flight:atlas", f"({now_ms}", "+inf")
        assert self.limits.concurrency is None or alive <= self.limits.concurrency

    @invariant()
    def no_minute_has_more_grants_or_sends_than_the_rate(self) -> None:
        if self.limits.rpm is None:
            return
        for times in (sorted(self.granted_us), self.sent_us):
            for last in range(self.limits.rpm, len(times)):
                assert times[last] - times[last - self.limits.rpm] >= MINUTE_US

    @invariant()
    def who_waits_is_in_the_queue(self) -> None:
        for season, calls in self.waiting.items():
            assert self.client.zrange(f"{keyspace.LINE}:queue:atlas:{season}", 0, -1) == calls
        assert set(self.client.zrange(f"{keyspace.LINE}:queue:atlas", 0, -1)) == {season for season, calls in self.waiting.items() if calls}

    @invariant()
    def nothing_waits_that_nobody_looks_at(self) -> None:
        if any(self.waiting.values()):
            again_ms = self.client.zscore(f"{keyspace.LINE}:waiting", "atlas")
            assert again_ms is not None
            spacing_ms = self._spacing_ms()
            assert again_ms <= max(self.ledger.now_ms() + max(1_000, spacing_ms), self.blocked_until_ms)

    def teardown(self) -> None:
        """Everybody who waits is granted a slot in bounded time, although nobody takes it up and nobody frees one."""
        limit_ms = self.ledger.now_ms() + LEASE_MS * 6 + self._left() * (GRANT_MS + round(self._spacing_ms())) + 61_000
        while self._left():
            assert self.ledger.now_ms() < limit_ms, self.waiting
            self.ledger.pass_ms(1_000)
            self.ledger.dispatch()
            self._note_grants()

    # The model

    def _ask(self, call: str) -> None:
        got = self.ledger.reserve(a_call(call, season=self.season_of[call]), self.limits)
        if got.outcome == "reserved":
            assert self.ledger.now_ms() >= self.blocked_until_ms, "sent while its provider had asked for a pause"
            if call not in self.leases_ms:
                self._grant(call)
            self.sent_us.append(self.ledger.now_us)
            self.ledger.submitting(call, got.token)
            self.ledger.submitted(call, got.attempt, {"id": call}, next_poll_ms=10, lease_ms=LEASE_MS)
            self.leases_ms[call] = self.ledger.now_ms() + LEASE_MS
        elif got.outcome == "later":
            if call not in self.leases_ms:
                self._grant(call)
        else:
            assert got.outcome == "queue", got
            self.leases_ms.pop(call, None)
            self.ledger.enqueue(call, f"t-{call}")
            season = self.season_of[call]
            if call not in self.waiting[season]:
                arrived = {
                    one: int(self.client.hget(f"{keyspace.LINE}:call:{one}", "arrived") or 0) for one in [*self.waiting[season], call]
                }
                self.waiting[season] = sorted([*self.waiting[season], call], key=lambda one: (arrived[one], one))
            self._note_grants()

    def _grant(self, call: str) -> None:
        """A call got its slot."""
        slot_us = int(self.client.hget(f"{keyspace.LINE}:call:{call}", "slot_us") or self.ledger.now_us)
        self.granted_us.append(slot_us)
        self.leases_ms[call] = -(-slot_us // 1000) + GRANT_MS

    def _note_grants(self) -> None:
        """Who has left the queue was granted a slot: in the order of the queue, and no season far before another."""
        now: dict[str, list[str]] = {season: self.client.zrange(f"{keyspace.LINE}:queue:atlas:{season}", 0, -1) for season in SEASONS}
        for season in SEASONS:
            before, left = self.waiting[season], len(self.waiting[season]) - len(now[season])
            assert now[season] == before[left:], "a later one was before an earlier one of its own season"
        granted = {season: self.waiting[season][: len(self.waiting[season]) - len(now[season])] for season in SEASONS}
        for season, other in permutations(SEASONS, 2):
            self._count_turns(season, other, now, len(granted[season]), len(granted[other]))
        for season in SEASONS:
            for call in granted[season]:
                self._grant(call)
        self.waiting = now

    def _count_turns(self, season: str, other: str, now: dict[str, list[str]], to_season: int, to_other: int) -> None:
        pair = season, other
        if not (self.waiting[other] and now[other]):
            self.in_a_row[pair] = self.ahead[pair] = 0
            return
        # Also where the one season comes and goes: who waits is not passed again and again.
        self.in_a_row[pair] = 0 if to_other else self.in_a_row[pair] + to_season
        assert self.in_a_row[pair] <= 2, f"{season} went before {other} again and again"
        self.ahead[pair] = self.ahead[pair] + to_season - to_other
        assert self.ahead[pair] <= 2, f"{season} was granted more than {other}, while both waited"
        if not now[season]:
            self.ahead[pair] = 0

    def _state(self, call: str) -> str:
        return str(self.client.hget(f"{keyspace.LINE}:call:{call}", "state"))

    def _left(self) -> int:
        return sum(len(calls) for calls in self.waiting.values())

    def _spacing_ms(self) -> float:
        factor = int(self.client.hget(f"{keyspace.LINE}:account:atlas", "factor") or 1000)
        learned = int(self.client.hget(f"{keyspace.LINE}:account:atlas", "learned_us") or 0)
        return max(self.limits.spacing_us * 1000 / factor, learned) / 1000


def test_slots_are_granted_in_order_and_within_the_limits(client: redis.Redis) -> None:
    machine = type("SlotsHere", (Slots,), {"client": client})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("LEDGER_EXAMPLES", "25")),
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            # Shrinking forty acts takes minutes; the failing sequence is printed as it is.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
