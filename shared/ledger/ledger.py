"""The acts of the ledger: each is one Lua script, may be repeated without harm, and is written into the journal.

A call goes `planned → reserved → submitting → submitted → fetched → settled`, or ends `failed`, `cancelled` or `unknown`.
"""

import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import redis

from shared import keyspace
from shared.host import host_id
from shared.ledger.call import OPEN, Call, CallRecord, CallState, EndedBy, parse
from shared.ledger.replicas import run_confirmed
from shared.redis_scripts import RedisScript

# Requests leave with this much more time between them than the limit asks: what is delayed on the way must not close up.
SPACING_MARGIN = 1.02
# From a reservation to its submit: preparing may mean uploading a film.
RESERVED_LEASE_MS = 300_000
# So many failures in a row open a model's circuit breaker, for a pause that doubles from the first to the longest.
FAILURES_TO_OPEN = 5
FIRST_PAUSE_MS = 2_000
LONGEST_PAUSE_MS = 60_000
BREAKER_FIELDS = ("fails:", "open_ms:", "probe_ms:", "down_ms:")

_MONEY = ("clock", "money", "slots")


def _script(name: str) -> RedisScript:
    return RedisScript("shared.ledger", name, _MONEY)


_RESERVE, _ENQUEUE, _SUBMITTING, _SUBMITTED = _script("reserve"), _script("enqueue"), _script("submitting"), _script("submitted")
_POLLED, _MADE, _FETCHED, _SETTLE = _script("polled"), _script("made"), _script("fetched"), _script("settle")
_RELEASE, _HOLD, _CAP, _DISPATCH = _script("release"), _script("hold"), _script("cap"), _script("dispatch")
_WASTE = _script("waste")
_AWAIT_CALLBACK = RedisScript("shared.ledger", "await_callback", (*_MONEY, "timers"))
_SLOW_DOWN, _SPEED_UP, _TROUBLE, _REFUSE = _script("slow_down"), _script("speed_up"), _script("trouble"), _script("refuse")


@dataclass(frozen=True)
class Limits:
    """An account's limits: requests a minute and jobs in flight; None is no limit."""

    rpm: float | None = None
    concurrency: int | None = None

    @property
    def spacing_us(self) -> int:
        """Between two submits, in microseconds; 0 without a limit."""
        return 0 if not self.rpm else round(60_000_000 / self.rpm * SPACING_MARGIN)


Outcome = Literal["reserved", "is", "refused", "stopped", "broken", "over", "tight", "later", "queue"]


@dataclass(frozen=True)
class Reservation:
    """The answer to a reserve: see reserve.lua for each outcome."""

    outcome: Outcome
    token: str = ""
    attempt: int = 0
    state: CallState = "planned"
    reason: str = ""
    scope: str = ""
    cap_micros: int = 0
    taken_micros: int = 0
    wait_ms: int = 0
    down_ms: int = 0
    """For how long a model has been failing."""


# A job that outlived its time may still end, and its product's address does not live long.
LOOK_AT_LATE_MS = 5 * 60_000
GIVE_LATE_UP_MS = 48 * 3600_000


