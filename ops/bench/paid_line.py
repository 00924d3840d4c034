"""The line under test: a redis-server, real worker processes, a season that is ordered as the producer does, and their meters."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from celery import Celery

from ops.bench.meters import processor_s
from ops.bench.provider import ROOT, Provider
from producer.embedded.process import Process
from producer.embedded.redis_server import RedisServer
from producer.messages import tell_workers
from producer.order import Order, submit
from shared import keyspace
from shared.broker import broker_settings
from shared.ledger.ledger import Ledger
from shared.redis_client import open_redis
from shared.settings import load_settings
from shared.state.season import SeasonState
from shared.store.open import open_store

KEY = "line"
APP = "ops.bench.light_worker"
START_WITHIN_S = 60.0
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning")


@dataclass(frozen=True)
class Spent:
    """Processor seconds of the workers of paid queues, of the other worker, and of redis-server."""

    paid_s: float
    control_s: float
    redis_s: float

    def minus(self, other: "Spent") -> "Spent":
        """What was spent since."""
        return Spent(self.paid_s - other.paid_s, self.control_s - other.control_s, self.redis_s - other.redis_s)

    def per(self, units: float) -> dict[str, float]:
        """In milliseconds for each of so many units: calls, or seconds."""
        parts = {"paid_workers": self.paid_s, "control_worker": self.control_s, "redis": self.redis_s}
        return {name: round(1000 * seconds / units, 2) for name, seconds in parts.items()}


class PaidLine:
    """`with PaidLine(provider, folder, processes=4, slots=2) as line`: workers are up and idle inside."""

    def __init__(self, provider: Provider, folder: Path, *, processes: int, slots: int) -> None:
        self.folder = folder
        self.server = RedisServer(folder / "redis", folder / "redis.log")
        self._provider = provider
        self._sizes = (processes, slots)
        self._paid: list[Process] = []
        self._control: list[Process] = []

    def __enter__(self) -> "PaidLine":
        self.server.start()
        os.environ.update(self._environment())
        self.client: redis.Redis = open_redis(self.server.url)
        self.ledger = Ledger(self.client)
        processes, slots = self._sizes
        self._paid = [self._worker(f"paid{number}", "provider.simulator", slots) for number in range(processes)]
        self._control = [self._worker("control", "control,media", 4)]
        for process in [*self._paid, *self._control]:
            process.start()
        self._wait_for_workers(processes + 1)
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self._paid, *self._control]:
            process.ask_to_end()
        for process in [*self._paid, *self._control]:
            process.end(grace_s=15.0)
        self.client.close()
        self.server.stop()

    def order(self, order: Order) -> SeasonState:
        """Order a season and tell the workers."""
        settings = load_settings()
        order.folder.mkdir(parents=True, exist_ok=True)
        state = submit(order, self.client, open_store(settings))
        tell_workers(settings, order.season)
        return state

    def wait(self, state: SeasonState, within_s: float) -> dict[str, str]:
        """Wait until a season has ended and is delivered; answers its meta."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            meta = state.meta()
            if meta["state"] != "running" and meta.get("delivered") == meta["run"]:
                return meta
            self._look_after()
            time.sleep(0.25)
        raise SystemExit(f"the season has not ended within {within_s:.0f} s; logs: {self.folder}")

    def spent(self) -> Spent:
        """What all its processes have spent until now."""
        pids = [self.server.pid] if self.server.pid else []
        return Spent(processor_s(it.pid for it in self._paid), processor_s(it.pid for it in self._control), processor_s(pids))

    def settled_at(self, season: str) -> list[float]:
        """When each paid product was stored and settled, Unix seconds by the ledger, in order."""
        ids = [str(call) for call in self.client.smembers(f"{keyspace.LINE}:calls:{season}")]
        pipe = self.client.pipeline(transaction=False)
        for call in ids:
            pipe.hmget(f"{keyspace.LINE}:call:{call}", "state", "ended_ms")
        rows: list[Any] = pipe.execute()
        return sorted(int(ended_ms) / 1000 for state, ended_ms in rows if state == "settled")

    def _worker(self, name: str, queues: str, slots: int) -> Process:
        command: Sequence[str] = [sys.executable, "-m", "celery", "-A", APP, "worker", "-P", "threads", "-c", str(slots)]
        command = [*command, "-Q", queues, "-n", f"{name}@%h", *QUIET]
        return Process(command, log=self.folder / f"{name}.log", environment=os.environ, folder=self.folder, dies_with_us=True)

    def _environment(self) -> dict[str, str]:
        return {
            **self._provider.environment(KEY),
            "CLIFFHANGER_REDIS_URL": self.server.url,
            "CLIFFHANGER_LEDGER_URL": self.server.url,
            "CLIFFHANGER_BROKER_URL": self.server.broker_url,
            "CLIFFHANGER_STATE_DIR": str(self.folder / "state"),
            "CLIFFHANGER_STORE": str(self.folder / "store"),
            "CLIFFHANGER_LOG_LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
        }

    def _wait_for_workers(self, wanted: int) -> None:
        deadline = time.monotonic() + START_WITHIN_S
        with Celery("bench", set_as_current=False) as app:
            app.conf.update(broker_settings(self.server.broker_url))
            while time.monotonic() < deadline:
                self._look_after()
                if len(app.control.ping(timeout=1.0, limit=wanted) or []) == wanted:
                    return
        raise SystemExit(f"the workers did not start; logs: {self.folder}")

    def _look_after(self) -> None:
        for process in [*self._paid, *self._control]:
            if process.has_ended():
                raise SystemExit(f"a worker has ended: {process.last_words()} (log: {process.log})")
