"""One embedded run: the lock of its folder, its redis-server, its workers; and whoever dies among them is started again."""

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import redis

from producer.embedded.home import claim_home, season_folder, seasons_folder
from producer.embedded.redis_server import RedisServer
from producer.embedded.workers import Workers
from shared.backup.copying import half_restored
from shared.errors import CliffhangerError
from shared.host import is_running
from shared.redis_client import open_redis
from shared.settings import Settings

# After Ctrl-C the work in hand gets this long to end (what is paid longer); what is killed then is made again later.
GRACE_S = 3.0
CARD = "run.json"
"""The file by which other commands find the Redis of a live run."""
RESTORING = "restoring"
"""The file that marks a folder into which a restore has begun and not ended."""


class EmbeddedRun:
    """The processes of one command, for one season or for `cliffhanger up`. Use `open_run`, or `open_folder`."""

    def __init__(self, settings: Settings, folder: Path, lock: IO[str]) -> None:
        self.folder = folder
        self._settings = settings
        self._lock = lock
        self._redis = RedisServer(self.folder / "redis", self.folder / "logs" / "redis.log")
        self._workers: Workers | None = None
        self._served: set[str] = set()
        self.facts: dict[str, str] = {}
        """What else the card tells of the run."""

    def start_redis(self) -> redis.Redis:
        """Start the private server, forget the messages of an earlier run, and answer a client."""
        self._redis.start()
        # Messages are hints; the truth is in the seasons' state. Those of a run that was cut off would only run twice.
        with redis.Redis(unix_socket_path=str(self._redis.socket), db=1) as broker:
            broker.flushdb()
        self._write_card()
        return open_redis(self._redis.url)

    def start_workers(self, paid_queues: Sequence[str] = ()) -> None:
        """Start the worker processes; one of them for the queues of paid providers, where a season has any that are not served yet."""
        if self._workers is None:
            urls = {"redis_url": self._redis.url, "broker_url": self._redis.broker_url}
            self._workers = Workers(self._settings, **urls, logs=self.folder / "logs")
            self._workers.start()
        if wanted := sorted(set(paid_queues) - self._served):
            self._served.update(wanted)
            self._workers.serve(wanted)

    def serve_beside(self, name: str, command: Sequence[str]) -> None:
        """Start a process that looks on beside the workers, which are started first."""
        assert self._workers is not None, "start_workers() comes first"
        self._workers.add_onlooker(name, command)

    def tell(self, facts: Mapping[str, str]) -> None:
        """Change what the card tells."""
        if not facts.items() <= self.facts.items():
            self.facts.update(facts)
            self._write_card()

    def look_after(self) -> None:
        """Start again what has died. Raises CliffhangerError where redis-server cannot be started."""
        if self._redis.restart_if_dead():
            self._write_card()
            # A worker whose broker has vanished may come back deaf; new ones take two seconds, and nothing finished is lost.
            if self._workers is not None:
                self._workers.restart_all()
        if self._workers is not None:
            self._workers.restart_dead()

    def settings_inside(self) -> Settings:
        """The settings with this run's Redis as the line's."""
        return inside(self._settings, self._redis.url, self._redis.broker_url)

    def stop(self, *, grace_s: float = 0.0) -> None:
        """End every process of the run. What is known stays in the season's folder."""
        if self._workers is not None:
            self._workers.stop(grace_s)
        # First the card: whoever finds the server gone must see that nobody will bring it back.
        self._card.unlink(missing_ok=True)
        self._redis.stop()
        self._lock.close()

    @property
    def _card(self) -> Path:
        return self.folder / CARD

    def _write_card(self) -> None:
        # Other commands (status, watch, cancel) find the running server by this.
        card = {
            "pid": os.getpid(),
            "redis_pid": self._redis.pid,
            "url": self._redis.url,
            "broker_url": self._redis.broker_url,
            **self.facts,
        }
        temporary = self._card.with_suffix(".tmp")
        temporary.write_text(json.dumps(card), encoding="utf-8")
        temporary.replace(self._card)


