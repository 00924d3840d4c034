"""`cliffhanger up` as other commands see it: live, starting, or at rest with all that it knows in its folder."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from producer.embedded.home import claim_home
from producer.embedded.run import EmbeddedRun, card_in, inside, lock_of, open_folder, open_run, take
from shared.errors import CliffhangerError, InputError
from shared.redis_client import open_redis
from shared.settings import Settings

# redis-server reads its file, and so much may be in it.
STARTS_WITHIN_S = 30.0
TICK_S = 0.1
PROBE_S = 2.0


@dataclass(frozen=True)
class LiveUp:
    """A line that `cliffhanger up` keeps on this machine."""

    settings: Settings
    """Ours, with its Redis as the line's."""
    card: dict[str, str]
    folder: Path

    @property
    def client(self) -> redis.Redis:
        """A client of its Redis."""
        return open_redis(self.card["url"])

    @property
    def serves_all(self) -> bool:
        """Whether it is an `up`, not a command that has its folder open for a season."""
        return self.card.get("serves") == "all"

    def is_there(self) -> bool:
        """Whether it still lives."""
        card = card_in(self.folder)
        return card is not None and card["pid"] == self.card["pid"]


def up_folder(settings: Settings) -> Path:
    """Where `cliffhanger up` keeps its Redis file, its logs and its lock."""
    return settings.state_dir.expanduser().absolute() / "up"


def live_up(settings: Settings) -> LiveUp | None:
    """The `up` of this machine and STATE_DIR, or a command that has its folder open; None where there is neither."""
    folder = up_folder(settings)
    card = card_in(folder)
    if card is None or not _answers(card["url"]):
        return None
    return LiveUp(inside(settings, card["url"], card["broker_url"]), card, folder)


@contextmanager
def open_host(
    settings: Settings, season: str, *, embedded: bool = False, waiting: Callable[[int], None] | None = None
) -> Iterator[EmbeddedRun | LiveUp]:
    """Whoever makes a season over a block: `up` where it is its home, or is there to become it; else processes of the command's own.

    `embedded` gives a season that has no home yet one of its own, also where `up` lives.
    """
    up = None if embedded else _up_once_it_has_started(settings)
    if claim_home(settings, season, "up" if up else "own") == "own":
        with open_run(settings, season, waiting=waiting) as run:
            yield run
        return
    with open_up(settings, waiting=waiting) as host:
        if isinstance(host, LiveUp):
            check_store(settings, host)
        yield host


@contextmanager
def open_up(settings: Settings, *, waiting: Callable[[int], None] | None = None) -> Iterator[EmbeddedRun | LiveUp]:
    """The line of `up` over a block: live, or its folder opened by this command, which then has its lock.

    Where another command has the folder open, `waiting` is told its process id and this one waits for it.
    """
    folder = up_folder(settings)
    with lock_of(folder) as lock:
        silent_since, told = time.monotonic(), waiting is None
        while not take(lock):
            up = live_up(settings)
            if up is not None and up.serves_all:
                yield up
                return
            if up is not None:
                silent_since = time.monotonic()
                if waiting is not None and not told:
                    waiting(int(up.card["pid"]))
                    told = True
            if time.monotonic() - silent_since > STARTS_WITHIN_S:
                raise CliffhangerError(
                    f"{folder}: a process holds its lock and has not started its Redis; 'fuser {folder / 'lock'}' names it"
                )
            time.sleep(TICK_S)
        with open_folder(settings, folder, lock) as run:
            yield run


def check_store(settings: Settings, up: LiveUp) -> None:
    """Raise InputError where `up` works with another store than this command's settings name."""
    if up.card["store"] != settings.store_url:
        raise InputError(
            f"'cliffhanger up' (process {up.card['pid']}) works with the store {up.card['store']}, and this command's settings name "
            f"{settings.store_url}; give both the same CLIFFHANGER_STORE"
        )


def _up_once_it_has_started(settings: Settings) -> LiveUp | None:
    """The live `up`; where one is just starting, it is waited for."""
    folder = up_folder(settings)
    if not folder.exists():
        return None
    deadline = time.monotonic() + STARTS_WITHIN_S
    while (up := live_up(settings)) is None and time.monotonic() < deadline:
        with lock_of(folder) as lock:
            if take(lock):
                return None
        time.sleep(TICK_S)
    return up if up is not None and up.serves_all else None


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=PROBE_S, socket_connect_timeout=PROBE_S)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
