"""One embedded run: the lock of its season, its redis-server, its workers; and whoever dies among them is started again."""

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import redis

from producer.embedded.redis_server import RedisServer
from producer.embedded.workers import Workers
from shared.host import is_running
from shared.redis_client import open_redis
from shared.settings import Settings

# After Ctrl-C the work in hand gets this long to end (what is paid longer); what is killed then is made again later.
GRACE_S = 3.0


class EmbeddedRun:
    """The processes of one command for one season. Use `open_run`."""

    def __init__(self, settings: Settings, season: str, lock: IO[str]) -> None:
        self.folder = season_folder(settings, season)
        self._settings = settings
        self._lock = lock
        self._redis = RedisServer(self.folder / "redis", self.folder / "logs" / "redis.log")
        self._workers: Workers | None = None
        self._served: set[str] = set()

    def start_redis(self) -> redis.Redis:
        """Start the private server, forget the messages of an earlier run, and answer a client."""
        self._redis.start()
        # Messages are hints; the truth is in the seasons' state. Those of a run that was cut off would only run twice.
        with redis.Redis(unix_socket_path=str(self._redis.socket), db=1) as broker:
            broker.flushdb()
        self._write_card()
        return open_redis(self._redis.url)

    def start_workers(self, paid_queues: Sequence[str] = ()) -> None:
        """Start the worker processes; some of them for the queues of paid providers, where a season has any.

        Where some run that serve other queues, they are replaced.
        """
        if self._workers is not None:
            if set(paid_queues) <= self._served:
                return
            self._workers.stop(GRACE_S)
        self._served = {*self._served, *paid_queues}
        logs = self.folder / "logs"
        urls = {"redis_url": self._redis.url, "broker_url": self._redis.broker_url}
        self._workers = Workers(self._settings, **urls, logs=logs, paid_queues=sorted(self._served))
        self._workers.start()

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
        return self._settings.model_copy(update={"redis_url": self._redis.url, "broker_url": self._redis.broker_url})

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
        return self.folder / "run.json"

    def _write_card(self) -> None:
        # Other commands (status, watch, cancel) find the running server by this.
        card = {"pid": os.getpid(), "redis_pid": self._redis.pid, "url": self._redis.url}
        temporary = self._card.with_suffix(".tmp")
        temporary.write_text(json.dumps(card), encoding="utf-8")
        temporary.replace(self._card)


@contextmanager
def open_run(settings: Settings, season: str, *, waiting: Callable[[int], None] | None = None) -> Iterator[EmbeddedRun]:
    """Hold the season's lock and its processes over a block.

    Where another command produces the same season, `waiting` is told its process id and this one waits for it.
    """
    folder = season_folder(settings, season)
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting is not None:
            waiting(int((read_card(settings, season) or {}).get("pid", 0)))
        fcntl.flock(lock, fcntl.LOCK_EX)
    _end_leftover(settings, season)
    run = EmbeddedRun(settings, season, lock)
    grace_s = 0.0
    try:
        yield run
    except BaseException:
        grace_s = GRACE_S
        raise
    finally:
        with _undisturbed():
            run.stop(grace_s=grace_s)


def season_folder(settings: Settings, season: str) -> Path:
    """Where an embedded season keeps its Redis file, its logs and its lock."""
    return settings.state_dir.expanduser().absolute() / "seasons" / season


def embedded_seasons(settings: Settings) -> list[str]:
    """Every season that was ever produced embedded with these settings."""
    folder = settings.state_dir.expanduser().absolute() / "seasons"
    return sorted(path.parent.name for path in folder.glob("*/redis"))


def read_card(settings: Settings, season: str) -> dict[str, str] | None:
    """How to reach the run of a season that is live now; None where there is none."""
    try:
        card: dict[str, str] = json.loads((season_folder(settings, season) / "run.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return card if is_running(int(card["pid"])) else None


def _end_leftover(settings: Settings, season: str) -> None:
    """Where the kernel could not end redis-server with its command, end it now: two on one file would spoil it."""
    try:
        card = json.loads((season_folder(settings, season) / "run.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
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
