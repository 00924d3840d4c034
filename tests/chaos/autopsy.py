"""What a line looks like that stands still: its seasons, calls, timers, queues, and what its workers are at."""

import os
import signal
import time
from collections.abc import Iterator

import redis

from tests.chaos.line import ChaosLine


def autopsy(line: ChaosLine) -> str:
    """For the log of a seed that went wrong. The workers' stacks are in their own logs, by Celery's SIGUSR1."""
    for worker in line.workers:
        if not worker.has_ended():
            os.kill(worker.pid, signal.SIGUSR1)
    time.sleep(0.5)
    with redis.Redis(unix_socket_path=str(line.redis.socket), db=1, decode_responses=True) as broker:
        return "\n".join(["AUTOPSY", *_keys(line.client), *_keys(broker)])


def _keys(client: redis.Redis) -> Iterator[str]:
    for key in sorted(client.scan_iter(count=1000)):
        if any(part in key for part in (":production", ":script:", "_kombu")):
            continue
        match client.type(key):
            case "hash":
                yield f"{key}: {client.hgetall(key)}"[:2000]
            case "zset":
                yield f"{key}: {client.zrange(key, 0, -1, withscores=True)}"[:2000]
            case "list":
                yield f"{key}: {client.llen(key)} messages"
            case "string":
                yield f"{key}: {client.get(key)} ({client.pttl(key)} ms)"
