"""Messages of an earlier order of a batch: by their number they may mean another job by now, or none."""

from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery.exceptions import Ignore

from shared.job import TextJob
from shared.line.requests import TextRequest
from shared.production import Scene
from shared.state.season import SeasonState
from tests.factories.season import a_production, an_episode
from worker.tasks.stage import make_stage


def a_text(number: int, *after: int) -> Scene:
    part = TextRequest(prompt=f"text {number}", max_tokens=9)
    return Scene(number=number, setting="", job=TextJob(name=f"job {number}", models=("acme/writer",), parts=(part,), after=after))


class Batch:
    """Two texts, of which the second is about the first."""

    def __init__(self, client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
        episode = an_episode(1, a_text(1), a_text(2, 1))
        production = a_production(episode).model_copy(update={"kind": "batch", "music_volume": None})
        self.state = SeasonState(client, "test-season")
        self.state.submit(production, [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
        self.asked: list[str] = []
        buy = SimpleNamespace(obtain=lambda need, _work: self.asked.append(need.request.prompt))
        monkeypatch.setattr("worker.tasks.unit.gateway_of", lambda _line: buy)
        line = SimpleNamespace(
            season=lambda name: SeasonState(client, name),
            production=lambda *_: production,
            script=lambda *_: episode,
            store=SimpleNamespace(has=lambda _key: False),
        )
        self.task: Any = SimpleNamespace(line=line, queue="")


@pytest.fixture
def batch(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Batch:
    return Batch(client, monkeypatch)


@pytest.mark.parametrize("number", [2, 3])
def test_a_message_for_a_job_that_comes_after_others_now_or_has_gone_fails_nothing(batch: Batch, number: int) -> None:
    with pytest.raises(Ignore):
        make_stage(batch.task, "test-season", 1, number, "text")

    assert batch.asked == []
    assert batch.state.episode(1).unit(str(number)).state not in ("done", "failed")


def test_a_job_is_made_once_what_it_comes_after_is_there(batch: Batch) -> None:
    make_stage(batch.task, "test-season", 1, 1, "text")
    make_stage(batch.task, "test-season", 1, 2, "text")

    assert batch.asked == ["text 1", "text 2"]
