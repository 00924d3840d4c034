"""One asked-for export in Redis: how often its making was begun, and why it failed. That it is made, the store knows."""

from dataclasses import dataclass

import redis

from shared import keyspace
from shared.host import owner_lives

# Whoever asked is a command that waits: nobody reads this a day later.
KEPT_S = 24 * 3600


@dataclass(frozen=True)
class Standing:
    """How the making of an export stands: begun so many times, failed for a reason (or the empty text), under way now or not."""

    begun: int
    failed: str
    is_under_way: bool


class Ask:
    """Reads and writes one export's standing."""

    def __init__(self, client: redis.Redis, season: str, key: str) -> None:
        self._client = client
        self._name = keyspace.export(season, key)
        self._lock = keyspace.lock(key)

    def forget(self) -> None:
        """Ask afresh: what went wrong before has been put right, or will go wrong again."""
        self._client.delete(self._name)

    def begin(self) -> int:
        """Count a beginning; whoever begins holds the lock of the content key. Answers how many there were."""
        begun = int(self._client.hincrby(self._name, "begun", 1))
        self._client.expire(self._name, KEPT_S)
        return begun

    def fail(self, reason: str) -> None:
        """Say in one line why it cannot be made."""
        self._client.hset(self._name, "failed", " ".join(reason.split()))
        self._client.expire(self._name, KEPT_S)

    def standing(self) -> Standing:
        """How it stands. The lock is read last: who has begun and holds none has ended, one way or the other."""
        begun, failed = self._client.hmget(self._name, "begun", "failed")
        owner = self._client.get(self._lock)
        return Standing(int(begun or 0), str(failed or ""), owner is not None and owner_lives(str(owner)))
