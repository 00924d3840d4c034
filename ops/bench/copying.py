"""Copies of a season in Redis under other names: all that lies there of it, messages and calls too, byte for byte but for the names."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import redis

from shared.keyspace import LINE

Rename = Callable[[str], str]
Entry = tuple[str, str, Any]
"""A key, its type, and one element of what it holds."""


def elements(client: redis.Redis) -> list[Entry]:
    """All that lies in a database, element by element."""
    return [(key, kind, element) for key in map(str, client.scan_iter()) for kind, element in _read(client, key)]


def renamer(old: str, new: str, calls: set[str]) -> Rename:
    """Gives a season another name of the same length, and its calls other ids."""
    pattern = re.compile("|".join([re.escape(old), *calls]))

    def fresh(found: re.Match[str]) -> str:
        return new if found[0] == old else hashlib.sha256(f"{new} {found[0]}".encode()).hexdigest()[:32]

    return lambda text: pattern.sub(fresh, text)


def in_message(rename: Rename, text: str) -> str:
    """A message of the broker's with other names in it: its body is encoded."""
    if not text.startswith('{"body"'):
        return rename(text)
    message = json.loads(text)
    body = rename(base64.b64decode(message["body"]).decode())
    return json.dumps({**json.loads(rename(text)), "body": base64.b64encode(body.encode()).decode()})


def calls_of(client: redis.Redis) -> set[str]:
    """The ids of all calls."""
    return {str(key).rpartition(":")[2] for key in client.scan_iter(f"{LINE}:call:*")}


def copy(client: redis.Redis, entries: list[Entry], rename: Rename) -> None:
    """Write everything again that has another name now; what has none is everybody's, and stays."""
    pipe = client.pipeline(transaction=False)
    for key, kind, element in entries:
        _write(pipe, kind, key, rename(key), element, rename)
    pipe.execute()


def _read(client: Any, key: str) -> Iterator[tuple[str, Any]]:
    kind = str(client.type(key))
    readers: dict[str, Callable[[], Any]] = {
        "string": lambda: [client.get(key)],
        "hash": lambda: list(client.hgetall(key).items()),
        "set": lambda: list(client.smembers(key)),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
        "list": lambda: client.lrange(key, 0, -1),
        "stream": lambda: [fields for _, fields in client.xrange(key)],
    }
    for element in readers[kind]():
        yield kind, element


def _write(pipe: Any, kind: str, old: str, key: str, element: Any, rename: Rename) -> None:
    if kind == "hash":
        field, value = element
        if (key, rename(field)) != (old, field):
            pipe.hset(key, rename(field), rename(value))
    elif kind == "zset":
        member, score = element
        if (key, rename(member)) != (old, member):
            pipe.zadd(key, {rename(member): score})
    elif kind == "stream":
        fields = {name: rename(value) for name, value in element.items()}
        if fields != element:
            pipe.xadd(key, fields)
    elif (key, rename(element)) != (old, element):
        {"string": pipe.set, "set": pipe.sadd, "list": pipe.lpush}[kind](key, rename(element))
