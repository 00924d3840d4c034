"""A paid season whose store is a bucket: workers of several hosts, caches that hold less than one product, takes that gates refuse."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from shared.store.store import sha256_of
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import ROOT
from tests.integration.paid.conftest import end
from tests.support.paid import LinePaidStudio, Provider, a_paid_season
from tests.support.s3 import S3Server

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(1)]
# Tones are no speech: what only a listener can judge is told.
TOLD = {gate: {"on_failure": "off"} for gate in ("pace", "cut", "words", "clipped", "lips")}
FORMS = ("cover", "zip")


@dataclass
class BucketPaidStudio(LinePaidStudio):
    """A paid line whose workers, and whose command, have no folder in common."""

    s3: S3Server = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        return {**super().environment(), **self.s3.environment}

    def start_worker(self, name: str, queues: str, pool: str, concurrency: int, *more: str) -> "subprocess.Popen[bytes]":
        own = {"CLIFFHANGER_STATE_DIR": str(self.line_folder / name), "CLIFFHANGER_STORE_CACHE_GB": "0.000001"}
        command = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "worker", "-Q", queues, "-P", pool]
        options = ["-c", str(concurrency), "-n", f"{name}@%h", "--without-gossip", "--without-mingle", "-l", "info", *more]
        with (self.line_folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen([*command, *options], cwd=ROOT, env={**self.environment(), **own}, stdout=log, stderr=log)


@pytest.fixture
def studio(tmp_path: Path, redis_url: str, client: redis.Redis, s3: S3Server) -> Iterator[BucketPaidStudio]:
    """Three hosts; `client` empties their Redis."""
    provider = Provider()
    studio = BucketPaidStudio(tmp_path, provider=provider, redis_url=redis_url, line_folder=tmp_path, s3=s3)
    workers = studio.start_workers()
    yield studio
    for worker in workers:
        worker.kill()
        worker.wait()
    end(studio)
    provider.simulator.stop()


def test_a_season_with_refused_takes_is_paid_redone_exported_and_told_from_a_bucket(studio: BucketPaidStudio) -> None:
    black = {"fault": "black", "match": {"kind": "video"}, "times": 1}
    studio.provider.rules(black)

    done = studio.produce(a_paid_season(SCENES, stages="all", quality_budget_usd=1, quality=TOLD))

    assert done.returncode == 0, done.stderr + studio.log()[-6000:]
    check(studio, videos=2)
    jobs = len(studio.provider.jobs())
    redone = studio.run("redo", "test-season", "ep1/scene1/video")
    assert redone.returncode == 0, redone.stderr + studio.log()[-6000:]
    assert [job["kind"] for job in studio.provider.jobs()[jobs:]].count("video") == 1
    check(studio, videos=3)
    exported = studio.json("export", "test-season", *[word for form in FORMS for word in ("--form", form)])
    assert {entry["form"] for entry in exported["exports"]} == set(FORMS)
    assert all(Path(entry["path"]).stat().st_size for entry in exported["exports"])
    assert studio.run("report", "test-season").returncode == 0
    assert "Traceback" not in studio.log()


def check(studio: BucketPaidStudio, videos: int) -> None:
    """What was delivered is whole, each refused take with its picture, and the books agree."""
    folder, manifest = studio.folder / "out/test-season", studio.manifest()
    (episode,) = manifest["episodes"]
    products = [*manifest["products"], *episode["products"], *(product for scene in episode["scenes"] for product in scene["products"])]
    assert all(sha256_of(folder / product["path"]) == product["sha256"] for product in [episode, *products])
    for take in [take for scene in episode["scenes"] for take in scene.get("refused", [])]:
        assert (folder / take["path"]).is_file()
        assert (folder / take["verdicts"][-1]["picture"]).is_file()
    assert studio.provider.kinds().count("video") == videos
    assert studio.provider.never_asked_twice()
    costs = studio.json("costs", "test-season")
    assert round(costs["spent_usd"] * 1e6) == studio.provider.billed_micros, json.dumps(costs)
    assert studio.json("ledger", "verify")["well"]
