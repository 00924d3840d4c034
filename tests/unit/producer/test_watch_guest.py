"""Who watches a season that another command makes learns at once that this command has taken the Redis along."""

from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rich.console import Console

from producer import watch
from producer.watch import Watch
from shared.errors import CliffhangerError
from shared.state.season import SeasonState
from shared.store.folder import FolderStore
from tests.factories.season import a_production, an_episode


@pytest.fixture
def state(client: redis.Redis, tmp_path: Path) -> SeasonState:
    episode = an_episode()
    state = SeasonState(client, "test-season")
    state.submit(a_production(episode), [episode], {"out": str(tmp_path), "host": "elsewhere", "notes": "[]"})
    return state


class Bereft(Watch):
    """A watch whose Redis goes after its first look."""

    def __init__(self, state: SeasonState, folder: Path, *, host_lives: bool) -> None:
        super().__init__(state, FolderStore(folder / "store"), Console(quiet=True), tend=self._go, has_host=lambda: host_lives)

    def _go(self) -> None:
        self._state.client.set_retry(Retry(NoBackoff(), 0))
        self._state.client.connection_pool.reset()
        self._state.client.connection_pool.connection_kwargs.update(path="/nowhere")


def test_a_guest_whose_host_has_left_does_not_wait_for_its_redis(state: SeasonState, tmp_path: Path) -> None:
    with pytest.raises(redis.ConnectionError):
        Bereft(state, tmp_path, host_lives=False).until_ended()


def test_a_redis_whose_host_lives_is_waited_for(state: SeasonState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SILENCE_PATIENCE_S", 0.0)

    with pytest.raises(CliffhangerError, match="the season's Redis has not answered"):
        Bereft(state, tmp_path, host_lives=True).until_ended()
