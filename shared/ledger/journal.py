"""The journal, in Redis and in files: read in order and in pages; an export moves its entries from the one to the other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import redis

from shared import keyspace
from shared.errors import CliffhangerError, InputError
from shared.ledger.books import START, Books, Entry

JOURNAL = f"{keyspace.LINE}:journal"
CHECKPOINT = f"{keyspace.LINE}:journal:checkpoint"
"""Hash: `last`, the last entry that was exported and removed; `books`, as they stood after it (JSON)."""
NAME = f"{keyspace.LINE}:journal:name"
"""String: the journal's own name, by which its files are known."""
PAGE = 1000


def entries_after(client: redis.Redis, last: str, until: str = "+") -> Iterator[list[Entry]]:
    """The entries after one, in pages; what is written meanwhile comes too."""
    while page := cast("list[tuple[str, dict[str, str]]]", client.xrange(JOURNAL, f"({last}", until, count=PAGE)):
        yield [Entry(entry_id, fields) for entry_id, fields in page]
        last = page[-1][0]


def last_entry(client: redis.Redis) -> str:
    """The id of the last entry; START where there is none."""
    found = cast("list[tuple[str, dict[str, str]]]", client.xrevrange(JOURNAL, count=1))
    return found[0][0] if found else START


def read_checkpoint(client: redis.Redis) -> Books:
    """The books as the last export left them; empty ones where nothing was exported yet."""
    kept = client.hget(CHECKPOINT, "books")
    return Books.from_json(json.loads(str(kept))) if kept else Books()


def journal_name(client: redis.Redis) -> str | None:
    """The journal's name; None where it was never exported."""
    name = client.get(NAME)
    return None if name is None else str(name)


def line_of(entry: Entry) -> bytes:
    """An entry as a line of a file."""
    return json.dumps({"id": entry.id, **entry.fields}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def header(name: str) -> bytes:
    """The first line of a file."""
    return json.dumps({"journal": name}).encode() + b"\n"


def read_file(path: Path, name: str | None) -> Iterator[Entry]:
    """The entries of an exported file. Raises InputError where it is none of the journal `name`."""
    with path.open("rb") as stream:
        check_header(path, stream.readline(), name)
        for number, line in enumerate(stream, start=2):
            # A line without its end is what an export was writing when it died: the entry is still in Redis.
            if line.endswith(b"\n"):
                yield parse_line(path, number, line)


def check_header(path: Path, line: bytes, name: str | None) -> None:
    """That a file is of this journal. Raises InputError."""
    try:
        found = json.loads(line)["journal"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: its first line names no journal; give a file that 'cliffhanger ledger export' has written") from None
    if found != name:
        raise InputError(
            f"{path}: it is of the journal {found}, this ledger's is {name or 'not exported yet'}; give each ledger its own file"
        )


def parse_line(path: Path, number: int, line: bytes) -> Entry:
    """A line's entry. Raises CliffhangerError."""
    try:
        fields: dict[str, Any] = json.loads(line)
        return Entry(str(fields.pop("id")), {name: str(value) for name, value in fields.items()})
    except (ValueError, KeyError, AttributeError):
        raise CliffhangerError(f"{path}, line {number}: it is no entry of a journal; bring back the file from its copy") from None
