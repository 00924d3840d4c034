"""A broker that has lost its messages is told by its missing mark; what lay in its queues is free, what lies elsewhere is not."""

import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery import Celery

from shared import keyspace
from shared.broker import broker_settings
from shared.state.season import QUEUED_LEASE_MS, SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.broker_mark import has_lost_all, look_after_broker, mark_new_broker
from worker.timers.timers import Timers

EPISODE = an_episode(1, a_scene(1, "One."), a_scene(2, "Two."), a_scene(3, "Three."))


@pytest.fixture
def broker(client: redis.Redis, redis_url: str) -> Iterator[redis.Redis]:  # `client` empties it
    """The broker's database, emptied alone."""
    other = redis.Redis(unix_socket_path=redis_url.removeprefix("unix://").split("?")[0], db=1)
    yield other
    other.close()


@pytest.fixture
def app(client: redis.Redis, redis_url: str) -> Iterator[Any]:
    with Celery("test", set_as_current=False) as app:
        socket = redis_url.removeprefix("unix://").split("?")[0]
        app.conf.update(broker_settings(f"redis+socket://{socket}?virtual_host=1"))
        production = a_production(EPISODE)
        line = SimpleNamespace(
            redis=client, timers=Timers(client), season=lambda name: SeasonState(client, name), production=lambda *_: production
        )
        app.cliffhanger_line = (os.getpid(), line)
        yield app


@pytest.fixture
def season(client: redis.Redis) -> SeasonState:
    """A season with a unit in a queue, one that waits in a timer, and one that is worked on."""
    state = SeasonState(client, "test-season")
    state.submit(a_production(EPISODE), [EPISODE], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    for unit in ("1", "2", "3"):
        state.claim(1, unit)
    for unit in ("2", "3"):
        state.begin(1, unit, "video")
    state.wait(1, "2", QUEUED_LEASE_MS)
    Timers(client).schedule("test-season/1/2/video", "{}", delay_ms=QUEUED_LEASE_MS)
    return state


def test_what_lay_in_a_queue_that_is_lost_is_free_and_nothing_else(app: Any, broker: redis.Redis, season: SeasonState) -> None:
    look_after_broker(app)
    broker.flushdb()

    assert has_lost_all(app)
    look_after_broker(app)

    assert season.claim(1, "1", "2", "3") == {"1"}
    assert not has_lost_all(app)


def test_a_message_that_was_put_back_by_its_timer_and_is_lost_then_is_free_too(app: Any, broker: redis.Redis, season: SeasonState) -> None:
    look_after_broker(app)
    broker.flushdb()
    season.client.delete(f"{keyspace.TIMERS}:due")

    look_after_broker(app)

    assert season.claim(1, "2")


def test_the_next_message_after_a_loss_is_waited_for_no_longer_than_the_first(app: Any, broker: redis.Redis, season: SeasonState) -> None:
    look_after_broker(app)
    broker.flushdb()
    look_after_broker(app)

    season.claim(1, "1")

    assert season.episode(1).unit("1").lease_until_ms <= season.now_ms() + QUEUED_LEASE_MS


def test_a_broker_that_is_seen_for_the_first_time_has_lost_nothing(app: Any, season: SeasonState) -> None:
    assert not has_lost_all(app)

    look_after_broker(app)

    assert not season.claim(1, "1")
    assert not has_lost_all(app)


def test_a_broker_that_is_no_redis_is_never_taken_for_an_empty_one(app: Any, season: SeasonState) -> None:
    look_after_broker(app)
    with Celery("other", broker="memory://", set_as_current=False) as other:
        other.cliffhanger_line = app.cliffhanger_line

        assert not has_lost_all(other)


def test_a_new_broker_is_marked_once_and_one_that_lost_all_is_not_taken_for_new(app: Any, broker: redis.Redis, client: redis.Redis) -> None:
    broker.flushdb()
    mark_new_broker(app)
    first = client.get(keyspace.BROKER)
    mark_new_broker(app)

    assert first is not None
    assert client.get(keyspace.BROKER) == first
    assert not has_lost_all(app)

    broker.flushdb()
    mark_new_broker(app)

    assert has_lost_all(app)
