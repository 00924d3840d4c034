"""The audit: the journal is read from its beginning, and what it comes to is compared with what Redis has (I2, I3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from shared import keyspace
from shared.errors import CliffhangerError
from shared.ledger.books import FIELDS, START, Books, Entry, order_of
from shared.ledger.journal import CHECKPOINT, PAGE, entries_after, journal_name, last_entry, read_checkpoint, read_file

_BALANCE = f"{keyspace.LINE}:balance:"
FORGOTTEN = f"{keyspace.LINE}:forgotten"
"""Set of the seasons whose calls' records were removed after their journal was exported: what they cost is in the balances."""
_NOTHING = dict.fromkeys(FIELDS, 0)


@dataclass(frozen=True)
class Audit:
    """What an audit found."""

    books: Books

    @property
    def is_well(self) -> bool:
        """Whether everything agrees."""
        return self.books.told == 0

    def to_json(self) -> dict[str, Any]:
        """For machines; micro-dollars."""
        books = self.books
        return {
            "well": self.is_well,
            "entries": books.entries,
            "last": books.last,
            "acts": dict(sorted(books.acts.items())),
            "intents": books.intents_json(),
            "balances_micros": {scope: books.balances[scope] for scope in sorted(books.balances)},
            "caps_micros": dict(sorted(books.caps.items())),
            "excesses": books.excesses,
            "discrepancies": books.discrepancies,
            "discrepancies_in_all": books.told,
        }


def verify(client: redis.Redis, files: Sequence[Path] = ()) -> Audit:
    """Rebuild every balance, from the last checkpoint, or from the very beginning where the exported `files` are given, in order.

    Memory grows with scopes and open calls, not with entries. The line may be at work meanwhile.
    Raises InputError, CliffhangerError, OSError, redis.RedisError.
    """
    books = _with_files(client, files) if files else read_checkpoint(client)
    base = books.last
    for page in entries_after(client, books.last):
        _apply(client, books, page)
    _compare(client, books, base)
    return Audit(books)


def _with_files(client: redis.Redis, files: Sequence[Path]) -> Books:
    """The books by the files alone, up to the checkpoint, which must come to the same."""
    checkpoint, books, last_in_files = read_checkpoint(client), Books(), START
    for page in _pages(_all(files, journal_name(client))):
        last_in_files = max(last_in_files, page[-1].id, key=order_of)
        # What is in two files, or still in Redis, was written by an export that died before it was done.
        _apply(client, books, [entry for entry in page if order_of(books.last) < entry.order <= order_of(checkpoint.last)])
    if not books.agrees_with(checkpoint):
        books.tell(
            f"{checkpoint.last}: up to here the files have {books.entries} entries, and {checkpoint.entries} were exported, or their sums "
            f"differ: give every file, in the order in which they were written"
        )
        books.last = checkpoint.last
    if order_of(last_in_files) > max(order_of(last_entry(client)), order_of(checkpoint.last)):
        books.tell(f"{last_in_files}: the files have entries that Redis has lost")
    return books


def _all(files: Iterable[Path], name: str | None) -> Iterator[Entry]:
    for file in files:
        last = (0, 0)
        for entry in read_file(file, name):
            if entry.order > last:
                last = entry.order
                yield entry


def _pages(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    page: list[Entry] = []
    for entry in entries:
        # An entry that another file had already comes again: each page is in order.
        if len(page) == PAGE or (page and entry.order <= page[-1].order):
            yield page
            page = []
        page.append(entry)
    if page:
        yield page


def _apply(client: redis.Redis, books: Books, page: Sequence[Entry]) -> None:
    for entry in page:
        books.apply(entry)
    settled = [entry for entry in page if entry.fields.get("act") == "settle"]
    forgotten = client.smembers(FORGOTTEN) if settled else set()
    pipe = client.pipeline(transaction=False)
    for entry in settled:
        pipe.hmget(f"{keyspace.LINE}:call:{entry.fields.get('call')}", "state", "attempt", "actual")
    for entry, kept in zip(settled, pipe.execute(), strict=True):
        # What is settled stays so: the call's own record must say the same for ever.
        expected = ["settled", entry.fields.get("attempt"), entry.fields.get("spent")]
        if kept != expected and not (kept == [None] * 3 and entry.fields.get("season") in forgotten):
            books.tell(f"{entry.id}: settle of {entry.fields.get('call')} wrote {expected}, its record has {kept}")


def _compare(client: redis.Redis, books: Books, base: str) -> None:
    """Compare with Redis' own balances and caps, at one instant of a line that may be at work."""
    while True:
        in_redis = {str(key).removeprefix(_BALANCE) for key in client.scan_iter(f"{_BALANCE}*", count=PAGE)}
        scopes = sorted(in_redis | books.balances.keys())
        pipe = client.pipeline(transaction=True)
        pipe.hget(CHECKPOINT, "last")
        pipe.xrange(f"{keyspace.LINE}:journal", f"({books.last}")
        pipe.hgetall(f"{keyspace.LINE}:caps")
        for scope in scopes:
            pipe.hgetall(_BALANCE + scope)
        checkpoint, rest, caps, *balances = pipe.execute()
        if (checkpoint or START) != base:
            raise CliffhangerError("the journal was exported while it was read; verify again")
        _apply(client, books, [Entry(entry_id, fields) for entry_id, fields in rest])
        if books.balances.keys() <= set(scopes):
            break
    for scope, found in zip(scopes, balances, strict=True):
        _compare_scope(books, scope, {name: int(found.get(name, "0")) for name in FIELDS})
    if {scope: int(cap) for scope, cap in caps.items()} != books.caps:
        books.tell(f"caps: the journal has {books.caps}, Redis has {caps}")


def _compare_scope(books: Books, scope: str, found: dict[str, int]) -> None:
    rebuilt = books.balances.get(scope, _NOTHING)
    if found != rebuilt:
        differ = ", ".join(
            f"{name} {rebuilt[name]} in the journal, {found[name]} in Redis" for name in FIELDS if rebuilt[name] != found[name]
        )
        books.tell(f"{scope}: {differ} (micro-dollars)")
