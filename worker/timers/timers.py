"""Keeps, claims, confirms and wakes waiting messages. At least once: whoever is woken checks whether there is work to do."""

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import redis

from shared.keyspace import TIMERS, WAITING
from shared.redis_scripts import RedisScript

# Longer than any publish takes; a pump that dies in between delays its claims by this much.
CONFIRM_WITHIN_MS = 10_000
# Who looks often, and is not heard of for this long, is gone: another process does.
OFTEN_MS = 2_000

_DUE = f"{TIMERS}:due"
_PAYLOADS = f"{TIMERS}:payloads"
_OFTEN = f"{TIMERS}:often"

_SCHEDULE = RedisScript("worker.timers", "schedule")
_CLAIM = RedisScript("worker.timers", "claim")
_CONFIRM = RedisScript("worker.timers", "confirm")
_LEAVE = RedisScript("worker.timers", "leave")
_JOIN = RedisScript("worker.timers", "join")
_WAKE = RedisScript("worker.timers", "wake")


@dataclass(frozen=True)
class Claim:
    """A due message, taken but not yet confirmed."""

    id: str
    payload: str
    mark: str
    """Tells this claim from a later schedule of the same timer."""


class Due(NamedTuple):
    """What a look has found."""

    claims: list[Claim]
    """What is due, taken for CONFIRM_WITHIN_MS."""
    next_ms: int
    """When the next will be, from now; a minute where there is none."""
    dispatch_ms: int
    """When the ledger wants to be asked for slots (`Ledger.dispatch`), from now."""
    is_often: bool
    """Whether it is this process that looks often: one of all does, so that many cost no more than one."""


class Timers:
    """The durable timers of one Redis. `nudge` is set when this process has made a timer due: its pump need not wait for its tick."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client
        self.nudge = threading.Event()
        self._name = secrets.token_hex(8)

    def schedule(self, timer_id: str, payload: str, *, delay_ms: int, lane: str = "") -> None:
        """Keep `payload` until `delay_ms` have passed on the server's clock, or until its lane is woken; replaces one of the same id."""
        _SCHEDULE(self.client, [_DUE, _PAYLOADS, _lane(lane) if lane else _DUE], timer_id, payload, delay_ms, lane)

    def join(self, lane: str, timer_id: str) -> None:
        """Have a timer wait in a lane too."""
        _JOIN(self.client, [_lane(lane)], timer_id)

    def claim(self, limit: int = 100) -> Due:
        """Look for what is due, in one round trip."""
        next_ms, dispatch_ms, often, *flat = _CLAIM(
            self.client, [_DUE, _PAYLOADS, WAITING, _OFTEN], limit, CONFIRM_WITHIN_MS, self._name, OFTEN_MS
        )
        claims = [Claim(*flat[i : i + 3]) for i in range(0, len(flat), 3)]
        return Due(claims, int(next_ms), int(dispatch_ms), bool(often))

    def leave(self) -> None:
        """Look often no longer, so that another process begins at once."""
        _LEAVE(self.client, [_OFTEN], self._name)

    def confirm(self, claims: list[Claim]) -> None:
        """The claims were published: forget them, unless they were scheduled again meanwhile."""
        if claims:
            _CONFIRM(self.client, [_DUE, _PAYLOADS], *(part for claim in claims for part in (claim.id, claim.mark)))

    def wake(self, lane: str, *, limit: int = 0) -> int:
        """Make the longest waiters of a lane due at once (all where `limit` is 0); answers how many."""
        woken = int(_WAKE(self.client, [_DUE, _lane(lane)], limit))
        if woken:
            self.nudge.set()
        return woken

    def which_wait(self, timer_ids: Iterable[str]) -> set[str]:
        """Those of the timers whose messages are here."""
        wanted = list(timer_ids)
        found = self.client.zmscore(_DUE, wanted) if wanted else []
        return {timer for timer, due in zip(wanted, found, strict=True) if due is not None}

    def waiting(self) -> int:
        """How many messages wait."""
        return int(self.client.zcard(_DUE))


def _lane(lane: str) -> str:
    return f"{TIMERS}:lane:{lane}"
