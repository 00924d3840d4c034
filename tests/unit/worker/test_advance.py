"""How an episode goes on, or a season ends, by what its units have come to."""

import os
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery import Celery, chain
from kombu.exceptions import OperationalError

from shared import keyspace
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits
from shared.line.scene import scene_needs
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.advance import advance_episode


def test_a_season_that_stops_at_its_first_failure_waits_for_no_slot_any_more(client: redis.Redis) -> None:
    episode = an_episode(1, a_scene(1, "One."), a_scene(2, "Two."))
    production = a_production(episode, on_failure="stop")
    state, ledger = SeasonState(client, "test-season"), Ledger(client)
    state.submit(production, [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    for call in ("before", "waiting"):
        ledger.reserve(Call(call, "test-season", "1", "1/2", "video", "acme/clips", "acme", "2026-11-21", 1), Limits(concurrency=1))
        ledger.enqueue(call, "timer")
    state.end_unit(1, "1", "failed", "no")
    line = SimpleNamespace(
        redis=client,
        ledger=ledger,
        store=SimpleNamespace(has=lambda _key: True),
        season=lambda name: SeasonState(client, name),
        production=lambda *_: production,
        script=lambda *_: episode,
    )
    app: Any = SimpleNamespace(cliffhanger_line=(os.getpid(), line), send_task=lambda *_, **__: None)

    advance_episode(app, "test-season", 1)

    assert state.meta()["state"] == "failed"
    assert not client.exists(f"{keyspace.LINE}:queue:acme", f"{keyspace.LINE}:queue:acme:test-season")


def test_what_an_episode_lacks_is_asked_of_the_store_once_and_only_as_far_as_it_tells_something(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = an_episode(1, a_scene(1, "One."), a_scene(2, "Two."))
    production = a_production(episode, music_volume=None)
    SeasonState(client, "test-season").submit(production, [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    needs = [scene_needs(production, episode, scene) for scene in episode.scenes]
    there = {need.key for each in needs for need in each.of("reference")}
    asked: list[str] = []
    line = SimpleNamespace(
        redis=client,
        ledger=Ledger(client),
        store=SimpleNamespace(has=lambda key: asked.append(key) or key in there),
        season=lambda name: SeasonState(client, name),
        production=lambda *_: production,
        script=lambda *_: episode,
    )
    app: Any = Celery("test", set_as_current=False)
    app.cliffhanger_line = (os.getpid(), line)
    sent: list[list[str]] = []
    monkeypatch.setattr(chain, "apply_async", lambda self, *_, **__: sent.append([task.task for task in self.tasks]))

    advance_episode(app, "test-season", 1)

    assert sent == [["scene.video", "scene.speech", "scene.lipsync", "episode.advance"]] * 2
    assert sorted(asked) == sorted({*there, *(need.key for each in needs for need in (each.lipsync, *each.of("video")))})


def test_what_could_not_be_sent_is_sent_by_the_next_look_without_waiting_for_a_lease(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = an_episode(1, *(a_scene(number, f"Line {number}.") for number in (1, 2, 3)))
    production = a_production(episode, music_volume=None)
    SeasonState(client, "test-season").submit(production, [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    line = SimpleNamespace(
        redis=client,
        ledger=Ledger(client),
        store=SimpleNamespace(has=lambda _key: False),
        season=lambda name: SeasonState(client, name),
        production=lambda *_: production,
        script=lambda *_: episode,
    )
    app: Any = Celery("test", set_as_current=False)
    app.cliffhanger_line = (os.getpid(), line)
    sent: list[int] = []
    broker_takes = 1

    def send(self: Any, *_: object, **__: object) -> None:
        if len(sent) == broker_takes:
            raise OperationalError("connection refused")
        sent.append(self.tasks[0].args[2])

    monkeypatch.setattr(chain, "apply_async", send)

    with pytest.raises(OperationalError):
        advance_episode(app, "test-season", 1)
    broker_takes = 9
    advance_episode(app, "test-season", 1)

    # Of the second nobody knows whether the broker has it: its lease tells in time.
    assert sent == [1, 3]
