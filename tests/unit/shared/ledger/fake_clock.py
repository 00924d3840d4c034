"""A ledger whose scripts read the time from a key: the production text, with its one question for the clock replaced."""

from typing import Any, ClassVar

import redis

from shared import keyspace
from shared.ledger.ledger import Ledger
from shared.redis_scripts import RedisScript

CLOCK = f"{keyspace.LINE}:test-clock"
_ASKS = "redis.call('TIME')"
_READS = "redis.call('HMGET', KEYS[1] .. ':test-clock', 'seconds', 'micros')"


class FakeClockScript(RedisScript):
    """A script of the ledger that believes in the key."""

    def __init__(self, original: RedisScript) -> None:
        assert original._source.count(_ASKS) == 1, "the clock is asked in one place"
        self._source = original._source.replace(_ASKS, _READS)
        self._registered = {}


class FakeClockLedger(Ledger):
    """A ledger in a time that only a test moves on."""

    _scripts: ClassVar[dict[int, FakeClockScript]] = {}

    def __init__(self, client: redis.Redis, start_us: int = 1_800_000_000_000_000) -> None:
        super().__init__(client)
        self.now_us = start_us
        self.pass_us(0)

    def pass_us(self, micros: int) -> None:
        """Let time pass."""
        self.now_us += micros
        seconds, rest = divmod(self.now_us, 1_000_000)
        self.client.hset(CLOCK, mapping={"seconds": seconds, "micros": rest})

    def pass_ms(self, millis: int) -> None:
        """Let time pass."""
        self.pass_us(millis * 1000)

    def now_ms(self) -> int:
        return self.now_us // 1000

    def _run(self, script: RedisScript, *args: str | int) -> Any:
        fake = self._scripts.setdefault(id(script), FakeClockScript(script))
        return super()._run(fake, *args)
