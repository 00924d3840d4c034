"""Who may use the folder of an embedded season, and what `up` makes of files that are wrong for a while."""

import shutil
from pathlib import Path
from typing import Any, cast

import pytest

from producer.embedded.home import season_folder
from producer.embedded.run import EmbeddedRun, lock_of, open_run, take
from producer.embedded.serving import Serving
from producer.operating import forgetting
from producer.operating.homes import home_with
from shared.errors import SettingsError
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from tests.factories.season import a_production, an_episode


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(state_dir=tmp_path / "state", keys_file=tmp_path / "keys.env")


def test_whoever_waits_for_a_season_that_is_forgotten_begins_in_a_folder_and_under_a_lock_of_its_own(settings: Settings) -> None:
    folder = season_folder(settings, "alone")
    others = lock_of(folder)
    assert take(others)

    def forget(_pid: int) -> None:
        shutil.rmtree(folder)
        others.close()

    with open_run(settings, "alone", waiting=forget) as run, lock_of(folder) as again:
        run.start_redis()
        assert not take(again), "the lock that others would take is held"
        assert (folder / "redis").exists()


def test_a_season_is_forgotten_under_its_lock(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = an_episode()
    with open_run(settings, "alone") as run:
        state = SeasonState(run.start_redis(), "alone")
        state.submit(a_production(episode, season="alone"), [episode], {"out": "/tmp/out"})
        state.end("failed", "for a test")
    taken = []

    def remove(folder: Path, **_: Any) -> None:
        if folder == season_folder(settings, "alone"):
            with lock_of(folder) as lock:
                taken.append(take(lock))

    monkeypatch.setattr("producer.operating.forgetting.shutil.rmtree", remove)
    forgetting.forget_season(home_with(settings, "alone"), "alone", tmp_path / "journal.jsonl", dry_run=False)

    assert taken == [False]


def test_up_goes_on_with_the_vendors_it_had_while_the_keys_file_is_wrong_and_says_so_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    serving = Serving(settings, cast("EmbeddedRun", None), {}, told.append)

    def wrong(_catalogue: object) -> None:
        raise SettingsError(f"the keys file {tmp_path}/keys.env can be read by others")

    monkeypatch.setattr("producer.embedded.serving.keyed_by", wrong)

    serving._look_at_keys()
    serving._look_at_keys()

    assert len(told) == 1
    assert "keys.env" in told[0]
