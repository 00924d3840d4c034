"""Presence: a thread in every worker that tells the line which kinds of queues it serves, for as long as it does."""

import logging
import threading
from typing import Any

import redis
from celery import bootsteps

from shared.metrics.alive import TELL_EVERY_S, tell_alive, tell_gone
from worker.context import line_of

log = logging.getLogger(__name__)


class Presence(bootsteps.StartStopStep):
    """Celery's worker starts and stops it; it runs in the worker's main process, beside the pool."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, parent: Any) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, args=(parent,), name="presence", daemon=True)
        self._thread.start()

    def stop(self, _parent: Any) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self, parent: Any) -> None:
        while not self._stop.is_set():
            self._tell(parent, tell_alive)
            self._stop.wait(TELL_EVERY_S)
        self._tell(parent, tell_gone)

    def _tell(self, parent: Any, tell: Any) -> None:
        try:
            tell(line_of(parent.app).redis, parent.hostname, parent.app.amqp.queues.consume_from)
        except (redis.RedisError, OSError) as error:
            log.debug("presence: %s", type(error).__name__)
        except Exception:
            # Nothing depends on it but a number.
            log.exception("presence")