class Ledger:
    """The ledger of one Redis, of which `replicas` confirm each submit. Every act raises redis.RedisError where that does not answer."""

    def __init__(self, client: redis.Redis, replicas: int = 0) -> None:
        self.client = client
        self.replicas = replicas

    # Before a call

    def set_cap(self, scope: str, micros: int | None) -> None:
        """The most that may be reserved, held and spent in a scope.

        `season:ID`, `quality:ID` (what of it is spent on retakes), `day:ACCOUNT` (each day), `account:ACCOUNT`.
        """
        self._run(_CAP, scope, "" if micros is None else micros)

    def reserve(self, call: Call, limits: Limits) -> Reservation:
        """Take money from every budget above a call, and its slot at the provider, all or none."""
        # It tells who may be sending the call: whoever finds it half sent asks whether they live.
        token = f"{host_id()}|{os.getpid()}|{uuid.uuid4().hex[:12]}"
        facts = (call.id, call.season, call.run, call.place, call.stage, call.model, call.account, call.day)
        lanes = (limits.spacing_us, limits.concurrency or 0, RESERVED_LEASE_MS)
        answer = self._run(_RESERVE, *facts, call.amount_micros, *lanes, token, call.retake, int(call.with_sound))
        outcome = cast("Outcome", answer[0])
        if outcome in ("over", "tight"):
            return Reservation(outcome, scope=answer[1], cap_micros=int(answer[2]), taken_micros=int(answer[3]))
        if outcome == "is":
            return Reservation(outcome, state=answer[1])
        if outcome in ("later", "broken"):
            return Reservation(outcome, wait_ms=int(answer[1]), down_ms=int(answer[2]) if outcome == "broken" else 0)
        if outcome == "reserved":
            return Reservation(outcome, token=token, attempt=int(answer[1]))
        return Reservation(outcome, reason=answer[1] if len(answer) > 1 else "")

    def enqueue(self, call_id: str, timer_id: str) -> None:
        """Wait for a slot: the timer's message becomes due when the call's turn has come."""
        self._run(_ENQUEUE, call_id, timer_id)

    def dispatch(self) -> int:
        """Grant slots whose time has come; answers how many."""
        return int(self._run(_DISPATCH))

    # The call

    def submitting(self, call_id: str, token: str, answer_ms: int = 0) -> bool:
        """Whether the one submit of this attempt may be made now, by the holder of the token; its answer may take `answer_ms`.

        Raises Unconfirmed where too few replicas have it: it must not be made then, since it could be made once more.
        """
        if not self.replicas:
            return bool(self._run(_SUBMITTING, call_id, token, answer_ms))
        return bool(run_confirmed(self.client, _SUBMITTING, self.replicas, call_id, token, answer_ms))

    def submitted(self, call_id: str, attempt: int, job: Mapping[str, Any], *, next_poll_ms: int, lease_ms: int) -> bool:
        """The provider has taken it: its job, as JSON values."""
        return bool(self._run(_SUBMITTED, call_id, attempt, json.dumps(job), next_poll_ms, lease_ms))

    def polled(self, call_id: str, *, next_poll_ms: int, troubles: int, is_bad_file: bool = False, asked_ms: int = 0) -> None:
        """It goes on, or did not answer (`troubles` times in a row), or what came was damaged; asked about at `asked_ms`."""
        self._run(_POLLED, call_id, next_poll_ms, troubles, int(is_bad_file), asked_ms)

    def await_callback(self, call_id: str, timer_id: str) -> None:
        """The timer's message waits for a submitted call: it becomes due when the provider calls back, or now where it just has."""
        self._run(_AWAIT_CALLBACK, call_id, timer_id)

    def made(self, call_id: str, typical_ms: int = 0) -> None:
        """The provider has made it: its slot is free."""
        self._run(_MADE, call_id, typical_ms)

    def fetched(self, call_id: str, actual_micros: int) -> None:
        """Its product is in the store."""
        self._run(_FETCHED, call_id, actual_micros)

    def settle(self, call_id: str, actual_micros: int, *, wasted: bool = False, reason: str = "", by: EndedBy = "") -> bool:
        """It was charged; False where it was settled before."""
        return bool(self._run(_SETTLE, call_id, actual_micros, int(wasted), reason, by))

    def waste(self, call_id: str, reason: str) -> bool:
        """What a settled call bought is of no use; False where that was told before, or where it is not settled."""
        return bool(self._run(_WASTE, call_id, 1, reason))

    def use(self, call_id: str) -> bool:
        """What a settled call bought is of use after all; False where it was so all along."""
        return bool(self._run(_WASTE, call_id, 0, ""))

    def release(
        self, call_id: str, state: Literal["planned", "failed", "cancelled"], reason: str = "", run: str = "", *, by: EndedBy = ""
    ) -> bool:
        """It was not charged; `run` is the season's order (`season#run`) in which it is not to be tried again."""
        return bool(self._run(_RELEASE, call_id, state, reason, run, by))

    def refuse(self, call_id: str, reason: str) -> tuple[int, int]:
        """It was not taken, and may be later: answers how often that was so, and for how long (ms)."""
        refusals, since_ms = self._run(_REFUSE, call_id, reason)
        return int(refusals), int(since_ms)

    def hold(self, call_id: str, reason: str) -> None:
        """Nobody knows whether it was charged."""
        self._run(_HOLD, call_id, reason, LOOK_AT_LATE_MS)

    # The account

    def slow_down(self, account: str, wait_ms: int, kind: Literal["rate", "concurrency", "none"]) -> None:
        """The provider refused for its limits."""
        self._run(_SLOW_DOWN, account, wait_ms, kind)

    def speed_up(self, account: str, model: str, limits: Limits) -> None:
        """The provider has taken a call: its breaker is closed, and its limits creep back to the catalogue's."""
        self._run(_SPEED_UP, account, model, limits.concurrency or 0)

    def trouble(self, account: str, model: str) -> None:
        """A model may be down."""
        self._run(_TROUBLE, account, model, FAILURES_TO_OPEN, FIRST_PAUSE_MS, LONGEST_PAUSE_MS)

    def typical_ms(self, account: str, model: str) -> int:
        """How long a job of a model usually takes, as its last ones told; 0 where there was none."""
        return int(str(self.client.hget(_account(account), f"typical:{model}") or 0))

    def stop_account(self, account: str, reason: str) -> None:
        """Nothing more is sent to an account (no funds, wrong key) until `start_account`."""
        self.client.hset(_account(account), "stopped", reason)

    def start_account(self, account: str) -> None:
        """An account may be tried again, each of its models too."""
        known = [str(field) for field in self.client.hkeys(_account(account))]
        self.client.hdel(_account(account), "stopped", *(field for field in known if field.startswith(BREAKER_FIELDS)))

    def turned_down(self, call: Call) -> str | None:
        """Why a reserve would refuse a call for good: it has failed under this order, or its account is stopped; else None."""
        state, run, reason = self.client.hmget(_call(call.id), "state", "run", "reason")
        if state in ("failed", "cancelled") and run == f"{call.season}#{call.run}":
            return str(reason or "")
        stopped = self.client.hget(_account(call.account), "stopped")
        return None if stopped is None else str(stopped)

    def is_queued(self, call: Call) -> bool:
        """Whether a call waits in its account's queue for a slot."""
        return self.client.zscore(f"{keyspace.LINE}:queue:{call.account}:{call.season}", call.id) is not None

    def down_ms(self, account: str, model: str) -> int:
        """How long a model that has failed too often is not asked; 0 where it may be."""
        times = self.client.hmget(_account(account), f"open_ms:{model}", f"probe_ms:{model}")
        return max(0, *(int(time or 0) - self.now_ms() for time in times)) if times[0] else 0

    def in_flight(self, account: str) -> int:
        """How many of its slots are held."""
        return int(self.client.zcard(f"{keyspace.LINE}:flight:{account}"))

    # Reading

    def now_ms(self) -> int:
        """The server's clock."""
        seconds, micros = self.client.time()
        return int(seconds) * 1000 + int(micros) // 1000

    def call(self, call_id: str) -> CallRecord | None:
        """A call, or None."""
        fields = cast("dict[str, str]", self.client.hgetall(_call(call_id)))
        return parse(call_id, fields) if fields else None

    def calls(self, season: str) -> Iterator[CallRecord]:
        """Every call that a season has paid for, or tried to."""
        ids = sorted(str(call) for call in self.client.smembers(f"{keyspace.LINE}:calls:{season}"))
        yield from self._read(ids)

    def open_calls(self, season: str) -> list[CallRecord]:
        """A season's calls that are under way."""
        return [call for call in self.calls(season) if call.state in OPEN]

    def overdue(self, late_ms: int, limit: int = 100) -> list[CallRecord]:
        """Open calls that nobody has looked after for `late_ms` beyond their time."""
        ids = self.client.zrangebyscore(f"{keyspace.LINE}:open", "-inf", self.now_ms() - late_ms, start=0, num=limit)
        return list(self._read(str(call) for call in ids))

    def late(self, limit: int = 20) -> list[CallRecord]:
        """Held calls whose job is to be asked about once more: each every LOOK_AT_LATE_MS, for GIVE_LATE_UP_MS after it was held."""
        key, now_ms = f"{keyspace.LINE}:late", self.now_ms()
        due = [str(call) for call in self.client.zrangebyscore(key, "-inf", now_ms, start=0, num=limit)]
        for call in due:
            self.client.zadd(key, {call: now_ms + LOOK_AT_LATE_MS}, xx=True)
        records = list(self._read(due))
        for record in records:
            if record.state != "unknown" or now_ms - record.since_ms > GIVE_LATE_UP_MS:
                self.client.zrem(key, record.id)
        return [record for record in records if record.state == "unknown"]

    def look_again(self, call_id: str, in_ms: int) -> None:
        """Somebody looks after an open call; nobody else need do so before that."""
        self.client.zadd(f"{keyspace.LINE}:open", {call_id: self.now_ms() + in_ms}, xx=True)

    def balance(self, scope: str) -> dict[str, int]:
        """Reserved, held, spent and wasted micro-dollars of a scope."""
        fields = cast("dict[str, str]", self.client.hgetall(f"{keyspace.LINE}:balance:{scope}"))
        return {field: int(fields.get(field, "0")) for field in ("reserved", "held", "spent", "wasted")}

    def waiting(self, season: str) -> dict[str, int]:
        """How many of a season's calls wait for a slot, by account."""
        accounts = [str(name) for name in self.client.zrange(f"{keyspace.LINE}:waiting", 0, -1)]
        counts = {name: int(self.client.zcard(f"{keyspace.LINE}:queue:{name}:{season}")) for name in accounts}
        return {name: count for name, count in counts.items() if count}

    def leave_queues(self, season: str) -> None:
        """A season wants no more slots."""
        for name in [str(name) for name in self.client.zrange(f"{keyspace.LINE}:waiting", 0, -1)]:
            self.client.zrem(f"{keyspace.LINE}:queue:{name}", season)
            self.client.delete(f"{keyspace.LINE}:queue:{name}:{season}")

    def _read(self, ids: Iterable[str]) -> Iterator[CallRecord]:
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            pipe = self.client.pipeline(transaction=False)
            part = wanted[start : start + 500]
            for call in part:
                pipe.hgetall(_call(call))
            yield from (parse(call, fields) for call, fields in zip(part, pipe.execute(), strict=True) if fields)

    def _run(self, script: RedisScript, *args: str | int) -> Any:
        return script(self.client, [keyspace.LINE], *args)


def _call(call_id: str) -> str:
    return f"{keyspace.LINE}:call:{call_id}"


def _account(name: str) -> str:
    return f"{keyspace.LINE}:account:{name}"
