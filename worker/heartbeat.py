"""The heartbeat of a worker's main loop, for whoever looks after the process (`cliffhanger health`)."""

import logging
from typing import Any

from celery import bootsteps

from shared.heartbeat import BEAT_EVERY_S, State, beat
from shared.settings import load_settings
from worker.lifeline import is_embedded

log = logging.getLogger(__name__)


class Heartbeat(bootsteps.StartStopStep):
    """A step of the consumer, which begins whenever the broker is reached and stops whenever it is lost.

    Its timer is the main loop's own: where the loop hangs, the file grows old. An embedded run looks after its workers by itself.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self._path = None if is_embedded() else load_settings().heartbeat
        self._timer: Any = None
        self._beat("waiting")

    def start(self, consumer: Any) -> None:
        """The worker consumes from now on."""
        if self._path is not None:
            self._beat("serving")
            self._timer = consumer.timer.call_repeatedly(BEAT_EVERY_S, self._beat, ("serving",))

    def stop(self, _consumer: Any) -> None:
        """The broker was lost, or the worker ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._beat("waiting")

    shutdown = stop

    def _beat(self, state: State) -> None:
        if self._path is None:
            return
        try:
            beat(self._path, state)
        except OSError as error:
            # Whoever looks at the file will see that it is old; the worker itself is well.
            log.warning("the heartbeat %s cannot be written: %s", self._path, error.strerror)
