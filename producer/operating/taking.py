"""Takes a backup: each Redis first, the list of the store afterwards, so that whatever the books know is in the list."""

import shutil
import time
from pathlib import Path

import redis

from producer.operating.homes import Home, homes
from shared.backup.record import Backup, HomeCopy, digest_of, write_list, write_record
from shared.backup.snapshot import take_snapshot
from shared.errors import InputError
from shared.settings import Settings
from shared.state.season import list_seasons
from shared.store.store import Store

UNFINISHED = ".partial"


def take_backup(settings: Settings, store: Store, target: Path) -> Backup:
    """Write a backup into the folder `target`, which is not there yet or empty. Raises InputError, CliffhangerError, OSError."""
    found = homes(settings)
    if not found:
        raise InputError("nothing to back up: no season was produced yet with these settings")
    _check_target(target)
    # Whoever is killed leaves no folder that looks like a backup.
    unfinished = target.with_name(target.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    taken_at = time.time()
    copies = tuple(_copy(home, unfinished, number) for number, home in enumerate(found))
    products, size_bytes = write_list(unfinished, ((held.key, held.size_bytes, held.at_s) for held in store.products() if held.is_whole))
    backup = Backup(taken_at=taken_at, store=store.name, products=products, products_bytes=size_bytes, homes=copies)
    write_record(unfinished, backup)
    if target.exists():
        target.rmdir()
    unfinished.rename(target)
    return backup


def _check_target(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target}: is there already; give a new folder for each backup, such as {target.name}-2")


def _copy(home: Home, folder: Path, number: int) -> HomeCopy:
    file = folder / (f"season-{number}.rdb" if home.season else f"{home.name}.rdb")
    with home.open() as client:
        seconds, micros = client.time()
        take_snapshot(client, file)
        seasons = tuple(list_seasons(client))
        database = database_of(client)
    taken_at = int(seconds) + int(micros) / 1_000_000
    return HomeCopy(
        name=home.name,
        file=file.name,
        database=database,
        taken_at=taken_at,
        size_bytes=file.stat().st_size,
        sha256=digest_of(file),
        seasons=seasons,
    )


def database_of(client: redis.Redis) -> int:
    """The number of the database that a client has selected."""
    return int(client.connection_pool.connection_kwargs.get("db") or 0)
