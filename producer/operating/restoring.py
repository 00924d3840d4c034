"""Brings a backup back into Redis that are empty. Nothing goes on by itself afterwards: what was at work rests until `resume`."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from producer.operating import begun
from producer.operating.demand import all_seasons, calls_needed
from producer.operating.doubts import Doubts, doubts_of
from producer.operating.homes import LINE, home_named, seasons_beside
from producer.operating.loaded import loaded
from shared.backup.bought import PAID_BY, RAW, Bought, book_bought
from shared.backup.copying import copy_keys
from shared.backup.record import Backup, HomeCopy, digest_of, listed_products, read_backup
from shared.backup.resting import put_to_rest
from shared.backup.snapshot import is_snapshot
from shared.errors import CliffhangerError, InputError
from shared.keyspace import LIVE, SEASONS
from shared.ledger.verify import verify
from shared.redis_client import open_redis
from shared.settings import Settings
from shared.state.season import list_seasons
from shared.store.product import Product
from shared.store.store import Store

# Redis has sixteen databases unless it is told otherwise.
_DATABASES = 16


@dataclass
class Restored:
    """What a restore has done, or would do. `doubts` is None where no provider is asked by any season."""

    taken_at: float
    homes: list[str] = field(default_factory=list)
    seasons: list[str] = field(default_factory=list)
    resting: list[str] = field(default_factory=list)
    keys: int = 0
    bought: Bought = field(default_factory=Bought)
    missing: list[str] = field(default_factory=list)
    """Products of the backup's list that the store does not have."""
    doubts: list[Doubts] = field(default_factory=list)


def restore_backup(settings: Settings, store: Store, source: Path, *, dry_run: bool, tell: Callable[[str], None]) -> Restored:
    """Bring a backup back. `dry_run`: check it and what it would be brought back into, and change nothing.

    Raises InputError, CliffhangerError, OSError, redis.RedisError. Where it was killed it may be run again.
    """
    backup = _as_backup(source)
    folder = source if source.is_dir() else source.parent
    targets = [(copy, home_named(settings, copy.name)) for copy in backup.homes]
    left = begun.still_to_restore(targets)
    there = frozenset(held.key for held in store.products() if held.is_whole)
    # What is of no known season is of the home where most are ordered.
    main = next((home.name for _, home in targets if not home.season), "")
    beside = seasons_beside(settings) | frozenset(home.season for _, home in targets if home.season)
    restoring = _Restoring(store, there, beside, main, Restored(taken_at=backup.taken_at))
    done = restoring.done
    done.missing = [key for key in listed_products(folder) if key not in there] if source.is_dir() else []
    for copy, _ in (part for part in targets if part not in left):
        tell(f"{copy.name}: is restored already, and left as it is")
    if not dry_run:
        begun.begin(left)
    for number, (copy, home) in enumerate(left):
        tell(f"{copy.name}: reading the backup")
        with loaded(folder / copy.file) as server, _of_database(server, copy.database) as (raw, text):
            try:
                _check_books(copy, text)
            except CliffhangerError:
                if not dry_run:
                    begun.take_back(left[number:])
                raise
            if dry_run:
                done.homes.append(copy.name)
                done.seasons += list_seasons(text)
                continue
            with begun.opened(home) as target:
                begun.claim_seasons(home, list_seasons(text))
                done.keys += copy_keys(raw, target)
                restoring.settle_in(copy, target, live=[str(season) for season in text.smembers(LIVE)])
                _check_books(copy, target)
                begun.end(home, copy, target)
            begun.close(home, copy)
    return done


@dataclass(frozen=True)
class _Restoring:
    """What all homes of a backup are restored with: the store and the keys that are `there`, the seasons that are not the line's."""

    store: Store
    there: frozenset[str]
    beside: frozenset[str]
    main: str
    done: Restored

    def settle_in(self, copy: HomeCopy, target: redis.Redis, *, live: list[str]) -> None:
        """What follows when the keys of a home are there: its seasons rest, and what they bought since is booked."""
        self.done.resting += put_to_rest(target, live, copy.taken_at)
        seasons = all_seasons(target)
        own = frozenset(season.id for season in seasons)
        mine = {call: season.id for season in seasons for call in calls_needed(season)}
        paid = self._paid(mine, only=None if copy.name == self.main else own)
        self.done.bought.add(book_bought(target, paid, mine, self.beside - own))
        self.done.homes.append(copy.name)
        self.done.seasons += sorted(own)
        self.done.doubts.append(doubts_of(seasons))

    def _paid(self, mine: Mapping[str, str], *, only: frozenset[str] | None) -> Iterator[Product]:
        """What calls brought; with `only` what is known to be of these seasons."""
        for key in sorted(key for key in self.there if key.endswith(RAW)):
            product = self.store.find(key)
            if product is None:
                continue
            season = str(product.facts.get(PAID_BY, {}).get("season") or mine.get(key.removesuffix(RAW), ""))
            if only is None or season in only:
                yield product


def _check_books(copy: HomeCopy, client: redis.Redis) -> None:
    audit = verify(client)
    if not audit.is_well:
        raise CliffhangerError(
            f"{copy.name}: the ledger of this backup does not agree with its journal ({audit.books.discrepancies[0]}): "
            f"give an earlier backup, and keep this one; docs/ledger.md tells what the line means"
        )


@contextmanager
def _of_database(server: redis.Redis, number: int) -> Iterator[tuple[redis.Redis, redis.Redis]]:
    """Two clients of a ledger's database, one that answers bytes and one that answers text."""
    path = server.connection_pool.connection_kwargs["path"]
    raw, text = redis.Redis(unix_socket_path=path, db=number), open_redis(f"unix://{path}?db={number}")
    try:
        yield raw, text
    finally:
        raw.close()
        text.close()


def _as_backup(source: Path) -> Backup:
    """The backup in a folder; or what a service's own snapshot (an RDB file) is as one: the copy of a line. Raises InputError."""
    if source.is_dir():
        return read_backup(source)
    if not source.is_file() or not is_snapshot(source):
        raise InputError(f"{source}: is neither a folder that 'cliffhanger backup' wrote nor a whole RDB file")
    with loaded(source) as server:
        path = server.connection_pool.connection_kwargs["path"]
        holding = [number for number in range(_DATABASES) if redis.Redis(unix_socket_path=path, db=number).exists(SEASONS)]
    if len(holding) != 1:
        raise InputError(f"{source}: {len(holding)} of its databases hold seasons; a snapshot of a line has one")
    written_at = source.stat().st_mtime
    copy = HomeCopy(
        name=LINE,
        file=source.name,
        database=holding[0],
        taken_at=min(written_at, time.time()),
        size_bytes=source.stat().st_size,
        sha256=digest_of(source),
        seasons=(),
    )
    return Backup(taken_at=copy.taken_at, store="", products=0, products_bytes=0, homes=(copy,))
