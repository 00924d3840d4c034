"""The same commands with `CLIFFHANGER_REDIS_URL` set: that Redis, and whatever workers serve it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import ROOT, Studio, wait_for

SEASON = a_season_file([a_scene_of("Don't lie to me."), a_scene_of("Then you know why.", speaker="Daniel")])


class SharedStudio(Studio):
    """A studio whose line is a Redis that runs by itself."""

    redis_url = ""

    def environment(self) -> dict[str, str]:
        socket = self.redis_url.removeprefix("unix://").split("?")[0]
        broker = f"redis+socket://{socket}?virtual_host=1"
        return {**super().environment(), "CLIFFHANGER_REDIS_URL": self.redis_url, "CLIFFHANGER_BROKER_URL": broker}

    def start_worker(self, queue: str, pool: str, concurrency: int) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{queue}.log").open("wb")
        command = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "worker", "-Q", queue, "-P", pool]
        options = ["-c", str(concurrency), "-n", f"{queue}@%h", "--without-gossip", "--without-mingle"]
        return subprocess.Popen([*command, *options], cwd=ROOT, env={**os.environ, **self.environment()}, stdout=log, stderr=log)


@pytest.fixture
def shared(tmp_path: Path, redis_url: str, client: redis.Redis) -> Iterator[SharedStudio]:
    studio = SharedStudio(tmp_path)
    studio.redis_url = redis_url
    workers = [studio.start_worker("media", "prefork", 2), studio.start_worker("control", "threads", 2)]
    yield studio
    for worker in workers:
        worker.kill()
    for process in [*studio.started, *workers]:
        if process.poll() is None:
            process.kill()
        process.wait()
    wait_for("every process to end", lambda: not studio.processes(), 30)


def test_a_season_is_produced_by_the_workers_of_that_redis(shared: SharedStudio) -> None:
    done = shared.run("produce", shared.write(SEASON), "--wait", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "done"
    assert not (shared.state / "seasons").exists(), "no embedded run was started"


def test_without_waiting_the_season_is_ordered_and_delivered_later(shared: SharedStudio) -> None:
    ordered = shared.run("produce", shared.write(SEASON), "--json")

    assert ordered.returncode == 0, ordered.stderr
    season = json.loads(ordered.stdout)["season"]
    wait_for(
        "the manifest of the finished season",
        lambda: (shared.folder / "out/test-season/manifest.json").exists() and shared.manifest()["state"] == "done",
    )
    assert json.loads(shared.run("status", season, "--json").stdout)["episodes"][0]["path"].endswith("E01.mp4")


def test_a_cancelled_season_ends_and_keeps_what_is_finished(shared: SharedStudio) -> None:
    many = a_season_file([a_scene_of(f"Line {number}.") for number in range(12)])
    ordered = json.loads(shared.run("produce", shared.write(many), "--json").stdout)

    cancelled = shared.run("cancel", ordered["season"])
    watched = shared.run("watch", ordered["season"], "--json")

    assert cancelled.returncode == 0, cancelled.stderr
    assert watched.returncode == 1
    assert json.loads(watched.stdout)["state"] == "cancelled"


def test_resume_goes_on_with_a_cancelled_season(shared: SharedStudio) -> None:
    ordered = json.loads(shared.run("produce", shared.write(SEASON), "--json").stdout)
    shared.run("cancel", ordered["season"])

    resumed = shared.run("resume", ordered["season"], "--json")

    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout)["state"] == "done"


@pytest.mark.parametrize("command", ["resume", "redo"])
def test_what_is_ordered_again_in_another_store_than_the_lines_is_refused(
    tmp_path: Path, redis_url: str, client: redis.Redis, command: str
) -> None:  # `client` empties the Redis
    studio = SharedStudio(tmp_path)
    studio.redis_url = redis_url
    season = json.loads(studio.run("produce", studio.write(SEASON), "--json").stdout)["season"]
    place = ["ep1/scene1/video"] if command == "redo" else []

    elsewhere = {**studio.environment(), "CLIFFHANGER_STORE": str(tmp_path / "another")}
    called = [sys.executable, "-m", "producer", command, season, *place]
    done = subprocess.run(called, env=elsewhere, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 2
    assert done.stderr.startswith(f"cliffhanger: CLIFFHANGER_STORE: {tmp_path}/another is not the store of the seasons that are being made")
    assert len(done.stderr.splitlines()) == 1
