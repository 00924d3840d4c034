"""What a worker does with orders and messages of a newer one: it leaves them to a newer one, and reads nothing into them."""

import json
import os
import pickle
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery import Celery
from celery.exceptions import Retry

from shared import keyspace, version
from shared.state.season import SeasonState
from shared.version import HEADER, NewerOrder, stamp_version, version_of
from tests.factories.season import a_production, an_episode
from worker.tasks.base import LONGEST_PUT_BACK_S, LineTask
from worker.tasks.newer import keep_for_newer
from worker.timers.timers import Timers

NEWER = version.LINE_VERSION + 1
MEDIA = {"exchange": "", "routing_key": "media"}


@pytest.fixture
def app(client: redis.Redis) -> Celery:
    app = Celery("test", set_as_current=False)
    parts = SimpleNamespace(timers=Timers(client), redis=client, store=SimpleNamespace(session=nullcontext))
    app.cliffhanger_line = (os.getpid(), parts)  # type: ignore[attr-defined]  # where a process keeps its parts
    return app


@pytest.fixture
def state(client: redis.Redis) -> SeasonState:
    return SeasonState(client, "test-season")


def order(state: SeasonState) -> None:
    episode = an_episode(1)
    state.submit(a_production(episode), [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})


@pytest.fixture
def ordered_by_a_newer(state: SeasonState, monkeypatch: pytest.MonkeyPatch) -> SeasonState:
    with monkeypatch.context() as newer:
        newer.setattr(version, "LINE_VERSION", NEWER)
        order(state)
    return state


def waiting(client: redis.Redis) -> dict[str, Any]:
    """The messages in the timers, by the timers' ids."""
    return {str(name): json.loads(text) for name, text in client.hgetall(f"{keyspace.TIMERS}:payloads").items()}


def test_an_order_says_by_which_version_it_was_made(state: SeasonState) -> None:
    order(state)

    assert state.meta()[HEADER] == str(version.LINE_VERSION)
    assert state.production().line_version == version.LINE_VERSION


def test_an_order_of_a_newer_version_is_not_read(ordered_by_a_newer: SeasonState) -> None:
    with pytest.raises(NewerOrder, match=f"line version {NEWER}, this one has {version.LINE_VERSION}"):
        ordered_by_a_newer.production()


def test_fields_that_are_not_known_yet_are_told_as_a_newer_version(ordered_by_a_newer: SeasonState, client: redis.Redis) -> None:
    document = json.loads(client.get(keyspace.production("test-season")))
    client.set(keyspace.production("test-season"), json.dumps({**document, "tempo": "brisk"}))

    with pytest.raises(NewerOrder):
        ordered_by_a_newer.production()


def test_fields_that_are_not_known_in_an_order_of_this_version_stay_an_error(state: SeasonState, client: redis.Redis) -> None:
    order(state)
    document = json.loads(client.get(keyspace.production("test-season")))
    client.set(keyspace.production("test-season"), json.dumps({**document, "tempo": "brisk"}))

    with pytest.raises(ValueError, match="tempo"):
        state.production()


def test_the_error_survives_its_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(NewerOrder("a-season", 9)))

    assert (error.season, error.version, str(error)) == ("a-season", 9, str(NewerOrder("a-season", 9)))


def a_task(app: Celery, ran: list[str], raises: Exception | None = None) -> LineTask:
    @app.task(base=LineTask, bind=True, name="scene.video", shared=False)
    def task(_self: LineTask, season: str) -> None:
        ran.append(season)
        if raises is not None:
            raise raises

    return task


def test_a_message_of_a_newer_version_is_put_back_unread(app: Celery, client: redis.Redis) -> None:
    ran: list[str] = []
    task = a_task(app, ran)
    task.push_request(id="a", args=("s",), kwargs={}, retries=0, headers={HEADER: NEWER}, delivery_info=MEDIA)

    with pytest.raises(Retry):
        task("s")

    assert not ran
    (message,) = waiting(client).values()
    assert (message["task"], message["args"], message["options"]["queue"]) == ("scene.video", ["s"], "media")
    assert message["options"]["headers"][HEADER] == NEWER, "it is a newer one's still"


def test_work_for_a_newer_order_is_put_back(app: Celery, client: redis.Redis) -> None:
    task = a_task(app, [], raises=NewerOrder("s", NEWER))
    task.push_request(id="a", args=("s",), kwargs={}, retries=0, delivery_info=MEDIA)

    with pytest.raises(Retry):
        task("s")

    assert len(waiting(client)) == 1


def test_the_same_work_is_put_back_once_and_ever_more_seldom(app: Celery, client: redis.Redis) -> None:
    task = a_task(app, [])
    delays_s = []
    for retries in (0, 3, 500):
        task.push_request(id=f"a{retries}", args=("s",), kwargs={}, retries=retries, headers={HEADER: NEWER}, delivery_info={})
        with pytest.raises(Retry):
            task("s")
        (due_ms,) = (score for _, score in client.zrange(f"{keyspace.TIMERS}:due", 0, -1, withscores=True))
        seconds, micros = client.time()
        delays_s.append(due_ms / 1000 - int(seconds) - int(micros) / 1e6)

    assert delays_s == sorted(delays_s)
    assert delays_s[0] > 0
    assert delays_s[-1] <= LONGEST_PUT_BACK_S


@pytest.mark.parametrize(("sent_by", "kept"), [(NEWER, 1), (version.LINE_VERSION, 0)])
def test_a_task_that_is_not_known_is_kept_where_a_newer_one_sent_it(app: Celery, client: redis.Redis, sent_by: int, kept: int) -> None:
    embed = {"callbacks": None, "errbacks": None, "chain": [{"task": "episode.advance", "args": ["s", 1]}], "chord": None}
    headers = {"id": "a", "task": "scene.scent", HEADER: sent_by}
    message = SimpleNamespace(headers=headers, payload=(["s", 1, 2], {}, embed), delivery_info={"routing_key": "media"})

    keep_for_newer(SimpleNamespace(app=app), message, "scene.scent", "a")

    messages = list(waiting(client).values())
    assert len(messages) == kept
    for kept_one in messages:
        assert (kept_one["task"], kept_one["args"], kept_one["options"]["queue"]) == ("scene.scent", ["s", 1, 2], "media")
        assert kept_one["options"]["chain"] == embed["chain"]


def test_messages_say_by_which_version_they_were_sent_first(app: Celery) -> None:
    app.conf.update(broker_url="memory://", task_default_queue="versions")
    stamp_version()

    app.send_task("first", queue="versions")
    app.send_task("again", queue="versions", headers={HEADER: NEWER})

    with app.connection_for_read() as connection:
        channel = connection.default_channel
        found = {message.headers["task"]: version_of(message.headers) for message in (channel.basic_get("versions") for _ in range(2))}
    assert found == {"first": version.LINE_VERSION, "again": NEWER}
