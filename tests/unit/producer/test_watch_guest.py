"""Who watches a season that another command makes sees its end, although that command takes its Redis along."""

from pathlib import Path

import pytest
import redis
from rich.console import Console
from rich.live import Live

from producer.watch import Watch
from shared.progress import Progress
from shared.state.season import SeasonState
from shared.store.folder import FolderStore
from tests.factories.season import a_production, an_episode


class Bereft(Watch):
    """A watch whose Redis goes as soon as the season has ended."""

    def _until_collected(self, _live: Live, _progress: Progress) -> Progress:
        raise redis.ConnectionError("no such socket")


@pytest.fixture
def state(client: redis.Redis, tmp_path: Path) -> SeasonState:
    episode = an_episode()
    state = SeasonState(client, "test-season")
    state.submit(a_production(episode), [episode], {"out": str(tmp_path), "host": "elsewhere", "notes": "[]"})
    state.end("cancelled", "for the test")
    return state


def test_a_guest_takes_what_it_saw_last(state: SeasonState, tmp_path: Path) -> None:
    progress = Bereft(state, FolderStore(tmp_path / "store"), Console(quiet=True), is_guest=True).until_ended()

    assert progress.state == "cancelled"


def test_who_is_no_guest_is_told_that_redis_has_gone(state: SeasonState, tmp_path: Path) -> None:
    with pytest.raises(redis.ConnectionError):
        Bereft(state, FolderStore(tmp_path / "store"), Console(quiet=True)).until_ended()
