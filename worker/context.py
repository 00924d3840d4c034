"""What tasks work with: settings, Redis, the store, timers, ledger and seasons, built once a process, after the fork."""

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import redis
from celery import Celery

from shared.catalogue import Catalogue, load_catalogue
from shared.ledger.ledger import Ledger
from shared.production import Episode, Production
from shared.redis_client import open_redis
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from shared.store.one import check_store
from shared.store.open import open_store
from shared.store.store import Store
from worker.timers.timers import Timers


@dataclass(frozen=True, eq=False)
class Line:
    """The parts of one process. Compared by identity: there is one."""

    settings: Settings
    redis: redis.Redis
    store: Store
    timers: Timers
    ledger: Ledger
    catalogue: Catalogue

    def season(self, season: str) -> SeasonState:
        """The state of one season."""
        return SeasonState(self.redis, season)

    def production(self, season: str, run: str) -> Production:
        """The header of the season's order `run`; read once an order."""
        return _production(self, season, run)

    def script(self, season: str, episode: int, run: str) -> Episode:
        """One episode's script; read once an order."""
        return _script(self, season, episode, run)


def build_line(settings: Settings) -> Line:
    """The composition root of a worker process. Raises SettingsError."""
    if settings.state_url is None:
        from shared.errors import SettingsError  # noqa: PLC0415  # only for the one line of a wrong start

        raise SettingsError("CLIFFHANGER_REDIS_URL is not set; a worker needs the Redis that its producers use")
    client = open_redis(settings.state_url)
    return Line(settings, client, open_store(settings), Timers(client), Ledger(client, settings.ledger_replicas), load_catalogue(settings))


def line_of(app: Celery) -> Line:
    """The parts of this process. A forked child builds its own: sockets are not shared between processes."""
    built = getattr(app, "cliffhanger_line", None)
    if built is None or built[0] != os.getpid():
        built = (os.getpid(), build_line(load_settings()))
        app.cliffhanger_line = built  # type: ignore[attr-defined]  # one place a process, owned by the app
    return cast("Line", built[1])


@lru_cache(maxsize=64)
def _production(line: Line, season: str, _run: str) -> Production:
    check_store(line.store, line.redis)
    return line.season(season).production()


# A season has up to 200 episodes, and several seasons are made at once; a script is a few kilobytes.
@lru_cache(maxsize=2048)
def _script(line: Line, season: str, episode: int, _run: str) -> Episode:
    return line.season(season).script(episode)
