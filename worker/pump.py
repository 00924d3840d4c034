"""The pump: a thread in every worker that puts due messages back on their queues, grants free slots, and asks for the sweep."""

import json
import logging
import threading
import time
from contextlib import suppress
from typing import Any, NamedTuple

import redis
from celery import Celery, bootsteps
from kombu.exceptions import OperationalError

from shared import keyspace
from shared.queues import CONTROL, TaskName
from worker.broker_mark import has_lost_all, mark_new_broker
from worker.context import line_of

log = logging.getLogger(__name__)

# What another process schedules or grants meanwhile is seen after this; what this process does, at once.
TICK_S = 0.1
# One process of all looks so often. The others, which would only find what it has found, look in case that it does not get through.
SELDOM_S = 1.0
SWEEP_EVERY_MS = 2_000
# While Redis is away there is nothing to pump.
PAUSE_S = 1.0


class Pump(bootsteps.StartStopStep):
    """Celery's worker starts and stops it; it runs in the worker's main process, beside the pool."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._looked_at = 0.0
        self._nudge = threading.Event()

    def start(self, parent: Any) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, args=(parent.app,), name="timers", daemon=True)
        self._thread.start()

    def stop(self, _parent: Any) -> None:
        """End the thread."""
        self._stop.set()
        self._nudge.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self, app: Celery) -> None:
        is_marked = False
        while not self._stop.is_set():
            try:
                if not is_marked:
                    # At once, not by the first sweep: what is sent before could be lost unnoticed.
                    mark_new_broker(app)
                    is_marked = True
                self._nudge = line_of(app).timers.nudge
                look = pump_once(app)
                self._nudge.wait(look.wait_s)
                self._nudge.clear()
                # All workers look whether a sweep is wanted, each seldom: nearly always there was one just now.
                if time.monotonic() - self._looked_at > SWEEP_EVERY_MS / (4000 if look.is_often else 1000):
                    ask_for_sweep(app)
                    self._looked_at = time.monotonic()
            except redis.RedisError as error:
                # The ledger's, or the broker's.
                log.warning("timers wait for Redis: %s", error)
                let_others(app)
                self._stop.wait(PAUSE_S)
            except (OperationalError, OSError) as error:
                # What was claimed is due again later.
                log.warning("timers wait for the broker: %s", error)
                let_others(app)
                self._stop.wait(PAUSE_S)
            except Exception:
                # Without this thread nothing that waits would ever go on.
                log.exception("timers")
                let_others(app)
                self._stop.wait(PAUSE_S)
        let_others(app)


class Look(NamedTuple):
    """What comes after a look."""

    wait_s: float
    """The next look is due after this, unless this process is nudged."""
    is_often: bool
    """Whether it is this process that looks often."""


def pump_once(app: Celery) -> Look:
    """Publish what is due, and grant slots."""
    line = line_of(app)
    due = line.timers.claim()
    if due.claims:
        with app.producer_pool.acquire(block=True) as producer:
            for claim in due.claims:
                try:
                    signature = app.signature(json.loads(claim.payload))
                except (ValueError, TypeError, KeyError):
                    log.exception("timer %s holds no message; it is dropped", claim.id)
                    continue
                signature.apply_async(producer=producer)
        line.timers.confirm(due.claims)
    if due.dispatch_ms == 0 and line.ledger.dispatch():
        return Look(0, due.is_often)
    if not due.is_often:
        # At once where there was more than it could take.
        return Look(0 if due.claims else SELDOM_S, is_often=False)
    return Look(min(TICK_S, due.next_ms / 1000, (due.dispatch_ms or due.next_ms) / 1000), is_often=True)


def let_others(app: Celery) -> None:
    """Leave it to another process to look often: this one ends, or does not get through to the broker."""
    # Where Redis is away the others follow in time.
    with suppress(redis.RedisError):
        line_of(app).timers.leave()


def ask_for_sweep(app: Celery) -> None:
    """Send for a sweep where none was sent for lately, and at once where the broker has lost all that was sent."""
    client = line_of(app).redis
    if has_lost_all(app) and client.set(keyspace.FOUND, "1", nx=True, px=SWEEP_EVERY_MS):
        # Its message is lost with the others.
        client.delete(keyspace.SWEEP)
    if client.set(keyspace.SWEEP, "1", nx=True, px=SWEEP_EVERY_MS):
        app.send_task(TaskName.SEASON_SWEEP, queue=CONTROL, expires=5 * SWEEP_EVERY_MS / 1000)
