"""The base of every task: a retry waits in Redis instead of a worker's memory, and keeps its place in the chain."""

import json
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from celery import Task
from celery.exceptions import Retry

from shared.broker import is_amqp
from shared.errors import StoreAway
from shared.message_priority import urgency
from shared.queues import RESUMED_PRIORITY
from shared.version import LINE_VERSION, NewerOrder, version_of
from worker.context import Line, line_of
from worker.draining import HandedBack, interruptible
from worker.tasks.following import Waiting, followed

log = logging.getLogger(__name__)

FIRST_PUT_BACK_S = 2.0
LONGEST_PUT_BACK_S = 20.0

_told: set[int] = set()
"""Versions of which this process has said that it is too old for them."""


STORE_WAIT_S = 5.0
"""What needs a store that is away is tried again after this."""


class LineTask(Task):  # type: ignore[type-arg]  # tasks of the line take and return nothing but ids
    """A task whose `retry(countdown=…)` is durable."""

    abstract = True
    max_retries = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task. A retry is how a wait ends, not a fault: Celery would write out the way to it, line by line, each time."""
        if (needed := version_of(self.request.headers)) > LINE_VERSION:
            raise self._put_back(needed)
        try:
            with followed(self, args), interruptible(), self.line.store.session():
                return self.run(*args, **kwargs)
        except Retry as retry:
            raise retry.with_traceback(None) from None
        except StoreAway as away:
            log.warning("%s", away)
            raise self.park(STORE_WAIT_S, f"{self.request.id}:{self.request.retries}", why=str(away)) from None
        except NewerOrder as newer:
            raise self._put_back(newer.version) from None
        except HandedBack:
            if threading.current_thread() is threading.main_thread():
                # Interrupted anywhere, also between a question to Redis and its answer. A thread is not, and the pool is not its own:
                # others may be writing down what an answer that is paid says.
                self.line.redis.connection_pool.disconnect()
            raise self.park(0.0, f"{self.request.id}:{self.request.retries}", why="its worker ends") from None

    def _put_back(self, version: int) -> Retry:
        """Leave the message to a newer worker: it comes again and again, more and more seldom, until one takes it."""
        if version not in _told:
            _told.add(version)
            log.warning("there is work for line version %d, and this worker has %d: it is put back", version, LINE_VERSION)
        delay_s = min(LONGEST_PUT_BACK_S, FIRST_PUT_BACK_S * 1.5 ** min(self.request.retries, 10))
        # What is sent for the same again meanwhile takes its place.
        return self.park(delay_s, "/".join(map(str, ("newer", self.name, *(self.request.args or ())))))

    @property
    def line(self) -> Line:
        """The parts of this process."""
        return line_of(self.app)

    @property
    def queue(self) -> str:
        """The queue that this message came by; empty where it came by none."""
        return str((self.request.delivery_info or {}).get("routing_key") or "")

    def retry(self, *_: Any, countdown: float | None = None, **__: Any) -> NoReturn:
        """End this run and have the same message published again after `countdown` seconds.

        Raises celery.exceptions.Retry, so that Celery and Flower see a retry.
        """
        raise self.park(float(self.default_retry_delay if countdown is None else countdown), f"{self.request.id}:{self.request.retries}")

    def park(self, delay_s: float, timer_id: str, *, lane: str = "", queue: str = "", why: str = "") -> Retry:
        """Put this message, with its chain, its headers and its count of retries, into the durable timer (worker/timers).

        It is published again after `delay_s`, or when `lane` is woken, or when somebody else makes `timer_id` due; on another
        `queue` where one is named, ahead of what was not begun yet: it may hold a provider's slot. A message that waits under the
        same id is replaced. `why` is for whoever looks on. Answers what the task raises then.
        """
        signature = self.signature_from_request(countdown=None, retries=self.request.retries + 1, queue=queue or None)
        given = urgency(signature.options.get("priority"), is_amqp=is_amqp(str(self.app.conf.broker_url)))
        signature.set(priority=RESUMED_PRIORITY if given is None else min(given, RESUMED_PRIORITY))
        self.line.timers.schedule(timer_id, json.dumps(signature), delay_ms=round(delay_s * 1000), lane=lane)
        exc = Waiting(why) if why else None
        return Retry(exc=exc, when=datetime.now(UTC) + timedelta(seconds=delay_s), is_eager=False, sig=signature)
