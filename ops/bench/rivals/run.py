"""Runs one rival against a provider, under a key of its own, with as many slots as the line has."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.bench.meters import processor_s
from ops.bench.provider import ROOT, Provider
from ops.bench.rivals.client import Manners
from producer.embedded.process import Process
from producer.embedded.redis_server import RedisServer

# Nothing new for so long after the provider's last job: what is missing by then was given up, or waits in vain.
SILENCE_S = 75.0
MANNERS = {
    "as_taught": {"pool": Manners(5.0, 1.5, 3, 1.0), "celery": Manners(5.0, 1.5, 3, 60.0)},
    "patient": {"pool": Manners(1.0, 1.0, 1000, 2.0), "celery": Manners(1.0, 1.0, 1000, 5.0)},
    "eager": {"pool": Manners(0.25, 1.0, 1000, 0.25), "celery": Manners(0.25, 1.0, 1000, 1.0)},
}
"""As the tutorials have it (poll after 5 s, then ever more seldom; three tries), and two that never give up."""


@dataclass(frozen=True)
class Work:
    """So many scenes, by so many processes with so many slots each; given up after `within_s`."""

    scenes: int
    processes: int
    slots: int
    within_s: float


def run_pool(provider: Provider, folder: Path, work: Work, manners: Manners) -> dict[str, Any]:
    """The pool of threads: one process with all the slots."""
    key, out = f"pool-{folder.name}", folder / "out"
    out.mkdir(parents=True)
    command = [sys.executable, "-m", "ops.bench.rivals.pool", "--url", provider.url, "--key", key, "--scenes", str(work.scenes)]
    command = [*command, "--slots", str(work.processes * work.slots), "--out", str(out)]
    environment = {**os.environ, "RIVAL_MANNERS": str(manners), "PYTHONPATH": str(ROOT)}
    process = Process(command, log=folder / "pool.log", environment=environment, folder=folder, dies_with_us=True)
    process.start()
    return _watched(provider, key, out, work, [process], ended=process.has_ended)


def run_celery(provider: Provider, folder: Path, work: Work, manners: Manners) -> dict[str, Any]:
    """The waiting task: a broker of its own, as many worker processes and slots as the line has."""
    key, out = f"celery-{folder.name}", folder / "out"
    out.mkdir(parents=True)
    server = RedisServer(folder / "redis", folder / "redis.log")
    server.start()
    facts = {"RIVAL_URL": provider.url, "RIVAL_KEY": key, "RIVAL_OUT": str(out), "RIVAL_BROKER": server.broker_url}
    environment = {**os.environ, **facts, "RIVAL_MANNERS": str(manners), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "celery", "-A", "ops.bench.rivals.tasks", "worker", "-P", "threads", "-c", str(work.slots)]
    workers = [
        Process([*command, "-n", f"rival{at}@%h"], log=folder / f"rival{at}.log", environment=environment, folder=folder, dies_with_us=True)
        for at in range(work.processes)
    ]
    try:
        for worker in workers:
            worker.start()
        _send(server.broker_url, work.scenes)
        return _watched(provider, key, out, work, workers, ended=lambda: False)
    finally:
        server.stop()


RIVALS = {"pool": run_pool, "celery": run_celery}


def _send(broker_url: str, scenes: int) -> None:
    from celery import Celery  # noqa: PLC0415  # the workers import it by themselves

    with Celery("rival-sender", broker=broker_url, set_as_current=False) as app:
        for number in range(scenes):
            app.send_task("rival.scene", args=(number,))


def _watched(provider: Provider, key: str, out: Path, work: Work, processes: list[Process], *, ended: Callable[[], bool]) -> dict[str, Any]:
    """Wait until all is made, or nothing more comes; what the provider saw, and how long it took."""
    deadline, made, spent_s, changed_at = time.monotonic() + work.within_s, 0, 0.0, time.monotonic()
    try:
        while made < work.scenes and time.monotonic() < deadline and time.monotonic() - changed_at < SILENCE_S and not ended():
            time.sleep(0.25)
            # What a process had spent is read while it lives.
            spent_s = max(spent_s, processor_s(process.pid for process in processes))
            now_made = len(list(out.glob("*.mp4")))
            made, changed_at = now_made, time.monotonic() if now_made > made else changed_at
    finally:
        for process in processes:
            process.ask_to_end()
        for process in processes:
            process.end(grace_s=2.0)
    files = [path.stat().st_mtime for path in out.glob("*.mp4")]
    sheet = provider.sheet(key)
    makespan_s = max(files) - sheet.first_submit_at if files else None
    facts = {"made": len(files), "given_up": work.scenes - len(files), **sheet.facts()}
    return {**facts, "makespan_s": makespan_s and round(makespan_s, 2), "cpu_ms_a_call": round(1000 * spent_s / len(sheet.jobs), 2)}
