"""Who works on what: a lock a content key, and a heartbeat that keeps locks and leases while the work goes on."""

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import redis

from shared import keyspace
from shared.host import host_id, owner_lives
from shared.redis_scripts import RedisScript

log = logging.getLogger(__name__)

LOCK_MS = 12_000
BEAT_S = 4.0

_RELEASE = RedisScript("worker.locks", "release")
_TAKE = RedisScript("worker.locks", "take")
_KEEP = RedisScript("worker.locks", "keep")


class KeyLock:
    """The right to make the product of one content key. Expires by itself when its holder dies."""

    def __init__(self, client: redis.Redis, key: str, unit: str) -> None:
        self.client = client
        self.name = keyspace.lock(key)
        self.owner = f"{unit}|{host_id()}|{os.getpid()}|{uuid.uuid4().hex[:8]}"

    def take(self) -> str | None:
        """Take the lock: None on success, else its present owner's unit. A dead owner of this host is replaced at once."""
        owner = _TAKE(self.client, [self.name], self.owner, LOCK_MS, "")
        if owner == self.owner:
            return None
        if not owner_lives(owner) and _TAKE(self.client, [self.name], self.owner, LOCK_MS, owner) == self.owner:
            return None
        return str(owner).split("|", 1)[0]

    def keep(self) -> None:
        """Renew the lock, if it is still ours."""
        _KEEP(self.client, [self.name], self.owner, LOCK_MS)

    def release(self) -> None:
        """Give the lock back, if it is still ours."""
        _RELEASE(self.client, [self.name], self.owner)


class Heartbeat:
    """Calls `beat` every few seconds from a thread of its own, as long as the block runs."""

    def __init__(self, beat: Callable[[], None], every_s: float = BEAT_S) -> None:
        self._beat = beat
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._beat()
            except redis.RedisError as error:
                # The work goes on; if the lease is lost meanwhile, the store keeps whichever product is there first.
                log.warning("heartbeat: %s", error)


@contextmanager
def holding(lock: KeyLock, renew: Callable[[], None]) -> Iterator[None]:
    """Hold a taken lock over a block, beating for it and for what `renew` renews."""

    def beat() -> None:
        lock.keep()
        renew()

    with Heartbeat(beat):
        try:
            yield
        finally:
            lock.release()
