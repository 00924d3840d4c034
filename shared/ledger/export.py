"""The export: entries are written to a file, and only what is on the disk is removed from Redis.

It may die at any point and be run again, into the same file or another: an entry is never lost, and where it is in two files it is
known by its id. Only the last step changes Redis, all at once.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import redis

from shared import keyspace
from shared.errors import CliffhangerError, InputError
from shared.ledger.books import order_of
from shared.ledger.journal import NAME, check_header, entries_after, header, last_entry, line_of, parse_line, read_checkpoint
from shared.redis_scripts import RedisScript

_TRIM = RedisScript("shared.ledger", "trim")


@dataclass(frozen=True)
class Exported:
    """What an export has done: entries that were written to the file, entries that were removed from Redis, the last of them."""

    written: int
    removed: int
    last: str


def export(client: redis.Redis, path: Path, observe: Callable[[str], None] = lambda _step: None) -> Exported:
    """Append the journal to a file, and remove it from Redis. Raises CliffhangerError, OSError, redis.RedisError.

    `observe` is told each step that was done: named, written, synced, removed.
    """
    client.set(NAME, uuid.uuid4().hex, nx=True)
    name = str(client.get(NAME))
    with path.open("a+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{path}: another export is writing to it; wait for that one") from None
        _begin(stream, path, name)
        observe("named")
        return _move(client, stream, path, observe)


def _move(client: redis.Redis, stream: BinaryIO, path: Path, observe: Callable[[str], None]) -> Exported:
    books = read_checkpoint(client)
    base, until, written = books.last, last_entry(client), 0
    there = _lines_after(path, base)
    for page in entries_after(client, base, until):
        for entry in page:
            line = line_of(entry)
            old = next(there, None)
            if old is None:
                stream.write(line)
                written += 1
            elif old != line:
                raise CliffhangerError(
                    f"{path}: where it has {old.decode()!r} the journal has {entry.id}; keep the file, export to another"
                )
            books.apply(entry)
    if (lost := next(there, None)) is not None:
        raise CliffhangerError(f"{path}: the journal does not have {lost.decode()!r}: Redis has lost it; keep the file, restore Redis")
    observe("written")
    stream.flush()
    os.fsync(stream.fileno())
    _sync_folder(path)
    observe("synced")
    if books.last == base:
        return Exported(written, 0, base)
    millis, number = order_of(books.last)
    kept = json.dumps(books.to_json(), ensure_ascii=False, separators=(",", ":"))
    removed = int(_TRIM(client, [keyspace.LINE], base, books.last, f"{millis}-{number + 1}", kept))
    if removed < 0:
        raise CliffhangerError(f"another export was first; {path} has a copy of what that one has: run this one again")
    observe("removed")
    return Exported(written, removed, books.last)


def _begin(stream: BinaryIO, path: Path, name: str) -> None:
    """Name the journal in a new file; in an old one cut off the line that an export was writing when it died."""
    stream.seek(0)
    first = stream.readline()
    if not header(name).startswith(first):
        check_header(path, first, name)
    size = stream.seek(0, os.SEEK_END)
    whole = _whole_bytes(stream, size)
    if whole < size:
        stream.truncate(whole)
    if whole == 0:
        stream.write(header(name))
        stream.flush()
    stream.seek(0, os.SEEK_END)


def _whole_bytes(stream: BinaryIO, size: int, step: int = 65_536) -> int:
    """How many bytes of a file are whole lines."""
    end = size
    while end > 0:
        begin = max(0, end - step)
        stream.seek(begin)
        at = stream.read(end - begin).rfind(b"\n")
        if at >= 0:
            return begin + at + 1
        end = begin
    return 0


def _lines_after(path: Path, last: str) -> Iterator[bytes]:
    """The lines that a file has now of entries after one: an export that died has left them."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.readline()
        number = 1
        while stream.tell() < size:
            line, number = stream.readline(), number + 1
            if parse_line(path, number, line).order > order_of(last):
                yield line


def _sync_folder(path: Path) -> None:
    """Have the file's name on the disk too."""
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
