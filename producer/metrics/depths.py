"""How long the broker's queues are: of Redis its lists are read, of any other broker what it tells of a queue."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis
from kombu import Connection

from shared.queue_depth import queue_depth
from shared.queues import PRIORITY_STEPS
from shared.sent_at import HEADER

# What workers have in hand are at most as many messages as they have threads; whoever has more is told of this many.
MOST_IN_HAND = 5000


@dataclass(frozen=True)
class Depth:
    """One queue. None is not known."""

    messages: int
    unacked: int | None = None
    oldest_s: float | None = None
    """For how long the message has waited that is taken next; the oldest of those of each priority."""


def read_depths(connection: Connection, queues: Sequence[str]) -> dict[str, Depth]:
    """Every queue's depth. Raises what the connection does where its broker is away."""
    if connection.transport.driver_type == "redis":
        return _of_redis(connection.default_channel, queues)
    return {queue: Depth(queue_depth(connection, queue)) for queue in queues}


def redis_of(connection: Connection) -> redis.Redis | None:
    """The broker's Redis; None where it is none."""
    if connection.transport.driver_type != "redis":
        return None
    channel: Any = connection.default_channel
    # Of the channel's own pool: it knows of TLS, Sentinels and who may log in.
    return redis.Redis(connection_pool=channel.pool)


def _of_redis(channel: Any, queues: Sequence[str]) -> dict[str, Depth]:
    client: Any = redis.Redis(connection_pool=channel.pool)
    pipe = client.pipeline(transaction=False)
    for queue in queues:
        for step in PRIORITY_STEPS:
            # kombu puts a queue's first priority under its bare name, the others under a name of their own.
            key = channel.global_keyprefix + channel._q_for_pri(queue, step)  # noqa: SLF001  # kombu tells it in no other way
            pipe.llen(key)
            pipe.lindex(key, -1)
    answers, steps, now = pipe.execute(), len(PRIORITY_STEPS), time.time()
    in_hand = _in_hand(client, channel.global_keyprefix + channel.unacked_key)
    depths = {}
    for at, queue in enumerate(queues):
        own = answers[at * steps * 2 : (at + 1) * steps * 2]
        sent = [sent_at(head) for head in own[1::2] if head is not None]
        known = [each for each in sent if each is not None]
        oldest_s = max(0.0, now - min(known)) if known else None if sent else 0.0
        depths[queue] = Depth(sum(own[::2]), in_hand[queue], oldest_s)
    return depths


def _in_hand(client: Any, key: str) -> Counter[str]:
    """Messages that workers have, by queue. A value is kombu's [message, exchange, routing key], as JSON."""
    found: Counter[str] = Counter()
    for _, value in client.hscan_iter(key, count=500):
        found[_text(value).rpartition('", "')[2].rstrip('"]')] += 1
        if found.total() >= MOST_IN_HAND:
            break
    return found


def sent_at(message: str | bytes) -> float | None:
    """When a message was sent (Unix time); None where it does not say, or is none."""
    try:
        return float(json.loads(message)["headers"][HEADER])
    except (ValueError, KeyError, TypeError):
        return None


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
