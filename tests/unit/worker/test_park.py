"""What a task that waits leaves in the durable timer."""

import json
import os
from types import SimpleNamespace

import pytest
import redis
from celery import Celery

from worker.tasks.base import LineTask
from worker.timers.timers import Timers


@pytest.mark.parametrize(("sent_with", "resumed_with"), [(9, 3), (6, 3), (3, 3), (0, 0), (None, 3)])
def test_what_waited_is_resumed_ahead_of_what_was_not_begun(client: redis.Redis, sent_with: int | None, resumed_with: int) -> None:
    app = Celery("test", set_as_current=False)
    timers = Timers(client)
    app.cliffhanger_line = (os.getpid(), SimpleNamespace(timers=timers))  # type: ignore[attr-defined]  # where a process keeps its parts

    @app.task(base=LineTask, bind=True, name="waits", shared=False)
    def task(_self: LineTask) -> None:
        """Nothing: what it leaves when it waits is looked at."""

    delivery = {"exchange": "", "routing_key": "provider.simulator", "priority": sent_with}
    task.push_request(id="a", args=(), kwargs={}, retries=0, delivery_info=delivery)

    task.park(0.0, "a")

    (claim,) = timers.claim()[0]
    options = json.loads(claim.payload)["options"]
    assert (options["priority"], options["queue"]) == (resumed_with, "provider.simulator")
