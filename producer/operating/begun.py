"""A restore as it is begun, ended, and taken up again: a kill at any moment leaves no home that can be used by halves."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import redis

from producer.embedded.home import claim_home
from producer.embedded.run import RESTORING as MARK
from producer.embedded.run import lock_of, open_folder, take
from producer.operating.homes import UP, Home
from shared.backup import copying
from shared.backup.record import HomeCopy
from shared.backup.resting import RESTORED
from shared.errors import InputError
from shared.redis_client import open_redis

_DONE = "restored"
"""The file in a home's folder, and the field beside `at` in the line's Redis, that says which copy was brought back there."""


def still_to_restore(targets: Iterable[tuple[HomeCopy, Home]]) -> list[tuple[HomeCopy, Home]]:
    """The homes of a backup that a restore which was killed has not come to. Raises InputError where one of them is not empty."""
    parts = list(targets)
    left = [(copy, home) for copy, home in parts if not _has(home, copy)]
    # Where all are there, whoever gives the command again has to learn that nothing was laid over anything.
    for _, home in left or parts:
        _check_free(home)
    return left


def begin(targets: Iterable[tuple[HomeCopy, Home]]) -> None:
    """Mark all homes before anything comes into the first of them: none of their seasons is ordered anew meanwhile. Raises InputError."""
    for copy, home in targets:
        if home.folder is None:
            _line(home).set(copying.RESTORING, "1")
            continue
        home.folder.mkdir(parents=True, exist_ok=True)
        (home.folder / MARK).touch()
        claim_seasons(home, copy.seasons)


def claim_seasons(home: Home, seasons: Iterable[str]) -> None:
    """Give the seasons of a home of this STATE_DIR their home, before anybody else does. Raises InputError."""
    wanted: Literal["own", "up"] = "up" if home.name == UP else "own"
    for season in (home.season,) if home.season else seasons:
        if claim_home(home.settings, season, wanted) != wanted:
            raise InputError(f"{season}: has another ledger in this STATE_DIR; restore into another CLIFFHANGER_STATE_DIR")


def take_back(targets: Iterable[tuple[HomeCopy, Home]]) -> None:
    """Remove the marks of homes into which nothing came."""
    for _, home in targets:
        if home.folder is None:
            _line(home).delete(copying.RESTORING)
        else:
            (home.folder / MARK).unlink(missing_ok=True)


@contextmanager
def opened(home: Home) -> Iterator[redis.Redis]:
    """The empty Redis to restore a home into. Raises InputError where another command has its folder."""
    if home.folder is None:
        yield _line(home)
        return
    with lock_of(home.folder) as lock:
        if not take(lock):
            raise InputError(f"{home.folder}: another command has it open; end that first")
        shutil.rmtree(home.folder / "redis", ignore_errors=True)
        with open_folder(home.settings, home.folder, lock, to_restore=True) as run:
            yield run.start_redis()


def end(home: Home, copy: HomeCopy, target: redis.Redis) -> None:
    """All of a home is there, and may be used."""
    if home.folder is None:
        target.hset(RESTORED, _DONE, copy.sha256)
    copying.end_copy(target)


def close(home: Home, copy: HomeCopy) -> None:
    """The same of its folder, whose Redis has been put away."""
    if home.folder is not None:
        (home.folder / _DONE).write_text(copy.sha256, encoding="ascii")
        (home.folder / MARK).unlink()


def _has(home: Home, copy: HomeCopy) -> bool:
    """Whether this very copy was brought back into a home."""
    if home.folder is None:
        client = _line(home)
        return not client.exists(copying.RESTORING) and client.hget(RESTORED, _DONE) == copy.sha256
    try:
        return not (home.folder / MARK).exists() and (home.folder / _DONE).read_text(encoding="ascii") == copy.sha256
    except FileNotFoundError:
        return False


def _check_free(home: Home) -> None:
    folder: Path | None = home.folder
    if folder is None:
        copying.check_empty(_line(home), "the Redis of CLIFFHANGER_LEDGER_URL or CLIFFHANGER_REDIS_URL")
    elif (folder / "redis").exists() and not (folder / MARK).exists():
        raise InputError(f"{folder}: has seasons already; move it away, or restore into another CLIFFHANGER_STATE_DIR")


def _line(home: Home) -> redis.Redis:
    assert home.settings.state_url, "only a line that is named is a home"
    return open_redis(home.settings.state_url)
