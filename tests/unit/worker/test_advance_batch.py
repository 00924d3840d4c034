"""How a batch goes on: no more at once than may be, each job in its turn, and no more looked at than can begin."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import redis

import worker.advance
from shared.job import ImageJob, TextJob
from shared.ledger.ledger import Ledger
from shared.line.job import JobLine
from shared.line.requests import ImageRequest, TextRequest
from shared.production import Episode, Production, Scene
from shared.state.season import SeasonState
from tests.factories.season import a_production
from worker.advance import advance_episode

MODEL = "acme/draw"


def an_image(number: int) -> Scene:
    request = ImageRequest(prompt=f"picture {number}", negative_prompt="", width=64, height=64, seed=None)
    return Scene(number=number, setting=f"job {number}", job=ImageJob(name=f"job {number}", models=(MODEL,), request=request))


def a_text(number: int, *after: int) -> Scene:
    part = TextRequest(system="", prompt=f"text {number}", source_tokens=0, max_tokens=9, temperature=None, form="text", timeout_s=None)
    return Scene(number=number, setting=f"job {number}", job=TextJob(name=f"job {number}", models=(MODEL,), parts=(part,), after=after))


@dataclass
class Batch:
    """A batch in a real Redis, with a store of keys, and a broker that only writes down what is sent."""

    client: redis.Redis
    episode: Episode
    at_once: int
    on_failure: str = "continue"
    made: set[str] = field(default_factory=set)
    looked_at: list[str] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        production: Production = a_production(self.episode).model_copy(
            update={"kind": "batch", "at_once": self.at_once, "on_failure": self.on_failure, "music_volume": None}
        )
        self.production = production
        self.state = SeasonState(self.client, "test-season")
        self.state.submit(production, [self.episode], {"out": "/tmp/out", "host": "here", "notes": "[]"})
        line = SimpleNamespace(
            redis=self.client,
            ledger=Ledger(self.client),
            store=SimpleNamespace(has=self.has),
            season=lambda name: SeasonState(self.client, name),
            production=lambda *_: production,
            script=lambda *_: self.episode,
        )
        self.app: Any = SimpleNamespace(
            cliffhanger_line=(os.getpid(), line),
            send_task=lambda *_, **__: None,
            signature=lambda _task, args, **_: args,
        )

    def has(self, key: str) -> bool:
        self.looked_at.append(key)
        return key in self.made

    def keys(self) -> list[str]:
        line = JobLine(self.production, self.episode)
        return [need.key for scene in self.episode.scenes for need in line.needs(scene).last]

    def advance(self) -> list[int]:
        """The numbers of the jobs that one look sends."""
        self.sent.clear()
        advance_episode(self.app, "test-season", 1)
        return list(self.sent)

    def verdicts(self) -> list[str]:
        state = self.state.episode(1)
        return [state.unit(str(scene.number)).state for scene in self.episode.scenes]


@pytest.fixture
def a_batch(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Batch]:
    def build(*scenes: Scene, at_once: int = 3, on_failure: str = "continue") -> Batch:
        batch = Batch(client, Episode(number=1, scenes=scenes), at_once, on_failure)

        def a_chain(first: tuple[Any, ...], *_: Any, app: Any) -> Any:
            return SimpleNamespace(apply_async=lambda: batch.sent.append(first[2]))

        monkeypatch.setattr(worker.advance, "chain", a_chain)
        return batch

    return build


def test_as_many_are_sent_as_may_be_at_once_and_the_next_when_one_has_ended(a_batch: Callable[..., Batch]) -> None:
    batch = a_batch(*map(an_image, range(1, 10)))

    assert batch.advance() == [1, 2, 3]
    assert batch.advance() == []
    batch.state.end_unit(1, "2", "done")
    assert batch.advance() == [4]


def test_of_thousands_only_those_that_can_begin_are_looked_for_in_the_store(a_batch: Callable[..., Batch], client: redis.Redis) -> None:
    batch = a_batch(*map(an_image, range(1, 2001)))
    batch.advance()
    batch.state.end_unit(1, "1", "done")
    batch.looked_at.clear()
    before = client.info("commandstats")["cmdstat_hgetall"]["calls"]

    assert batch.advance() == [4]
    assert len(set(batch.looked_at)) == 1
    assert client.info("commandstats")["cmdstat_hgetall"]["calls"] - before <= 5


def test_what_exists_takes_no_place(a_batch: Callable[..., Batch]) -> None:
    batch = a_batch(*map(an_image, range(1, 8)))
    batch.made.update(batch.keys()[:4])

    assert batch.advance() == [5, 6, 7]
    assert batch.verdicts()[:4] == ["done"] * 4


def test_a_job_waits_for_what_it_comes_after_wherever_that_stands(a_batch: Callable[..., Batch]) -> None:
    batch = a_batch(a_text(1, 3), a_text(2), a_text(3, 2))

    assert batch.advance() == [2]
    batch.state.end_unit(1, "2", "done")
    assert batch.advance() == [3]
    batch.state.end_unit(1, "3", "done")
    assert batch.advance() == [1]


def test_what_comes_after_a_failed_job_fails_with_it_in_one_look(a_batch: Callable[..., Batch]) -> None:
    batch = a_batch(a_text(1, 2), a_text(2, 3), a_text(3), an_image(4))
    batch.advance()
    batch.state.end_unit(1, "3", "failed", "no")
    batch.state.end_unit(1, "4", "done")

    batch.advance()

    assert batch.verdicts() == ["failed", "failed", "failed", "done"]
    assert batch.state.meta()["state"] == "partial"


def test_after_the_failure_that_ends_a_batch_nothing_more_is_sent(a_batch: Callable[..., Batch]) -> None:
    batch = a_batch(an_image(1), an_image(2), at_once=1, on_failure="stop")
    batch.advance()
    batch.state.end_unit(1, "1", "failed", "no")

    assert batch.advance() == []
    assert batch.state.meta()["reason"] == "job 1: no"


def test_a_look_that_is_wanted_during_another_is_not_lost(a_batch: Callable[..., Batch], monkeypatch: pytest.MonkeyPatch) -> None:
    batch = a_batch(*map(an_image, range(1, 6)), at_once=1)
    batch.advance()
    inner: list[list[int]] = []

    def has(_key: str) -> bool:
        # Another worker's message comes while this one looks: it does not look itself.
        if not inner:
            inner.append([])
            batch.state.end_unit(1, "2", "done")
            advance_episode(batch.app, "test-season", 1)
            inner.append(list(batch.sent))
        return False

    batch.state.end_unit(1, "1", "done")
    monkeypatch.setattr(batch.app.cliffhanger_line[1].store, "has", has)

    assert batch.advance() == [3]
    assert inner[1] == []


def test_a_text_after_a_thousand_others_has_a_key() -> None:
    episode = Episode(number=1, scenes=tuple(a_text(number, *([number - 1] if number > 1 else [])) for number in range(1, 1501)))
    production = a_production(episode).model_copy(update={"kind": "batch"})

    assert len(JobLine(production, episode).needs(episode.scenes[-1]).last[0].key) > 10


def test_a_take_is_the_jobs_own_when_the_file_is_put_in_another_order() -> None:
    episode = Episode(number=1, scenes=(an_image(1), an_image(2)))
    turned = Episode(number=1, scenes=tuple(scene.model_copy(update={"number": 3 - scene.number}) for scene in reversed(episode.scenes)))
    production = a_production(episode).model_copy(update={"kind": "batch", "takes": {"job/image/1/job 2": 1}})

    keys = {scene.setting: JobLine(production, episode).needs(scene).last[0].key for scene in episode.scenes}
    again = {scene.setting: JobLine(production, turned).needs(scene).last[0].key for scene in turned.scenes}

    assert again == keys
