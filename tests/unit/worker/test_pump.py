"""The pump publishes what is due; one process of all looks often, and whoever does not get through lets another."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from shared.broker import broker_settings
from shared.keyspace import TIMERS
from shared.ledger.ledger import Ledger
from tests.integration.conftest import wait_for
from worker.pump import SELDOM_S, TICK_S, Pump, pump_once
from worker.timers.timers import Timers

# A task that no other test has given to all apps of its process.
MESSAGE = json.dumps({"task": "test.of_the_pump", "args": ["s", 1, 1], "kwargs": {}, "options": {"queue": "media"}})
DAY_MS = 86_400_000


@pytest.fixture
def a_process(client: redis.Redis, redis_url: str) -> Iterator[Callable[[], Any]]:
    """Makes the app of a worker's process, with timers of its own, on one line."""
    socket = redis_url.removeprefix("unix://").split("?")[0]
    broker = redis.Redis(unix_socket_path=socket, db=1)
    with ExitStack() as stack:

        def make() -> Any:
            app: Any = stack.enter_context(Celery("test", set_as_current=False))
            app.conf.update(broker_settings(f"redis+socket://{socket}?virtual_host=1"))
            app.cliffhanger_line = (os.getpid(), SimpleNamespace(redis=client, timers=Timers(client), ledger=Ledger(client)))
            return app

        broker.flushdb()
        yield make
        broker.flushdb()
        broker.close()


def test_what_is_due_is_published_once(a_process: Callable[[], Any], client: redis.Redis, redis_url: str) -> None:
    app, other = a_process(), a_process()
    Timers(client).schedule("a", MESSAGE, delay_ms=0)

    pump_once(app)
    pump_once(other)

    with redis.Redis(unix_socket_path=redis_url.removeprefix("unix://").split("?")[0], db=1) as broker:
        assert [broker.llen(queue) for queue in broker.scan_iter("*media*", _type="list")] == [1]
    assert Timers(client).waiting() == 0


def test_one_looks_when_the_next_is_due_and_the_others_seldom(a_process: Callable[[], Any], client: redis.Redis) -> None:
    first, other = a_process(), a_process()
    Timers(client).schedule("a", MESSAGE, delay_ms=DAY_MS)

    assert pump_once(first).wait_s == TICK_S
    assert pump_once(other).wait_s == SELDOM_S

    Timers(client).schedule("b", MESSAGE, delay_ms=50)
    assert pump_once(first).wait_s <= 0.05
    assert pump_once(other).wait_s in (0, SELDOM_S)


def test_a_process_that_does_not_reach_the_broker_lets_another_look_often(
    a_process: Callable[[], Any], client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, other = a_process(), a_process()
    tried: list[str] = []

    def refused(*_: object, **__: object) -> None:
        tried.append("publish")
        raise OperationalError("connection refused")

    monkeypatch.setattr(app, "signature", refused)
    monkeypatch.setattr("worker.pump.PAUSE_S", 60.0)
    # Not by its time alone.
    monkeypatch.setattr("worker.timers.timers.OFTEN_MS", DAY_MS)
    Timers(client).schedule("a", MESSAGE, delay_ms=0)
    pump = Pump(SimpleNamespace(app=app))
    pump.start(SimpleNamespace(app=app))
    try:
        wait_for("a try and its failure", lambda: tried and pump_once(other).is_often)
    finally:
        pump.stop(SimpleNamespace(app=app))


def test_a_worker_that_ends_lets_another_look_often_at_once(a_process: Callable[[], Any], client: redis.Redis) -> None:
    app, other = a_process(), a_process()
    pump = Pump(SimpleNamespace(app=app))
    pump.start(SimpleNamespace(app=app))
    wait_for("its first look", lambda: client.exists(f"{TIMERS}:often"))

    pump.stop(SimpleNamespace(app=app))

    assert pump_once(other).is_often
