"""A worker that is asked to end: what it interrupts, what it waits for, what it begins no more."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import redis
from celery import Celery
from celery.exceptions import Retry

from shared.services import WORKERS
from shared.state.season import QUEUED_LEASE_MS, SeasonState
from tests.factories.season import a_production, an_episode
from worker import draining
from worker.draining import (
    BEFORE_THE_END_S,
    HAND_BACK,
    PATIENCE_S,
    HandedBack,
    grace_s,
    interruptible,
    is_draining,
    listen_in_child,
    paying,
)
from worker.tasks.base import LineTask
from worker.tasks.unit import Unit
from worker.timers.timers import Timers


@pytest.fixture(autouse=True)
def a_pool_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process as one of a pool, for the length of the test."""
    monkeypatch.setattr(draining, "_process", draining._Process())
    before = signal.getsignal(HAND_BACK)
    listen_in_child()
    yield
    signal.signal(HAND_BACK, before)


def ask_to_end() -> None:
    os.kill(os.getpid(), HAND_BACK)


def test_a_task_that_is_interrupted_goes_back_to_its_queue_with_its_chain(client: redis.Redis) -> None:
    app = Celery("test", set_as_current=False)
    parts = SimpleNamespace(timers=Timers(client), redis=client, store=SimpleNamespace(session=nullcontext))
    app.cliffhanger_line = (os.getpid(), parts)  # type: ignore[attr-defined]  # where a process keeps its parts
    reached: list[str] = []

    @app.task(base=LineTask, bind=True, name="scene.video", shared=False)
    def task(_self: LineTask) -> None:
        reached.append("begun")
        ask_to_end()
        reached.append("went on")

    chain = [{"task": "episode.advance", "args": ["s", 1]}]
    task.push_request(id="a", args=(), kwargs={}, retries=0, chain=chain, delivery_info={"exchange": "", "routing_key": "media"})

    with pytest.raises(Retry):
        task()

    assert reached == ["begun"]
    (claim,) = Timers(client).claim()[0]
    message = json.loads(claim.payload)
    assert (message["task"], message["options"]["queue"], message["options"]["chain"]) == ("scene.video", "media", chain)


def test_a_thread_that_is_handed_back_leaves_the_connections_of_others_alone(client: redis.Redis) -> None:
    app = Celery("test", set_as_current=False)
    others = client.connection_pool.get_connection()
    parts = SimpleNamespace(timers=Timers(client), redis=client, store=SimpleNamespace(session=nullcontext))
    app.cliffhanger_line = (os.getpid(), parts)  # type: ignore[attr-defined]  # where a process keeps its parts

    @app.task(base=LineTask, bind=True, name="scene.video", shared=False)
    def task(_self: LineTask) -> None:
        raise HandedBack

    def run() -> None:
        task.push_request(id="a", args=(), kwargs={}, retries=0, delivery_info={"exchange": "", "routing_key": "provider.acme"})
        with pytest.raises(Retry):
            task()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert others._sock is not None
    client.connection_pool.release(others)


def test_a_request_that_may_be_paid_is_not_interrupted_and_what_follows_it_is() -> None:
    reached: list[str] = []

    @interruptible()
    def buy() -> None:
        with paying():
            ask_to_end()
            reached.append("answered")
        reached.append("went on")

    with pytest.raises(HandedBack):
        buy()

    assert reached == ["answered"]


def test_a_process_that_drains_begins_no_request() -> None:
    ask_to_end()

    with pytest.raises(HandedBack), paying():
        pytest.fail("a request was begun")


def test_between_tasks_nothing_is_interrupted() -> None:
    ask_to_end()

    assert is_draining()


def test_the_way_out_is_not_interrupted_again() -> None:
    left: list[str] = []

    @interruptible()
    def draw() -> None:
        try:
            ask_to_end()
        finally:
            ask_to_end()
            left.append("cleared up")

    with pytest.raises(HandedBack):
        draw()

    assert left == ["cleared up"]


def test_a_unit_that_is_handed_back_waits_for_its_message_and_counts_no_start(client: redis.Redis) -> None:
    episode = an_episode(1)
    state = SeasonState(client, "test-season")
    state.submit(a_production(episode), [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    task = SimpleNamespace(line=SimpleNamespace(season=lambda _name: state))

    with pytest.raises(HandedBack), interruptible(), Unit(task, "test-season", 1, "1").stage("video", lambda _run: 1):  # type: ignore[arg-type]
        ask_to_end()

    unit = state.episode(1)
    assert unit.fields["1.starts"] == "0"
    assert state.now_ms() < unit.unit("1").lease_until_ms <= state.now_ms() + QUEUED_LEASE_MS


@pytest.mark.parametrize(
    ("queues", "as_long_as"),
    [(["media"], "media"), (["control"], "control"), (["provider.kling"], "paid"), (["media", "provider.kling"], "paid")],
)
def test_a_worker_has_as_long_as_the_most_patient_of_its_queues(queues: list[str], as_long_as: str) -> None:
    assert grace_s(queues) == WORKERS[as_long_as].grace_s  # type: ignore[index]  # a literal


def test_what_is_interrupted_has_time_to_leave_before_it_would_be_killed() -> None:
    assert all(worker.grace_s - BEFORE_THE_END_S > PATIENCE_S + 10 for worker in WORKERS.values())
