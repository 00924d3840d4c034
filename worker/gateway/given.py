"""Remembers in Redis what files were given to providers, so that a face is given once and not with each of its scenes."""

from collections.abc import Callable
from dataclasses import dataclass

import redis
from redis.exceptions import LockError

from shared import keyspace

# Longer than an upload takes; whoever dies in it delays the others by this much.
GIVING_S = 90.0
# Others that want the same file wait for it so long, which is no longer than giving it themselves.
PATIENCE_S = 30.0


@dataclass(frozen=True)
class GivenInRedis:
    """The memory of all workers of a line."""

    client: redis.Redis

    def name(self, key: str, ttl_s: float, give: Callable[[], str]) -> str:
        """What a file goes by: as remembered, else what `give` answers. Raises what `give` raises."""
        place = keyspace.given(key)
        if (known := self.client.get(place)) is not None:
            return str(known)
        lock = self.client.lock(f"{place}:giving", timeout=GIVING_S, blocking_timeout=PATIENCE_S)
        is_ours = lock.acquire()
        try:
            if (known := self.client.get(place)) is not None:
                return str(known)
            name = give()
            self.client.set(place, name, px=round(ttl_s * 1000))
            return name
        finally:
            if is_ours:
                _let_go(lock)

    def forget(self, key: str) -> None:
        """What the file goes by may be good for nothing any more."""
        self.client.delete(keyspace.given(key))


def _let_go(lock: redis.lock.Lock) -> None:
    try:
        lock.release()
    except LockError:
        # It took longer than any upload should; somebody else may have begun.
        return
