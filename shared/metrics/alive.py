"""Which workers live: each tells so every few seconds, in one sorted set."""

from collections import Counter
from collections.abc import Iterable

import redis

from shared import keyspace
from shared.queues import kind_of
from shared.redis_scripts import RedisScript

TELL_EVERY_S = 5.0
# Two tellings may be lost.
ALIVE_S = 30

KEY = f"{keyspace.LINE}:workers"

_ALIVE = RedisScript("shared.metrics", "alive")


def tell_alive(client: redis.Redis, worker: str, queues: Iterable[str]) -> None:
    """A worker serves these queues. Raises redis.RedisError."""
    _ALIVE(client, [KEY], ALIVE_S, *_members(worker, queues))


def tell_gone(client: redis.Redis, worker: str, queues: Iterable[str]) -> None:
    """A worker has stopped. Raises redis.RedisError."""
    if members := _members(worker, queues):
        client.zrem(KEY, *members)


def workers_alive(client: redis.Redis) -> Counter[str]:
    """How many workers serve each kind of queue. Raises redis.RedisError."""
    seconds, _ = client.time()
    members = client.zrangebyscore(KEY, int(seconds) - ALIVE_S, "+inf")
    return Counter(str(member).partition("|")[0] for member in members)


def _members(worker: str, queues: Iterable[str]) -> list[str]:
    return sorted({f"{kind_of(queue)}|{worker}" for queue in queues})
