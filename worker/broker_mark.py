"""A mark in the broker's Redis: where it is missing the broker has lost every message, and what lay in its queues may be sent again.

Without it a unit whose message is lost counts as under way until its lease ends, which is a minute and more.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery

from shared import keyspace
from shared.errors import NotFound
from shared.state.season import WORKING_LEASE_MS
from worker.context import Line, line_of

log = logging.getLogger(__name__)

# kombu puts the line's prefix before the keys of HGET and HSET, not of GET.
_MARK = ("mark", "line")


def has_lost_all(app: Celery) -> bool:
    """Whether the broker is an empty one, or another one than before. Brokers other than Redis keep what they have confirmed."""
    known = line_of(app).redis.get(keyspace.BROKER)
    with _broker(app) as client:
        return client is not None and known is not None and client.hget(*_MARK) != str(known).encode()


def mark_new_broker(app: Celery) -> None:
    """Mark the broker of a line that has never had one marked: what is lost before that, nobody notices."""
    mark = uuid.uuid4().hex
    with _broker(app) as client:
        if client is not None and line_of(app).redis.set(keyspace.BROKER, mark, nx=True):
            client.hset(*_MARK, mark)


def look_after_broker(app: Celery) -> None:
    """Where the broker has lost all, let it be sent again. It is marked last: who dies before leaves it to be looked after once more."""
    line = line_of(app)
    if not has_lost_all(app):
        mark_new_broker(app)
        return
    freed = sum(_free(line, str(season)) for season in line.redis.smembers(keyspace.LIVE))
    log.warning("the broker has lost its messages: what waited in its queues is sent again, %d units", freed)
    mark = uuid.uuid4().hex
    with _broker(app) as client:
        if client is not None:
            client.hset(*_MARK, mark)
            line.redis.set(keyspace.BROKER, mark)


@contextmanager
def _broker(app: Celery) -> Iterator[Any]:
    """The client of the broker's Redis; None where the broker is no Redis."""
    with app.producer_pool.acquire(block=True) as producer:
        connection: Any = producer.connection
        yield connection.default_channel.client if connection.transport.driver_type == "redis" else None


def _free(line: Line, season: str) -> int:
    """Free the units of a season that nobody has in hand and that wait in no timer; answers how many."""
    state = line.season(season)
    # A delivery that was asked for is lost, too.
    line.redis.delete(keyspace.delivery(season))
    try:
        meta = state.meta()
    except NotFound:
        return 0
    now_ms, freed = state.now_ms(), 0
    for number, episode in state.episodes(line.production(season, meta["run"]).all_episodes).items():
        # A shorter lease is kept by a worker's heartbeat, or ends by itself as soon.
        away = {unit: standing for unit, standing in episode.units().items() if standing.lease_until_ms > now_ms + WORKING_LEASE_MS}
        timers = {unit: f"{season}/{number}/{unit}/{standing.stage}" for unit, standing in away.items()}
        kept = line.timers.which_wait(timers.values())
        freed += state.free(number, {unit: standing.lease_until_ms for unit, standing in away.items() if timers[unit] not in kept})
    return freed
