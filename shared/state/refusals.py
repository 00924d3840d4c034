"""Which takes of a product quality gates have refused: noted until one is accepted, which then tells of them itself."""

import json
from typing import Any, TypedDict

import redis

from shared import keyspace


class RefusedTake(TypedDict):
    """A take that was paid and refused. `verdicts` is the store's key of what the gates said, with its pictures."""

    call: str
    model: str
    retake: int
    cost_micros: int
    verdicts: str


def note_refusal(client: redis.Redis, key: str, take: RefusedTake) -> None:
    """Note a refused take of the product `key`; it may be noted again."""
    client.hset(_name(key), take["call"], json.dumps(take))


def refused_takes(client: redis.Redis, key: str) -> list[RefusedTake]:
    """The refused takes of a product that is not there yet, in their order."""
    takes: list[Any] = [json.loads(str(note)) for note in client.hvals(_name(key))]
    return sorted(takes, key=lambda take: (int(take["retake"]), str(take["call"])))


def forget_refusals(client: redis.Redis, key: str) -> None:
    """The product is there, and tells of them itself."""
    client.delete(_name(key))


def _name(key: str) -> str:
    return f"{keyspace.LINE}:refused:{key}"
