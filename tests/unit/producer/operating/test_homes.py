"""Backups, restores and clearing over all homes of a machine: `up`, embedded seasons, and what cannot be read."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from producer.embedded.home import claim_home, home_of
from producer.embedded.run import open_run
from producer.embedded.up import LiveUp, open_up
from producer.operating import restoring
from producer.operating.clearing import _Guard, clear_store
from producer.operating.homes import home_with, homes
from producer.operating.restoring import restore_backup
from producer.operating.taking import take_backup
from shared.backup.bought import Bought
from shared.backup.resting import rests
from shared.errors import CliffhangerError, InputError
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from shared.store.open import open_store
from tests.factories.season import a_production, an_episode

DAY_S = 24 * 3600.0


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A machine with a season of `up` and an embedded one, both at rest."""
    settings = load_settings(state_dir=tmp_path / "state")
    episode = an_episode()
    with open_up(settings) as host:
        assert not isinstance(host, LiveUp)
        claim_home(settings, "of-up", "up")
        SeasonState(host.start_redis(), "of-up").submit(a_production(episode, season="of-up"), [episode], {"out": "/tmp/out"})
    with open_run(settings, "alone") as run:
        SeasonState(run.start_redis(), "alone").submit(a_production(episode, season="alone"), [episode], {"out": "/tmp/out"})
    return settings


def quiet(_line: str) -> None:
    """Nobody listens."""


def killed_at(step: str, monkeypatch: pytest.MonkeyPatch, restore: Callable[[], object]) -> None:
    """Restore, and die at a step."""

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, step, die)
        with pytest.raises(KeyboardInterrupt):
            restore()


def test_every_home_comes_back_as_it_was_and_rests(here: Settings, tmp_path: Path) -> None:
    store = open_store(here)
    taken = take_backup(here, store, tmp_path / "backup")
    (tmp_path / "state").rename(tmp_path / "lost")

    done = restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet)

    assert [copy.name for copy in taken.homes] == done.homes == ["up", "seasons/alone"] == [home.name for home in homes(here)]
    assert sorted(done.resting) == ["alone", "of-up"]
    assert (home_of(here, "of-up"), home_of(here, "alone")) == ("up", "own")
    with home_with(here, "of-up").open() as client:
        assert rests(client, "of-up")
        assert SeasonState(client, "of-up").production().season == "of-up"


def test_a_restore_that_was_killed_is_given_again(here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(here)
    take_backup(here, store, tmp_path / "backup")
    (tmp_path / "state").rename(tmp_path / "lost")

    killed_at("book_bought", monkeypatch, lambda: restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet))
    done = restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet)

    assert sorted(done.seasons) == ["alone", "of-up"]
    with pytest.raises(InputError, match="has seasons already"):
        restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet)


def test_half_a_restore_is_used_by_nobody_until_it_is_given_again(here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(here)
    take_backup(here, store, tmp_path / "backup")
    (tmp_path / "state").rename(tmp_path / "lost")

    killed_at("copy_keys", monkeypatch, lambda: restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet))

    assert (home_of(here, "of-up"), home_of(here, "alone")) == ("up", "own"), "nobody gives them another ledger meanwhile"
    with pytest.raises(InputError, match="give 'cliffhanger restore' again"), open_up(here):
        pass
    with pytest.raises(InputError, match="give 'cliffhanger restore' again"), open_run(here, "alone"):
        pass
    shutil.rmtree(tmp_path / "state/up/redis")
    with pytest.raises(CliffhangerError, match="up cannot be read"):
        clear_store(here, store, dry_run=False, older_than_s=0.0, with_paid=True, wanted=None)
    done = restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet)
    assert sorted(done.resting) == ["alone", "of-up"]


def test_a_restore_that_was_killed_between_two_homes_goes_on_with_the_second(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(here)
    take_backup(here, store, tmp_path / "backup")
    (tmp_path / "state").rename(tmp_path / "lost")
    book, times = restoring.book_bought, iter((1, 2))

    def die_at_the_second(*args: Any) -> Bought:
        if next(times) == 2:
            raise KeyboardInterrupt
        return book(*args)

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "book_bought", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=quiet)
    told: list[str] = []
    done = restore_backup(here, store, tmp_path / "backup", dry_run=False, tell=told.append)

    assert done.homes == ["seasons/alone"]
    assert told[0] == "up: is restored already, and left as it is"
    with home_with(here, "of-up").open() as client:
        assert rests(client, "of-up")


def test_a_backup_whose_file_was_changed_is_refused(here: Settings, tmp_path: Path) -> None:
    store = open_store(here)
    taken = take_backup(here, store, tmp_path / "backup")
    with (tmp_path / "backup" / taken.homes[0].file).open("ab") as stream:
        stream.write(b"x")

    with pytest.raises(InputError, match="its SHA-256 differs"):
        restore_backup(here, store, tmp_path / "backup", dry_run=True, tell=quiet)


def test_nothing_is_cleared_where_a_home_cannot_be_read(here: Settings, tmp_path: Path) -> None:
    store = open_store(here)
    with store.workspace() as folder:
        (folder / "film").write_bytes(b"film")
        times = {"started_at": 0.0, "finished_at": 1.0}
        store.put_product(key="ab" * 16, stage="video", model="studio/rig", folder=folder, files={"clip": "film"}, facts={}, **times)
    old = time.time() - 90 * DAY_S
    os.utime(tmp_path / "state/store/ab" / ("ab" * 16) / "product.json", (old, old))
    about = {"older_than_s": 30 * DAY_S, "with_paid": False, "wanted": None}
    log = tmp_path / "state/seasons/alone/redis/appendonly.aof"
    books = log.read_bytes()

    log.write_bytes(b"no append-only file")
    with pytest.raises(CliffhangerError, match="seasons/alone cannot be read"):
        clear_store(here, store, dry_run=False, **about)
    assert store.has("ab" * 16)
    log.write_bytes(books)
    done = clear_store(here, store, dry_run=False, **about)

    assert (done.products.count, done.seasons, store.has("ab" * 16)) == (1, 2, False)


def test_before_anything_that_was_paid_goes_it_is_looked_whether_a_season_was_ordered(here: Settings) -> None:
    guard = _Guard(here, {home.name: home.orders() for home in homes(here)})
    guard.check(always=True)
    with open_run(here, "ordered-meanwhile") as run:
        run.start_redis()

    with pytest.raises(CliffhangerError, match="a season was ordered meanwhile"):
        guard.check(always=True)
