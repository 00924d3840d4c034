"""The right to make a product, or to take a step of a call, which one at a time has."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from worker.gateway.waits import Doubled, Wait
from worker.locks.locks import KeyLock, holding


@contextmanager
def alone(client: redis.Redis, key: str, whose: str, wait_s: float) -> Iterator[None]:
    """Hold the right. Raises Doubled where a copy of our own message has it, Wait where another unit has."""
    lock = KeyLock(client, key, whose)
    owner = lock.take()
    if owner == whose:
        raise Doubled
    if owner is not None:
        raise Wait(wait_s, lane=product_lane(key))
    with holding(lock, lambda: None):
        yield


def product_lane(key: str) -> str:
    """The lane in which those wait who need a product that somebody else is making."""
    return f"product:{key}"
