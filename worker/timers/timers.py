"""Keeps, claims, confirms and wakes waiting messages. At least once: whoever is woken checks whether there is work to do."""

from dataclasses import dataclass

import redis

from shared.keyspace import TIMERS
from shared.redis_scripts import RedisScript

# Longer than any publish takes; a pump that dies in between delays its claims by this much.
CONFIRM_WITHIN_MS = 10_000

_DUE = f"{{{TIMERS}}}:due"
_PAYLOADS = f"{{{TIMERS}}}:payloads"

_SCHEDULE = RedisScript("worker.timers", "schedule")
_CLAIM = RedisScript("worker.timers", "claim")
_WAKE = RedisScript("worker.timers", "wake")


@dataclass(frozen=True)
class Claim:
    """A due message, taken but not yet confirmed."""

    id: str
    payload: str


class Timers:
    """The durable timers of one Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client

    def schedule(self, timer_id: str, payload: str, *, delay_ms: int, lane: str = "") -> None:
        """Keep `payload` until `delay_ms` have passed on the server's clock, or until its lane is woken."""
        _SCHEDULE(self.client, [_DUE, _PAYLOADS, _lane(lane) if lane else _DUE], timer_id, payload, delay_ms, lane)

    def claim(self, limit: int = 100) -> list[Claim]:
        """What is due, taken for CONFIRM_WITHIN_MS."""
        flat = _CLAIM(self.client, [_DUE, _PAYLOADS], limit, CONFIRM_WITHIN_MS)
        return [Claim(flat[i], flat[i + 1]) for i in range(0, len(flat), 2)]

    def confirm(self, claims: list[Claim]) -> None:
        """The claims were published: forget them."""
        if claims:
            ids = [claim.id for claim in claims]
            pipe = self.client.pipeline(transaction=True)
            pipe.zrem(_DUE, *ids)
            pipe.hdel(_PAYLOADS, *ids)
            pipe.execute()

    def wake(self, lane: str, *, limit: int = 0) -> int:
        """Make the longest waiters of a lane due at once (all where `limit` is 0); answers how many."""
        return int(_WAKE(self.client, [_DUE, _lane(lane)], limit))

    def waiting(self) -> int:
        """How many messages wait."""
        return int(self.client.zcard(_DUE))


def _lane(lane: str) -> str:
    return f"{{{TIMERS}}}:lane:{lane}"
