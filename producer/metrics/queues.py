"""Reads queues and timers: what there is to do, for how long it has waited, and how many workers there are to do it."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

import redis

from producer.metrics.depths import Depth
from producer.metrics.reading import Reading
from shared.keyspace import TIMERS
from shared.metrics import names
from shared.metrics.alive import workers_alive
from shared.queues import CONTROL, KINDS, kind_of

# Of so many due messages the queue is looked up; where more are due, they are taken to be spread as these are.
SAMPLE = 200

_DUE, _PAYLOADS = f"{TIMERS}:due", f"{TIMERS}:payloads"


def read_timers(client: redis.Redis, now_ms: int, reading: Reading) -> Counter[str]:
    """The durable timers; answers how many messages are due, by queue. Raises redis.RedisError."""
    pipe = client.pipeline(transaction=False)
    pipe.zcard(_DUE)
    pipe.zcount(_DUE, "-inf", now_ms)
    pipe.zrangebyscore(_DUE, "-inf", now_ms, start=0, num=SAMPLE, withscores=True)
    waiting, due, first = pipe.execute()
    reading.add(names.TIMERS_WAITING, waiting)
    reading.add(names.TIMERS_DUE, due)
    reading.add(names.TIMERS_LATE_SECONDS, max(0, now_ms - first[0][1]) / 1000 if first else 0)
    if not first:
        return Counter()
    payloads = cast("list[str | None]", client.hmget(_PAYLOADS, [timer for timer, _ in first]))
    sample = Counter(_queue_of_payload(payload) for payload in payloads if payload is not None)
    share = due / max(1, sample.total())
    return Counter({queue: round(number * share) for queue, number in sample.items()})


def add_queues(depths: Mapping[str, Depth], due: Mapping[str, int], reading: Reading) -> None:
    """The queues, and the backlog by which workers are scaled."""
    for queue, depth in depths.items():
        labels = {"kind": kind_of(queue), "queue": queue}
        reading.add(names.QUEUE_MESSAGES, depth.messages, **labels)
        if depth.unacked is not None:
            reading.add(names.QUEUE_UNACKED, depth.unacked, **labels)
        if depth.oldest_s is not None:
            reading.add(names.QUEUE_OLDEST_SECONDS, depth.oldest_s, **labels)
        reading.add(names.BACKLOG, depth.messages + (depth.unacked or 0) + due.get(queue, 0), **labels)


def read_workers(client: redis.Redis, reading: Reading) -> None:
    """Workers that live. Raises redis.RedisError."""
    alive = workers_alive(client)
    for kind in KINDS:
        reading.add(names.WORKERS, alive[kind], kind=kind)


def _queue_of_payload(payload: str) -> str:
    try:
        options: dict[str, Any] = json.loads(payload)["options"]
    except (ValueError, KeyError, TypeError):
        return CONTROL
    return str(options.get("queue") or options.get("routing_key") or CONTROL)
