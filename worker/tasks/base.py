"""The base of every task: a retry waits in Redis instead of a worker's memory, and keeps its place in the chain."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from celery import Task
from celery.exceptions import Retry

from worker.context import Line, line_of


class LineTask(Task):  # type: ignore[type-arg]  # tasks of the line take and return nothing but ids
    """A task whose `retry(countdown=…)` is durable."""

    abstract = True
    max_retries = None

    @property
    def line(self) -> Line:
        """The parts of this process."""
        return line_of(self.app)

    def retry(self, *_: Any, countdown: float | None = None, lane: str = "", **__: Any) -> NoReturn:
        """End this run and have the same message published again after `countdown` seconds, or when `lane` is woken.

        The message goes with its chain, its headers and its count of retries into the durable timer (worker/timers).
        Raises celery.exceptions.Retry, so that Celery and Flower see a retry.
        """
        delay_s = float(self.default_retry_delay if countdown is None else countdown)
        signature = self.signature_from_request(countdown=None, retries=self.request.retries + 1)
        # An id a retry: the same message may be due again before its last publication is confirmed.
        timer_id = f"{self.request.id}:{self.request.retries}"
        self.line.timers.schedule(timer_id, json.dumps(signature), delay_ms=round(delay_s * 1000), lane=lane)
        raise Retry(when=datetime.now(UTC) + timedelta(seconds=delay_s), is_eager=False, sig=signature)
