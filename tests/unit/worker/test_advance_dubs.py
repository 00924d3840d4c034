"""How dubs go on from their originals' scenes."""

import os
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from celery import Celery, chain

from shared.ledger.ledger import Ledger
from shared.line.dubbing import with_dubs
from shared.line.scene import scene_needs
from shared.production import Dub, Episode, Line, Production
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.advance import advance_episode, advance_season

DUB = 10_001


@dataclass
class Studio:
    """A season of one episode with two scenes and a dub; `made` are the keys in the store, `sent` the chains by episode and scene."""

    client: redis.Redis
    changes: dict[str, Any]
    made: set[str] = field(default_factory=set)
    sent: list[tuple[int, int, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        scenes = [a_scene(number, dialogue=(Line(character="Emma", text="Wait.", translations={"ko": "Wait (ko)"}),)) for number in (1, 2)]
        own = an_episode(1, *scenes)
        voices = {name: {"studio/espeak": "ko"} for name in ("Emma", "Daniel")}
        dub = Dub(language="ko", models=("studio/espeak",), voices=voices)
        self.production = a_production(own, dubs=(dub,), music_volume=None, **self.changes)
        self.episodes = with_dubs(self.production, {1: own})
        self.state = SeasonState(self.client, "test-season")
        self.state.submit(self.production, self.episodes.values(), {"out": "/tmp/out", "host": "here", "notes": "[]"})
        line = SimpleNamespace(
            redis=self.client,
            ledger=Ledger(self.client),
            store=SimpleNamespace(has=self.made.__contains__),
            season=lambda name: SeasonState(self.client, name),
            production=lambda *_: self.production,
            script=lambda _season, number, _run: self.episodes[number],
        )
        self.app: Any = Celery("test", set_as_current=False)
        self.app.cliffhanger_line = (os.getpid(), line)
        self.app.send_task = lambda *_, **__: None

    def make(self, number: int, scene: int, *, all_but: str = "") -> None:
        """Have the products of a scene."""
        episode = self.episodes[number]
        needs = scene_needs(self.production, episode, episode.scenes[scene - 1])
        self.made |= {need.key for need in needs.all if need.stage != all_but}

    def units(self, number: int) -> list[str]:
        return [self.state.episode(number).unit(unit).state for unit in ("1", "2")]

    def sent_to(self, number: int) -> dict[int, list[str]]:
        return {scene: tasks for episode, scene, tasks in self.sent if episode == number}


@pytest.fixture
def studio(client: redis.Redis, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Studio:
    studio = Studio(client, getattr(request, "param", {}))

    def note(sent: Any, *_: Any, **__: Any) -> None:
        tasks = [step["task"] for step in sent.tasks[:-1]]
        _, number, *scene = sent.tasks[0]["args"]
        studio.sent.append((number, scene[0] if scene else 0, tasks))

    monkeypatch.setattr(chain, "apply_async", note)
    return studio


def test_a_dub_waits_for_the_scenes_of_its_original(studio: Studio) -> None:
    advance_season(studio.app, "test-season")

    assert set(studio.sent_to(1)) == {1, 2}
    assert studio.sent_to(DUB) == {}


def test_the_end_of_a_scene_sends_the_speech_and_the_lips_of_its_dub_and_no_other(studio: Studio) -> None:
    studio.make(1, 1)
    studio.state.end_unit(1, "1", "done")

    advance_episode(studio.app, "test-season", 1)

    assert studio.sent_to(DUB) == {1: ["scene.speech", "scene.lipsync"]}


@pytest.mark.parametrize("studio", [{"order": "audio_first"}], indirect=True)
def test_where_speech_comes_first_a_dub_has_no_pictures_between_its_speech_and_its_lips(studio: Studio) -> None:
    studio.make(1, 1)
    studio.state.end_unit(1, "1", "done")

    advance_season(studio.app, "test-season")

    assert studio.sent_to(DUB) == {1: ["scene.speech", "scene.lipsync"]}


def test_a_dub_sends_only_what_is_missing(studio: Studio) -> None:
    studio.make(1, 1)
    studio.make(DUB, 1, all_but="lipsync")
    studio.state.end_unit(1, "1", "done")

    advance_episode(studio.app, "test-season", DUB)

    assert studio.sent_to(DUB) == {1: ["scene.lipsync"]}


def test_a_scene_that_failed_fails_in_its_dub_with_the_same_reason(studio: Studio) -> None:
    studio.state.end_unit(1, "1", "failed", "no such street", "video")

    advance_episode(studio.app, "test-season", 1)

    unit = studio.state.episode(DUB).unit("1")
    assert (unit.state, unit.reason) == ("failed", "no such street")
    assert studio.units(DUB) == ["failed", "pending"]


def test_a_dub_that_fails_touches_nothing_of_its_original(studio: Studio) -> None:
    studio.make(1, 1)
    studio.state.end_unit(1, "1", "done")
    studio.state.end_unit(DUB, "1", "failed", "hoarse", "speech")

    advance_season(studio.app, "test-season")

    assert studio.units(1) == ["done", "pending"]
    assert studio.state.meta()["state"] == "running"


@pytest.mark.parametrize("studio", [{"on_failure": "stop"}], indirect=True)
def test_a_dub_that_fails_ends_a_season_that_stops(studio: Studio) -> None:
    studio.make(1, 1)
    studio.state.end_unit(1, "1", "done")
    studio.state.end_unit(DUB, "1", "failed", "hoarse", "speech")

    advance_season(studio.app, "test-season")

    meta = studio.state.meta()
    assert (meta["state"], meta["reason"]) == ("failed", "episode 1 (ko), scene 1: hoarse")


def test_what_exists_of_a_dub_is_found_with_its_original(studio: Studio) -> None:
    for number in (1, DUB):
        for scene in (1, 2):
            studio.make(number, scene)

    advance_episode(studio.app, "test-season", 1)

    assert (studio.units(1), studio.units(DUB)) == (["done", "done"], ["done", "done"])


def test_a_season_is_partial_where_a_dub_is_not_whole_and_ends_with_its_last_dub(studio: Studio) -> None:
    studio.state.end_episode(1, "done", "key")
    advance_season(studio.app, "test-season")
    assert studio.state.meta()["state"] == "running"

    studio.state.end_episode(DUB, "failed")
    advance_season(studio.app, "test-season")

    assert studio.state.meta()["state"] == "partial"


def test_an_empty_production_has_no_dubs() -> None:
    production: Production = a_production(an_episode(1))
    episode: Episode = an_episode(1)

    assert with_dubs(production, {1: episode}) == {1: episode}
    assert production.all_episodes == production.episodes
