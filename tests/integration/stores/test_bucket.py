"""A line whose store is a bucket: its hosts share nothing but Redis and that; killed, short of room and cut off, they make the season."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from shared.delivery.collect import deliver_season
from shared.redis_client import open_redis
from shared.settings import load_settings
from shared.state.season import SeasonState
from shared.store.objects import ObjectStore
from shared.store.open import open_store
from shared.store.store import sha256_of
from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import ROOT, Studio, wait_for
from tests.support.s3 import REGION, S3Server

SEASON = a_season_file(
    [a_scene_of("Don't lie to me.", duration_seconds=1), a_scene_of("Then you know why.", speaker="Daniel", duration_seconds=1)]
)
POOLS = {"media": ("prefork", 2), "control": ("threads", 2)}
LITTLE_GB = 0.0003


@dataclass
class BucketLine(Studio):
    """A line's Redis and bucket. Every host has a state folder of its own, hence a cache of its own; the command's is another."""

    redis_url: str = field(kw_only=True)
    s3: S3Server = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        socket = self.redis_url.removeprefix("unix://").split("?")[0]
        urls = {"CLIFFHANGER_REDIS_URL": self.redis_url, "CLIFFHANGER_BROKER_URL": f"redis+socket://{socket}?virtual_host=1"}
        return {**super().environment(), **urls, **self.s3.environment}

    def start_host(self, name: str, *queues: str, cache_gb: float = 1.0) -> None:
        """Workers whose files nobody else has."""
        own = {"CLIFFHANGER_STATE_DIR": str(self.folder / name), "CLIFFHANGER_STORE_CACHE_GB": str(cache_gb)}
        for queue in queues:
            pool, concurrency = POOLS[queue]
            command = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "worker", "-Q", queue, "-P", pool]
            options = ["-c", str(concurrency), "-n", f"{name}-{queue}@%h", "--without-gossip", "--without-mingle", "-l", "info"]
            with (self.folder / f"{name}-{queue}.log").open("w") as log:
                environment = {**self.environment(), **own}
                worker = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log, text=True)
            self.started.append(worker)

    def kill_host(self, name: str) -> None:
        """All its processes at once, whatever they are at."""
        theirs = [process for process in self.processes() if process.environ().get("CLIFFHANGER_STATE_DIR") == str(self.folder / name)]
        for process in theirs:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(theirs, timeout=20)

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("CLIFFHANGER_STATE_DIR", "").startswith(str(self.folder)):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    def said(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def order(self) -> SeasonState:
        """Order the season without waiting for it."""
        done = self.run("produce", self.write(SEASON), "--json")
        assert done.returncode == 0, done.stderr
        return SeasonState(open_redis(self.redis_url), json.loads(done.stdout)["season"])

    def store(self, host: str) -> ObjectStore:
        """The store as a host sees it."""
        about = {"store": self.s3.url, "store_endpoint": self.s3.endpoint, "store_region": REGION, "store_cache_gb": LITTLE_GB}
        store = open_store(load_settings(**about, state_dir=self.folder / host))
        assert isinstance(store, ObjectStore)
        return store

    def is_delivered(self) -> bool:
        return (self.folder / "out/test-season/manifest.json").exists() and self.manifest()["state"] == "done"

    def has_begun(self) -> bool:
        """Whether something of a product is in the bucket."""
        return bool(self.s3.keys("products/"))


@pytest.fixture
def line(tmp_path: Path, redis_url: str, client: redis.Redis, s3: S3Server) -> Iterator[BucketLine]:
    """A line without hosts; `client` empties its Redis."""
    line = BucketLine(tmp_path, redis_url=redis_url, s3=s3)
    yield line
    for process in line.processes():
        process.send_signal(signal.SIGKILL)
    for worker in line.started:
        worker.wait(timeout=20)


def test_hosts_that_share_nothing_make_a_season_through_a_death_with_little_room_while_the_bucket_was_away(line: BucketLine) -> None:
    line.start_host("first", "media", cache_gb=LITTLE_GB)
    line.start_host("second", "control", cache_gb=LITTLE_GB)
    state = line.order()
    wait_for("the first files", line.has_begun)

    line.kill_host("first")
    line.s3.stop()
    line.start_host("third", "media", cache_gb=LITTLE_GB)
    wait_for("the workers to miss the bucket", lambda: line.said().count("does not answer") >= 2)
    line.s3.start()
    # What the dead one had taken in advance is sent again when its lease has run out.
    wait_for("the season to be delivered", line.is_delivered, 180)

    assert state.meta()["state"] == "done", line.said()
    check_delivery(line)
    for host in ("first", "second", "third"):
        # Who wrote the last file may not have let go of it yet.
        wait_for(f"the cache of {host} to keep its limit", partial(keeps_its_limit, line.store(host)))
    check_that_only_what_is_missing_is_fetched(line, state)


def check_delivery(line: BucketLine) -> None:
    """That what the manifest names is there."""
    folder, episode = line.folder / "out/test-season", line.manifest()["episodes"][0]
    assert sha256_of(folder / episode["path"]) == episode["sha256"]
    assert all(sha256_of(folder / product["path"]) == product["sha256"] for product in products_of(line.manifest()))


def keeps_its_limit(store: ObjectStore) -> bool:
    """Whether a host's cache keeps its limit, which it can once nobody uses it."""
    store.cache.make_room()
    files = [file for file in store.cache.root.glob("kept-*/*/*/*") if file.is_file()]
    return sum(file.stat().st_size for file in files) <= LITTLE_GB * 1e9


def check_that_only_what_is_missing_is_fetched(line: BucketLine, state: SeasonState) -> None:
    """As the producer of another host delivers, with an empty cache: all at first, then what is gone."""
    folder, store = line.folder / "out/test-season", line.store("producer")
    shutil.rmtree(folder)
    deliver_season(state, store)
    check_delivery(line)
    gone = folder / line.manifest()["episodes"][0]["path"]
    gone.unlink()
    shutil.rmtree(store.cache.root)

    deliver_season(state, store)

    check_delivery(line)
    fetched = [file.name for file in store.cache.root.glob("kept-products/*/*/*") if file.name != "product.json"]
    assert len(fetched) == 1, fetched


def products_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Every product that a manifest tells of."""
    episode = manifest["episodes"][0]
    return [*manifest["products"], *episode["products"], *(product for scene in episode["scenes"] for product in scene["products"])]
