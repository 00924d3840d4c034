"""The ledger's money, held against a model in Python that knows nothing of Lua or Redis (I1, I2, I3)."""

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from shared import keyspace
from shared.ledger.call import Call, CallRecord, parse
from shared.ledger.ledger import Ledger
from shared.ledger.verify import verify
from tests.unit.shared.ledger.calls import NO_LIMITS

FIELDS = ("reserved", "held", "spent", "wasted")
BOUND = ("reserved", "submitting", "submitted", "fetched", "unknown")
CALLS, SEASONS, ACCOUNTS, DAYS = ("c0", "c1", "c2", "c3", "c4"), ("s1", "s2"), ("a1", "a2"), ("2026-11-21", "2026-11-22")
CAPPED = ("season:s1", "season:s2", "quality:s1", "quality:s2", "day:a1", "day:a2", "account:a1", "account:a2")
ALL_SCOPES = (
    *("season:s1", "season:s2", "quality:s1", "quality:s2", "account:a1", "account:a2"),
    *(f"day:{account}:{day}" for account in ACCOUNTS for day in DAYS),
)

ids = st.sampled_from(CALLS)
seasons, accounts, days = st.sampled_from(SEASONS), st.sampled_from(ACCOUNTS), st.sampled_from(DAYS)
amounts = st.one_of(st.just(0), st.integers(1, 400_000), st.sampled_from([100_000, 100_001]))
caps = st.one_of(st.none(), st.just(0), st.integers(1, 600_000))


@dataclass
class Known:
    """A call as the model has it."""

    state: str = "none"
    season: str = ""
    run: str = ""
    account: str = ""
    day: str = ""
    amount: int = 0
    attempt: int = 0
    token: str = ""
    actual: int = 0
    wasted: bool = False
    retake: int = 0
    refusals: int = 0
    permitted: dict[int, str] = field(default_factory=dict)

    @property
    def is_bound(self) -> bool:
        return self.state in BOUND

    @property
    def taken(self) -> tuple[int, int, int, int]:
        """Reserved, held, spent, wasted."""
        if self.state == "settled":
            return 0, 0, self.actual, self.actual if self.wasted else 0
        if self.state == "unknown":
            return 0, self.amount, 0, 0
        return (self.amount if self.is_bound else 0), 0, 0, 0

    @property
    def scopes(self) -> tuple[str, ...]:
        return scopes_of(self.season, self.account, self.day, self.retake)


def scopes_of(season: str, account: str, day: str, retake: int) -> tuple[str, ...]:
    return (f"season:{season}", f"day:{account}:{day}", f"account:{account}", *((f"quality:{season}",) if retake else ()))


