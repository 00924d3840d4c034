"""Asks for deliveries of seasons, and looks after those that have ended until they are delivered."""

from collections.abc import Mapping

from celery import Celery

from shared import keyspace
from shared.queues import CONTROL, TaskName
from worker.context import Line

# A delivery that was lost is asked for again after this.
DELIVERY_FLAG_S = 20
# At a sweep every two seconds: about two minutes of a folder that cannot be written, or that is on a host without workers.
MOST_DELIVERIES = 60


def look_after_delivery(app: Celery, line: Line, season: str, meta: Mapping[str, str]) -> None:
    """A season that has ended is live until it is delivered; after enough tries that is left to its producer."""
    state = line.season(season)
    if meta.get("delivered") == meta["run"] or state.count_delivery() > MOST_DELIVERIES:
        line.redis.srem(keyspace.LIVE, season)
    else:
        send_delivery(app, line, season)


def send_delivery(app: Celery, line: Line, season: str) -> None:
    """Ask for a delivery unless one is on its queue already."""
    if line.redis.set(keyspace.delivery(season), "1", nx=True, ex=DELIVERY_FLAG_S):
        app.send_task(TaskName.SEASON_DELIVER, args=(season,), queue=CONTROL)
