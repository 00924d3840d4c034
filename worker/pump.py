"""The pump: a thread in every worker that puts due messages back on their queues, grants free slots, and asks for the sweep."""

import json
import logging
import threading
import time
from typing import Any

import redis
from celery import Celery, bootsteps
from kombu.exceptions import OperationalError

from shared import keyspace
from shared.queues import CONTROL, TaskName
from worker.broker_mark import has_lost_all
from worker.context import line_of

log = logging.getLogger(__name__)

# What another process schedules or grants meanwhile is seen after this; what this process does, at once.
TICK_S = 0.1
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

    def start(self, parent: Any) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, args=(parent.app,), name="timers", daemon=True)
        self._thread.start()

    def stop(self, _parent: Any) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self, app: Celery) -> None:
        while not self._stop.is_set():
            try:
                nudge = line_of(app).timers.nudge
                nudge.wait(min(TICK_S, pump_once(app)))
                nudge.clear()
                # All workers look whether a sweep is wanted, each seldom: nearly always there was one just now.
                if time.monotonic() - self._looked_at > SWEEP_EVERY_MS / 4000:
                    ask_for_sweep(app)
                    self._looked_at = time.monotonic()
            except (redis.RedisError, OperationalError, OSError) as error:
                # What was claimed is due again later.
                log.warning("timers wait for Redis: %s", error)
                self._stop.wait(PAUSE_S)
            except Exception:
                # Without this thread nothing that waits would ever go on.
                log.exception("timers")
                self._stop.wait(PAUSE_S)


def pump_once(app: Celery) -> float:
    """Publish what is due, and grant slots; answers in how many seconds there is more to do."""
    line = line_of(app)
    claims, next_ms, dispatch_ms = line.timers.claim()
    if claims:
        with app.producer_pool.acquire(block=True) as producer:
            for claim in claims:
                try:
                    signature = app.signature(json.loads(claim.payload))
                except (ValueError, TypeError, KeyError):
                    log.exception("timer %s holds no message; it is dropped", claim.id)
                    continue
                signature.apply_async(producer=producer)
        line.timers.confirm(claims)
    if dispatch_ms == 0 and line.ledger.dispatch():
        next_ms = 0
    return min(next_ms, dispatch_ms or next_ms) / 1000


def ask_for_sweep(app: Celery) -> None:
    """Send for a sweep where none was sent for lately, and at once where the broker has lost all that was sent."""
    client = line_of(app).redis
    if has_lost_all(app) and client.set(keyspace.FOUND, "1", nx=True, px=SWEEP_EVERY_MS):
        # Its message is lost with the others.
        client.delete(keyspace.SWEEP)
    if client.set(keyspace.SWEEP, "1", nx=True, px=SWEEP_EVERY_MS):
        app.send_task(TaskName.SEASON_SWEEP, queue=CONTROL, expires=5 * SWEEP_EVERY_MS / 1000)