class Money(RuleBasedStateMachine):
    """Every act, in any order, repeated, with any token, attempt and price."""

    client: redis.Redis

    def __init__(self) -> None:
        super().__init__()
        self.client.flushall()
        self.ledger = Ledger(self.client)
        self.calls: dict[str, Known] = defaultdict(Known)
        self.caps: dict[str, int] = {}
        self.excused: set[str] = set()
        self.read = 0
        self.seen: set[tuple[str, str, str]] = set()
        self.booked: dict[str, Counter[str]] = defaultdict(Counter)

    # Acts

    @rule(scope=st.sampled_from(CAPPED), micros=caps)
    def set_cap(self, scope: str, micros: int | None) -> None:
        self.ledger.set_cap(scope, micros)

        if micros is None:
            self.caps.pop(scope, None)
        else:
            self.caps[scope] = micros
        self.excused |= {name for name in ALL_SCOPES if self._over(name) and self._cap_name(name) == scope}

    @rule(call=ids, season=seasons, account=accounts, day=days, amount=amounts, run=st.sampled_from("12"), retake=st.integers(0, 2))
    def reserve(self, call: str, season: str, account: str, day: str, amount: int, run: str, retake: int) -> None:
        known = self.calls[call]
        expected = self._reserve_outcome(known, scopes_of(season, account, day, retake), amount, f"{season}#{run}")

        got = self.ledger.reserve(Call(call, season, run, "1/1", "video", "m", account, day, amount, retake), NO_LIMITS)

        assert got.outcome == expected, (got, known)
        if got.outcome == "is":
            assert got.state == known.state
        if got.outcome == "reserved":
            if known.state != "reserved":
                known.season, known.run, known.account, known.day, known.amount = season, f"{season}#{run}", account, day, amount
                known.attempt, known.retake = known.attempt + 1, retake
            known.state, known.token = "reserved", got.token

    @rule(call=ids, mine=st.sampled_from([True, True, True, False]))
    def submitting(self, call: str, mine: bool) -> None:
        known = self.calls[call]
        # The holder may ask twice: the answer may have been lost on the way to it.
        expected = known.state in ("reserved", "submitting") and mine

        assert self.ledger.submitting(call, known.token if mine and known.token else "somebody-else") == expected

        if expected:
            known.state = "submitting"
            assert known.permitted.setdefault(known.attempt, known.token) == known.token, "two holders may submit one attempt"

    @rule(call=ids, behind=st.sampled_from([0, 0, 0, 1]))
    def submitted(self, call: str, behind: int) -> None:
        known = self.calls[call]
        expected = known.state in ("submitting", "unknown") and behind == 0

        assert self.ledger.submitted(call, known.attempt - behind, {"id": "j"}, next_poll_ms=10, lease_ms=10_000) == expected

        known.state = "submitted" if expected else known.state

    @rule(call=ids, actual=amounts)
    def fetched(self, call: str, actual: int) -> None:
        self.ledger.fetched(call, actual)

        known = self.calls[call]
        known.state = "fetched" if known.state in ("submitting", "submitted", "unknown") else known.state

    @rule(call=ids, actual=amounts, wasted=st.booleans())
    def settle(self, call: str, actual: int, wasted: bool) -> None:
        known = self.calls[call]
        expected = known.is_bound

        assert self.ledger.settle(call, actual, wasted=wasted, reason="spoilt" if wasted else "") == expected

        if expected:
            above = actual > known.amount
            known.state, known.actual, known.wasted, known.refusals = "settled", actual, wasted, 0
            if above:
                self.excused |= {name for name in known.scopes if self._over(name)}

    @rule(call=ids, is_wasted=st.booleans())
    def judge(self, call: str, is_wasted: bool) -> None:
        known = self.calls[call]
        expected = known.state == "settled" and known.wasted != is_wasted

        assert (self.ledger.waste(call, "black") if is_wasted else self.ledger.use(call)) == expected

        known.wasted = is_wasted if expected else known.wasted

    @rule(call=ids, state=st.sampled_from(["planned", "failed", "cancelled"]), run=st.sampled_from(["", "s1#1", "s2#1"]))
    def release(self, call: str, state: str, run: str) -> None:
        known = self.calls[call]
        expected = known.state not in ("none", "settled")

        assert self.ledger.release(call, state, "not taken", run) == expected

        if expected:
            known.state, known.run = state, run or known.run
            known.refusals = known.refusals if state == "planned" else 0

    @rule(call=ids)
    def refuse(self, call: str) -> None:
        known = self.calls[call]
        if known.state in ("reserved", "submitting", "submitted"):
            known.state, known.refusals = "planned", known.refusals + 1

        refusals, _ = self.ledger.refuse(call, "too many")

        record = self.ledger.call(call)
        assert (record.state if record else "none") == known.state
        assert refusals == known.refusals

    @rule(call=ids)
    def hold(self, call: str) -> None:
        self.ledger.hold(call, "no answer")

        known = self.calls[call]
        known.state = "unknown" if known.state in ("submitting", "submitted") else known.state

    @rule(call=ids, troubles=st.integers(0, 2))
    def polled(self, call: str, troubles: int) -> None:
        self.ledger.polled(call, next_poll_ms=10, troubles=troubles)

    @rule(call=ids)
    def made(self, call: str) -> None:
        self.ledger.made(call)

    # What must hold

    @invariant()
    def the_books_hold(self) -> None:
        now = look(self.client)
        self._states_are_the_models(now)
        self._balances_are_the_sums_of_calls_and_records(now)
        self._balances_are_the_sums_of_the_journal(now)
        self._no_cap_is_exceeded()
        assert now.looked_after == {call for call, known in self.calls.items() if known.is_bound and known.state != "unknown"}

    def teardown(self) -> None:
        """The audit agrees too, and tells apart what may be above its cap."""
        books = verify(self.client).books
        assert books.discrepancies == []
        assert set(books.above) == {scope for scope in ALL_SCOPES if self._over(scope)}

    def _states_are_the_models(self, now: "Look") -> None:
        for call, known in self.calls.items():
            record = now.records.get(call)
            assert (record.state if record else "none") == known.state
            if record is not None and known.attempt:
                assert taken(record) == known.taken

    def _balances_are_the_sums_of_calls_and_records(self, now: "Look") -> None:
        for scope, balance in now.balances.items():
            assert balance == self._balance(scope), scope
        for season, calls in now.seasons.items():
            sums = [sum(part) for part in zip((0,) * 4, *(taken(now.records[call]) for call in calls), strict=True)]
            assert now.balances[f"season:{season}"] == dict(zip(FIELDS, sums, strict=True))

    def _balances_are_the_sums_of_the_journal(self, now: "Look") -> None:
        for entry in now.journal[self.read :]:
            if entry["act"] == "cap":
                continue
            if entry["act"] in ("reserve", "submit"):
                assert (entry["act"], entry["call"], entry["attempt"]) not in self.seen, "an attempt is reserved and sent once"
                self.seen.add((entry["act"], entry["call"], entry["attempt"]))
            for scope in scopes_of(entry["season"], entry["account"], entry["day"], int(entry.get("retake", "0"))):
                for name in FIELDS:
                    self.booked[scope][name] += int(entry[name])
        self.read = len(now.journal)
        for scope, balance in now.balances.items():
            assert balance == {name: self.booked[scope][name] for name in FIELDS}

    def _no_cap_is_exceeded(self) -> None:
        for scope in ALL_SCOPES:
            if self._over(scope):
                assert scope in self.excused, f"{scope} is above its cap, no price was higher than reserved, and no cap was lowered"
            else:
                self.excused.discard(scope)

    # The model

    def _reserve_outcome(self, known: Known, scopes: tuple[str, ...], amount: int, run: str) -> str:
        if known.state == "reserved":
            return "reserved"
        if known.state in ("failed", "cancelled") and known.run == run:
            return "refused"
        if known.state not in ("none", "planned", "failed", "cancelled"):
            return "is"
        for scope in scopes:
            cap = self.caps.get(self._cap_name(scope))
            if cap is None:
                continue
            balance = self._balance(scope)
            if balance["held"] + balance["spent"] + amount > cap:
                return "over"
            if balance["held"] + balance["spent"] + balance["reserved"] + amount > cap:
                return "tight"
        return "reserved"

    def _balance(self, scope: str) -> dict[str, int]:
        taken = [known.taken for known in self.calls.values() if scope in known.scopes]
        return {name: sum(part[at] for part in taken) for at, name in enumerate(FIELDS)}

    def _over(self, scope: str) -> bool:
        balance, cap = self._balance(scope), self.caps.get(self._cap_name(scope))
        return cap is not None and balance["reserved"] + balance["held"] + balance["spent"] > cap

    @staticmethod
    def _cap_name(scope: str) -> str:
        return scope.rpartition(":")[0] if scope.startswith("day:") else scope


