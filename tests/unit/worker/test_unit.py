"""A unit of work: what it asks for, and when it stops asking."""

from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery.exceptions import Ignore

from shared.line.need import Need
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.tasks.unit import Unit


def test_a_cancelled_season_buys_nothing_more_of_a_stage_that_had_begun(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = an_episode(1, a_scene(1, "One.", "Two.", "Three."))
    state = SeasonState(client, "test-season")
    state.submit(a_production(episode), [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
    bought: list[str] = []

    def buy(need: Need, _work: object) -> None:
        bought.append(need.key)
        state.end("cancelled")

    monkeypatch.setattr("worker.tasks.unit.gateway_of", lambda _line: SimpleNamespace(obtain=buy))
    line = SimpleNamespace(season=lambda _name: state, production=lambda *_: None, store=SimpleNamespace(has=lambda _key: False))
    task: Any = SimpleNamespace(line=line, queue="media")
    needs: Any = [SimpleNamespace(key=key, stage="speech", model="acme/voice") for key in ("one", "two", "three")]

    with pytest.raises(Ignore):
        Unit(task, "test-season", 1, "1").obtain(needs, state.meta()["run"])

    assert bought == ["one"]
