"""The tasks of a season: its start, the sweep over all live ones, and the delivery."""

import logging
import time

import redis
from celery import shared_task

from shared import keyspace
from shared.delivery.collect import deliver_season
from shared.errors import CliffhangerError, NotFound, StoreAway
from shared.host import host_id
from shared.metrics import names
from shared.metrics.counters import count
from shared.queues import TaskName
from shared.version import NewerOrder
from worker.advance import advance_season
from worker.broker_mark import look_after_broker
from worker.notices.send import send_lost
from worker.notices.tell import tell_season
from worker.tasks.base import LineTask
from worker.tasks.call import look_after_calls
from worker.tasks.order_span import tell_order_span

log = logging.getLogger(__name__)

# What looks at whole seasons rests this many times as long as it took: their size must not make all that is done in them dearer.
REST = 20


@shared_task(name=TaskName.SEASON_START, base=LineTask, bind=True, throws=(NotFound,))
def start(self: LineTask, season: str) -> None:
    """Send all that a season needs."""
    advance_season(self.app, season)
    tell_season(self.app, season)


@shared_task(name=TaskName.SEASON_SWEEP, base=LineTask, bind=True)
def sweep(self: LineTask) -> None:
    """Advance every live season, and look after open calls: what a lost message or a dead worker left behind is asked for again."""
    began = time.thread_time()
    look_after_broker(self.app)
    for season in sorted(str(season) for season in self.line.redis.smembers(keyspace.LIVE)):
        try:
            advance_season(self.app, season)
            tell_season(self.app, season)
        except NotFound as error:
            log.warning("sweep: %s", error)
            self.line.redis.srem(keyspace.LIVE, season)
        except NewerOrder as error:
            # The sweep of a newer worker looks after it.
            log.debug("sweep: %s", error)
        except redis.RedisError:
            raise
        except StoreAway as away:
            # Nor will it answer for the others; another sweep comes soon.
            log.warning("sweep: %s", away)
            break
        except Exception:
            # One bad season never stops the others (I8).
            log.exception("sweep: season %s", season)
    look_after_calls(self.app)
    send_lost(self.app)
    count(self.line.redis, names.SWEEPS)
    _rest(self.line.redis, keyspace.SWEEP, began)


@shared_task(name=TaskName.SEASON_DELIVER, base=LineTask, bind=True, throws=(NotFound,))
def deliver(self: LineTask, season: str) -> None:
    """Put what is finished into the season's output folder, where that folder is on this host; else its producer does."""
    _deliver(self, season)
    tell_season(self.app, season)
    tell_order_span(self.line, season)


def _deliver(self: LineTask, season: str) -> None:
    line = self.line
    line.redis.delete(keyspace.delivery(season))
    state = line.season(season)
    meta = state.meta()
    if meta.get("host") != host_id() or meta.get("delivered") == meta.get("run", ""):
        return
    rest_ms = int(line.redis.pttl(keyspace.delivery_rest(season)))
    if meta["state"] == "running" and rest_ms > 0:
        # One delivery waits for all episodes that end meanwhile; the end of the season does not wait for it.
        raise self.park(rest_ms / 1000, f"{season}/delivery")
    began = time.thread_time()
    try:
        deliver_season(state, line.store)
    except (NewerOrder, StoreAway):
        raise
    except (CliffhangerError, OSError) as error:
        log.exception("delivery of %s", season)
        state.set_meta("delivery_error", f"{type(error).__name__}: {error}")
    _rest(line.redis, keyspace.delivery_rest(season), began)


def _rest(client: redis.Redis, key: str, began: float) -> None:
    """Set `key` for as long as what began at `began` (`thread_time`) shall rest. Waiting for Redis is no work."""
    rest_ms = round(REST * 1000 * (time.thread_time() - began))
    if rest_ms > max(0, int(client.pttl(key))):
        client.set(key, "1", px=rest_ms)