@dataclass(frozen=True)
class Look:
    """All that Redis has, at one time."""

    balances: dict[str, dict[str, int]]
    records: dict[str, CallRecord]
    seasons: dict[str, set[str]]
    journal: list[dict[str, str]]
    looked_after: set[str]


def look(client: redis.Redis) -> Look:
    """Read everything in one round trip."""
    pipe = client.pipeline()
    for scope in ALL_SCOPES:
        pipe.hgetall(f"{keyspace.LINE}:balance:{scope}")
    for call in CALLS:
        pipe.hgetall(f"{keyspace.LINE}:call:{call}")
    for season in SEASONS:
        pipe.smembers(f"{keyspace.LINE}:calls:{season}")
    pipe.xrange(f"{keyspace.LINE}:journal")
    pipe.zrange(f"{keyspace.LINE}:open", 0, -1)
    found = iter(pipe.execute())
    balances = {scope: {name: int(got.get(name, "0")) for name in FIELDS} for scope, got in zip(ALL_SCOPES, found, strict=False)}
    return Look(
        balances,
        {call: parse(call, got) for call, got in zip(CALLS, found, strict=False) if got},
        dict(zip(SEASONS, found, strict=False)),
        [entry for _, entry in next(found)],
        set(next(found)),
    )


def taken(record: CallRecord) -> tuple[int, int, int, int]:
    """Reserved, held, spent, wasted."""
    return record.reserved_micros, record.held_micros, record.spent_micros, record.wasted_micros


def test_money_is_what_the_model_says_whatever_the_order_of_acts(client: redis.Redis) -> None:
    machine = type("MoneyHere", (Money,), {"client": client})

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
