"""A season has one ledger: what is refused where it would get another, and what does not need one."""

from pathlib import Path

import pytest
import redis

from producer.embedded.home import season_folder
from producer.embedded.run import open_run
from producer.one_ledger import check_for_here, check_for_line
from shared.errors import InputError
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from tests.factories.season import a_production, an_episode

SEASON = "test-season"


@pytest.fixture
def settings(tmp_path: Path, redis_url: str, client: redis.Redis) -> Settings:
    """A STATE_DIR, and a line with an empty Redis."""
    return load_settings(state_dir=tmp_path / "state", redis_url=redis_url)


def ordered(client: redis.Redis, *, paid: bool) -> None:
    """A season that has ended, having paid for something or not."""
    episode = an_episode()
    state = SeasonState(client, SEASON)
    state.submit(a_production(episode), [episode], {"out": "/tmp/out"})
    state.end("failed", "for a test")
    if paid:
        Ledger(client).reserve(Call("c1", SEASON, "1", "1/1", "video", "acme/film", "acme", "2026-11-22", 100), Limits())


def test_what_has_paid_with_a_redis_of_its_own_is_not_ordered_on_a_line(settings: Settings) -> None:
    with open_run(settings, SEASON) as run:
        ordered(run.start_redis(), paid=True)

    with pytest.raises(InputError, match=f"'cliffhanger resume {SEASON}' goes on there"):
        check_for_line(settings, SEASON)


def test_what_was_made_here_for_nothing_may_go_to_a_line_and_is_the_lines_from_then_on(settings: Settings) -> None:
    with open_run(settings, SEASON) as run:
        ordered(run.start_redis(), paid=False)

    check_for_line(settings, SEASON)

    with pytest.raises(InputError, match="whose ledger it keeps"):
        check_for_here(settings, SEASON, is_paid=True)


def test_what_was_ordered_on_a_line_is_not_paid_for_here(settings: Settings, client: redis.Redis) -> None:
    ordered(client, paid=True)

    with pytest.raises(InputError, match="whose ledger it keeps"):
        check_for_here(settings, SEASON, is_paid=True)
    check_for_here(settings, SEASON, is_paid=False)
    check_for_line(settings, SEASON)
    assert not season_folder(settings, SEASON).exists()
