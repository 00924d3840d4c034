"""Messages of an earlier order: what they ask for may be made anew by now, be another job, or be gone."""

from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery.exceptions import Ignore, Retry

from shared.job import TextJob
from shared.line.dubbing import with_dubs
from shared.line.need import Need
from shared.line.requests import TextRequest
from shared.production import Dub, Scene
from shared.state.season import JOIN, SeasonState
from tests.factories.season import a_production, an_episode
from worker.gateway.waits import Wait
from worker.tasks.episode import join_episode
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


class Season:
    """A season of one scene that was ordered anew while it was made; the store has what `made` says."""

    def __init__(self, client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
        episode = an_episode()
        production = a_production(episode)
        self.state = SeasonState(client, "test-season")
        self.state.submit(production, [episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
        self.obtained: list[str] = []
        self.made: set[str] = set()
        monkeypatch.setattr("worker.tasks.unit.gateway_of", lambda _line: SimpleNamespace(obtain=self._make))
        line = SimpleNamespace(
            season=lambda name: SeasonState(client, name),
            production=lambda *_: production,
            script=lambda *_: episode,
            store=SimpleNamespace(has=self.made.__contains__),
            timers=SimpleNamespace(nudge=SimpleNamespace(set=lambda: None)),
        )
        self.task: Any = SimpleNamespace(line=line, queue="", park=lambda *_args, **_more: Retry())

    def _make(self, need: Need, _work: object) -> None:
        assert all(key in self.made for key in need.inputs), f"{need.stage} has nothing to be made of"
        self.obtained.append(need.stage)
        self.made.add(need.key)


@pytest.fixture
def season(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Season:
    return Season(client, monkeypatch)


def test_a_late_stage_of_an_earlier_order_makes_what_comes_before_it_too(season: Season) -> None:
    make_stage(season.task, "test-season", 1, 1, "lipsync")

    assert list(dict.fromkeys(season.obtained)) == ["reference", "video", "speech", "lipsync"]


def test_what_is_made_of_something_that_is_waited_for_is_left_until_then(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(need: Need, _work: object) -> None:
        if need.stage == "video":
            raise Wait(1.0)
        season._make(need, _work)

    monkeypatch.setattr("worker.tasks.unit.gateway_of", lambda _line: SimpleNamespace(obtain=wait))

    with pytest.raises(Retry):
        make_stage(season.task, "test-season", 1, 1, "lipsync")

    assert list(dict.fromkeys(season.obtained)) == ["reference", "speech"]


def test_a_join_of_an_earlier_order_joins_nothing_while_scenes_are_made_anew(season: Season) -> None:
    with pytest.raises(Ignore):
        join_episode(season.task, "test-season", 1)

    join = season.state.episode(1).unit(JOIN)
    assert season.obtained == []
    assert join.state not in ("done", "failed")
    assert join.lease_until_ms <= season.state.now_ms()


def test_a_message_for_a_dub_whose_original_is_made_anew_buys_nothing(season: Season) -> None:
    own = an_episode()
    dub = Dub(language="ko", models=("studio/espeak",), voices={name: {"studio/espeak": "ko"} for name in ("Emma", "Daniel")})
    production = a_production(own, dubs=(dub,))
    episodes = with_dubs(production, {1: own})
    season.state.submit(production, episodes.values(), {"out": "/tmp/out", "host": "here", "notes": "[]"})
    season.task.line.production = lambda *_: production
    season.task.line.script = lambda _season, number, _run: episodes[number]

    with pytest.raises(Ignore):
        make_stage(season.task, "test-season", 10_001, 1, "lipsync")

    assert season.obtained == []
