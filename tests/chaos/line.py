"""A whole line for one season: redis-server, simulator, workers; and whoever starts again what has died."""

import dataclasses
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
import requests
import yaml

from ops.simulator.simulator import Simulator
from producer.embedded.redis_server import RedisServer
from tests.chaos import provider
from tests.chaos.nursery import Worker
from tests.chaos.schedule import Schedule

QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "info"]
# More than any schedule kills.
MOST_RESTARTS = 20
PAID_QUEUES = "provider.simulator,provider.second"


class ChaosLine:
    """Everything that one season needs, in a folder of its own. Use `open_line`."""

    def __init__(self, folder: Path, schedule: Schedule, kind: type[Worker] = Worker) -> None:
        self.folder = folder
        self._kind = kind
        self.schedule = schedule
        self.redis = RedisServer(folder / "redis", folder / "redis.log")
        self.simulator = Simulator(provider.options(schedule))
        self.workers: list[Worker] = []
        self.restarts: dict[str, int] = {}
        self._client: redis.Redis | None = None

    @property
    def client(self) -> redis.Redis:
        """For looking on: it gives up soon."""
        if self._client is None:
            path = str(self.redis.socket)
            self._client = redis.Redis(unix_socket_path=path, decode_responses=True, socket_timeout=5, protocol=2)
        return self._client

    def environment(self) -> dict[str, str]:
        """The settings of every process of this line."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIFFHANGER_")}
        address = self.simulator.url.removeprefix("http://")
        return {
            **clean,
            "CLIFFHANGER_STATE_DIR": str(self.folder / "state"),
            "CLIFFHANGER_REDIS_URL": self.redis.url,
            "CLIFFHANGER_BROKER_URL": self.redis.broker_url,
            "CLIFFHANGER_CATALOGUE": str(self.folder / "catalogue.yaml"),
            "CLIFFHANGER_ALLOW_HOSTS": address,
            "CHAOS_FOLDER": str(self.folder),
            **{name: provider.key_of(vendor) for vendor, name in provider.KEY_NAMES.items()},
        }

    def start(self) -> None:
        """Start redis-server and the simulator, and write what the workers read."""
        for name in ("steps", "kills", "messages"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "plan.json").write_text(json.dumps(dataclasses.asdict(self.schedule)), encoding="utf-8")
        self.redis.start()
        self.simulator.start()
        rows = provider.catalogue(self.simulator.url, self.schedule.offer)
        (self.folder / "catalogue.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")

    def start_workers(self) -> None:
        """One for control and media, one or two for paid calls."""
        self._add("control", "control,media", self.schedule.pool, 2)
        for number in range(self.schedule.paid_processes):
            self._add(f"paid{number}", PAID_QUEUES, "threads", 6)

    def look_after(self) -> None:
        """Start again what has died."""
        if self.redis.restart_if_dead():
            self._count("redis")
            if self.schedule.new_workers_for_new_redis:
                for worker in self.workers:
                    worker.kill()
        for worker in self.workers:
            if worker.has_ended():
                worker.kill()
                worker.start()
                self._count(worker.kind)
                assert self.restarts[worker.kind] <= MOST_RESTARTS, f"{worker.kind} does not stay alive"

    def stop(self) -> None:
        """End everything."""
        for worker in self.workers:
            worker.kill()
        self.simulator.stop()
        self.redis.stop()

    def tell_simulator(self, what: str, body: dict[str, Any]) -> None:
        """Set the simulator at run time: `rules`, `down`, `latency`."""
        requests.post(f"{self.simulator.url}/_sim/{what}", json=body, timeout=10).raise_for_status()

    def left_over(self, patience_s: float = 10.0) -> list[int]:
        """Processes of this line that are still there a while after its end."""
        deadline = time.monotonic() + patience_s
        while True:
            left = [pid for worker in self.workers for pid in worker.members()]
            if not left or time.monotonic() > deadline:
                return left
            time.sleep(0.05)

    def tally(self, what: str) -> dict[str, int]:
        """Counts that the workers wrote: `steps`, `kills` or `messages`."""
        return {path.name: path.stat().st_size for path in sorted((self.folder / what).iterdir())}

    def log(self) -> str:
        """All that the workers said."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def _add(self, kind: str, queues: str, pool: str, size: int) -> None:
        argv = ["worker", "-Q", queues, "-P", pool, "-c", str(size), "-n", f"{kind}@%h", *QUIET]
        worker = self._kind(kind, argv, self.environment(), self.folder / f"{kind}.log")
        worker.start()
        self.workers.append(worker)

    def _count(self, what: str) -> None:
        self.restarts[what] = self.restarts.get(what, 0) + 1


@contextmanager
def open_line(folder: Path, schedule: Schedule, kind: type[Worker] = Worker) -> Iterator[ChaosLine]:
    """A line over a block; its settings are this process's own meanwhile, as in the person's shell."""
    line = ChaosLine(folder, schedule, kind)
    before = dict(os.environ)
    try:
        line.start()
        os.environ.clear()
        os.environ.update(line.environment())
        yield line
    finally:
        os.environ.clear()
        os.environ.update(before)
        line.stop()


def wait_until(what: str, condition: Callable[[], Any], patience_s: float, tend: Callable[[], None], tick_s: float = 0.05) -> Any:
    """Wait on the thing itself, looking after the line meanwhile. Raises AssertionError."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        tend()
        try:
            if found := condition():
                return found
        except redis.RedisError:
            # It is being started again.
            pass
        time.sleep(tick_s)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for {what}")