@contextmanager
def open_run(settings: Settings, season: str, *, waiting: Callable[[int], None] | None = None) -> Iterator[EmbeddedRun]:
    """Hold a season's lock and its processes over a block.

    Where another command produces the same season, `waiting` is told its process id and this one waits for it. Raises
    CliffhangerError where the season's home is `cliffhanger up`: there are never two ledgers of one season.
    """
    if claim_home(settings, season, "own") != "own":
        raise CliffhangerError(f"{season} belongs to 'cliffhanger up', and is never made elsewhere")
    folder = season_folder(settings, season)
    lock = lock_of(folder)
    while not _is_ours(lock, folder):
        if waiting is not None:
            waiting(int((card_in(folder) or {}).get("pid", 0)))
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_in_place(lock, folder):
            # The season was forgotten meanwhile, its folder and this lock with it: it begins anew.
            lock.close()
            if claim_home(settings, season, "own") != "own":
                raise CliffhangerError(f"{season} belongs to 'cliffhanger up', and is never made elsewhere")
            lock = lock_of(folder)
    with open_folder(settings, folder, lock) as run:
        yield run


def lock_of(folder: Path) -> IO[str]:
    """The lock file of a run's folder, not taken yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "lock").open("a", encoding="utf-8")


def take(lock: IO[str]) -> bool:
    """Take a lock, unless another process has it; answers whether it is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_ours(lock: IO[str], folder: Path) -> bool:
    return take(lock) and _is_in_place(lock, folder)


def _is_in_place(lock: IO[str], folder: Path) -> bool:
    """Whether a lock is still that of its folder: one that was removed keeps nobody out."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), (folder / "lock").stat())
    except FileNotFoundError:
        return False


@contextmanager
def open_folder(settings: Settings, folder: Path, lock: IO[str], *, to_restore: bool = False) -> Iterator[EmbeddedRun]:
    """Hold the processes of a folder over a block, whose lock is ours. Raises InputError where it holds the half of a backup.

    `to_restore` opens it all the same, to bring the backup back.
    """
    if (folder / RESTORING).exists() and not to_restore:
        raise half_restored(str(folder))
    _end_leftover(folder)
    run = EmbeddedRun(settings, folder, lock)
    grace_s = 0.0
    try:
        yield run
    except BaseException:
        grace_s = GRACE_S
        raise
    finally:
        with _undisturbed():
            run.stop(grace_s=grace_s)


def inside(settings: Settings, redis_url: str, broker_url: str) -> Settings:
    """The settings with a private Redis as the line's."""
    return settings.model_copy(update={"redis_url": redis_url, "ledger_url": None, "broker_url": broker_url, "ledger_replicas": 0})


def embedded_seasons(settings: Settings) -> list[str]:
    """Every season that was ever produced with a Redis of its own with these settings."""
    return sorted(path.parent.name for path in seasons_folder(settings).glob("*/redis"))


def read_card(settings: Settings, season: str) -> dict[str, str] | None:
    """How to reach the run of a season that is live now; None where there is none."""
    return card_in(season_folder(settings, season))


def card_in(folder: Path) -> dict[str, str] | None:
    """How to reach the run that is live in a folder; None where there is none."""
    card = _left_card(folder)
    return card if card is not None and is_running(int(card["pid"])) else None


def _left_card(folder: Path) -> dict[str, str] | None:
    try:
        card: dict[str, str] = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return card


def _end_leftover(folder: Path) -> None:
    """Where the kernel could not end redis-server with its command, end it now: two on one file would spoil it."""
    card = _left_card(folder)
    if card is None:
        return
    with suppress(redis.RedisError, OSError):
        redis.Redis.from_url(card["url"], socket_timeout=2.0).shutdown(nosave=True)
    socket_folder = Path(unquote(urlsplit(card["url"]).path)).parent
    if socket_folder.name.startswith("cliffhanger-"):
        shutil.rmtree(socket_folder, ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no further Ctrl-C interrupt the clean-up, which takes seconds at most."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(ValueError, TypeError):
                signal.signal(number, handler)
