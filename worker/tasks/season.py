"""The tasks of a season: its start, the sweep over all live ones, and the delivery."""

import logging

import redis
from celery import shared_task

from shared import keyspace
from shared.delivery.collect import deliver_season
from shared.errors import CliffhangerError, NotFound
from shared.host import host_id
from shared.queues import TaskName
from worker.advance import advance_season
from worker.tasks.base import LineTask
from worker.tasks.call import look_after_calls

log = logging.getLogger(__name__)


@shared_task(name=TaskName.SEASON_START, base=LineTask, bind=True, throws=(NotFound,))
def start(self: LineTask, season: str) -> None:
    """Send all that a season needs."""
    advance_season(self.app, season)


@shared_task(name=TaskName.SEASON_SWEEP, base=LineTask, bind=True)
def sweep(self: LineTask) -> None:
    """Advance every live season, and look after open calls: what a lost message or a dead worker left behind is asked for again."""
    for season in sorted(str(season) for season in self.line.redis.smembers(keyspace.LIVE)):
        try:
            advance_season(self.app, season)
        except NotFound as error:
            log.warning("sweep: %s", error)
            self.line.redis.srem(keyspace.LIVE, season)
        except redis.RedisError:
            raise
        except Exception:
            # One bad season never stops the others (I8).
            log.exception("sweep: season %s", season)
    look_after_calls(self.app)


@shared_task(name=TaskName.SEASON_DELIVER, base=LineTask, bind=True, throws=(NotFound,))
def deliver(self: LineTask, season: str) -> None:
    """Put what is finished into the season's output folder, where that folder is on this host; else its producer does."""
    line = self.line
    line.redis.delete(keyspace.delivery(season))
    state = line.season(season)
    if state.meta().get("host") != host_id():
        return
    try:
        deliver_season(state, line.store)
    except (CliffhangerError, OSError) as error:
        log.exception("delivery of %s", season)
        state.set_meta("delivery_error", f"{type(error).__name__}: {error}")
