"""A backup taken in the middle of a paid season, brought back elsewhere after the season went on: judged by the provider's own books."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from producer.embedded.redis_server import RedisServer
from shared.ledger.verify import verify
from shared.redis_client import open_redis
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season, lines_of

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(3)]
SEASON = a_paid_season(SCENES, stages="video lipsync", budget_usd=5)


@pytest.fixture
def elsewhere(line: LinePaidStudio, tmp_path: Path) -> Iterator[LinePaidStudio]:
    """A line with another Redis, which is empty, and the same store; nobody works for it yet."""
    server = RedisServer(tmp_path / "elsewhere", tmp_path / "elsewhere.log")
    server.start()
    other = LinePaidStudio(line.folder, provider=line.provider, key=line.key, redis_url=server.url, line_folder=line.line_folder)
    yield other
    server.stop()


@pytest.fixture
def at_work(elsewhere: LinePaidStudio, tmp_path: Path) -> Iterator[LinePaidStudio]:
    """The same with workers, whose logs are not those of the first line."""
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "state").symlink_to(elsewhere.line_folder / "state")
    staffed = LinePaidStudio(
        elsewhere.folder, provider=elsewhere.provider, key=elsewhere.key, redis_url=elsewhere.redis_url, line_folder=logs
    )
    workers = staffed.start_workers()
    yield staffed
    for worker in workers:
        worker.kill()
        worker.wait()


def backed_up_in_the_middle(line: LinePaidStudio, provider: Provider, to: Path) -> str:
    """Orders the season, backs up while its clips are made, and lets it end; answers its id."""
    provider.post("latency", {"seconds": 1.5})
    season = str(line.json("produce", line.write(SEASON))["season"])
    wait_for("clips to be under way", lambda: len(provider.jobs("video")) >= 2)
    line.json("backup", to)
    provider.post("latency", {"seconds": 0})
    assert line.run("watch", season).returncode == 0
    return season


def test_a_season_that_went_on_after_the_backup_is_not_paid_again(
    line: LinePaidStudio, at_work: LinePaidStudio, provider: Provider, tmp_path: Path
) -> None:
    season = backed_up_in_the_middle(line, provider, tmp_path / "backup")
    billed, jobs = provider.billed_micros, len(provider.jobs())

    restored = at_work.json("restore", tmp_path / "backup")
    rests = at_work.run("status", season)
    resumed = at_work.run("resume", season)

    assert (restored["homes"], restored["resting"], restored["missing"]) == (["line"], [season], [])
    assert "rests" in rests.stderr
    assert resumed.returncode == 0, resumed.stderr
    assert (len(provider.jobs()), provider.billed_micros, provider.never_asked_twice()) == (jobs, billed, True)
    costs = at_work.json("costs", season)
    assert round(costs["spent_usd"] * 1_000_000) == billed, "what was bought after the backup counts"
    assert (costs["reserved_usd"], costs["held_usd"]) == (0, 0)
    assert verify(open_redis(at_work.redis_url)).is_well


def test_what_was_bought_after_the_backup_counts_before_anything_goes_on(
    line: LinePaidStudio, elsewhere: LinePaidStudio, provider: Provider, tmp_path: Path
) -> None:
    season = backed_up_in_the_middle(line, provider, tmp_path / "backup")

    restored = elsewhere.run("restore", tmp_path / "backup")

    assert restored.returncode == 0, restored.stderr
    costs = elsewhere.json("costs", season)
    assert round(costs["spent_usd"] * 1_000_000) == provider.billed_micros
    told = restored.stderr
    assert "calls that were paid after the backup are in the store: $" in told
    assert "simulator/sim-video can be asked, and will be before anything is sent" in " ".join(told.split())
    assert f"rest until 'cliffhanger resume ID': {season}" in " ".join(told.split())
    client = open_redis(elsewhere.redis_url)
    assert not client.exists("cliffhanger:live", "{cliffhanger}:restoring", "{cliffhanger}:open", "{cliffhanger}:timers:due")


def test_a_season_ordered_after_the_backup_counts_for_its_account_and_is_not_paid_again(
    line: LinePaidStudio, provider: Provider, tmp_path: Path
) -> None:
    first = line.json("produce", line.write(a_paid_season(SCENES[:1], budget_usd=5), "first.yaml"), "--wait")
    line.json("backup", tmp_path / "backup")
    later = line.write({**SEASON, "title": "Later Season"}, "later.yaml")
    assert line.run("produce", later, "--wait").returncode == 0
    billed, jobs = provider.billed_micros, len(provider.jobs())

    line.client.flushdb()
    line.json("restore", tmp_path / "backup")
    spent = line.client.hget("{cliffhanger}:balance:account:simulator", "spent")
    again = line.run("produce", later, "--wait")

    assert first["state"] == "done"
    assert int(str(spent)) == billed
    assert again.returncode == 0, again.stderr
    assert (len(provider.jobs()), provider.billed_micros) == (jobs, billed)


@pytest.mark.parametrize("is_kept", [True, False], ids=["its answer is in the store", "only its provider knows it"])
def test_a_job_that_no_book_knows_is_collected_and_not_sent_again(
    line: LinePaidStudio, provider: Provider, tmp_path: Path, *, is_kept: bool
) -> None:
    provider.post("latency", {"seconds": 2})
    line.json("backup", tmp_path / "before")
    season = str(line.json("produce", line.write(a_paid_season(SCENES[:1], budget_usd=5)))["season"])
    wait_for("the clip's answer to be kept", lambda: list((line.state / "store").glob("answers/*/*")))
    if not is_kept:
        shutil.rmtree(line.state / "store" / "answers")

    def is_restored() -> bool:
        # What workers had in hand may write to the books after they were lost, which then are no empty ones.
        line.client.flushdb()
        return line.run("restore", tmp_path / "before").returncode == 0

    wait_for("books that nobody writes to", is_restored)
    again = line.run("produce", line.folder / "season.yaml", "--wait")

    assert again.returncode == 0, again.stderr
    assert len(provider.jobs()) == 1
    assert line.json("costs", season)["spent_usd"] == provider.billed_micros / 1_000_000


def test_nothing_is_laid_over_a_ledger_and_a_dry_run_changes_nothing(
    line: LinePaidStudio, elsewhere: LinePaidStudio, provider: Provider, tmp_path: Path
) -> None:
    assert line.run("produce", line.write(a_paid_season(SCENES[:1])), "--wait").returncode == 0
    line.json("backup", tmp_path / "backup")

    tried = elsewhere.json("restore", tmp_path / "backup", "--dry-run")
    after_dry_run = open_redis(elsewhere.redis_url).dbsize()
    over = line.run("restore", tmp_path / "backup")
    into_same = line.run("backup", tmp_path / "backup")

    assert (tried["dry_run"], len(tried["seasons"]), after_dry_run) == (True, 1, 0)
    (told,) = lines_of(over.stderr)[-1:]
    assert (over.returncode, "is not empty" in told) == (2, True), over.stderr
    assert (into_same.returncode, "is there already" in into_same.stderr) == (2, True)


def test_an_embedded_season_comes_back_with_its_own_ledger(studio: PaidStudio, provider: Provider, tmp_path: Path) -> None:
    assert studio.produce(SEASON).returncode == 0, studio.log()
    season, jobs = studio.season(), len(provider.jobs())
    before = studio.json("costs", season)
    studio.json("backup", tmp_path / "backup")
    (studio.state / "seasons").rename(tmp_path / "lost")

    restored = studio.json("restore", tmp_path / "backup")

    assert restored["homes"] == [f"seasons/{season}"]
    assert studio.json("costs", season) == before
    assert studio.json("ledger", "verify", season)["well"]
    assert studio.run("resume", season).returncode == 0
    assert len(provider.jobs()) == jobs
    record = json.loads((tmp_path / "backup/backup.json").read_text())
    assert record["products"] > 0
