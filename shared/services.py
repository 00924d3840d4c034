"""The services of the line: each one's command, what it needs, and how long it may take to end; everything that starts one reads it here.

`producer/embedded`, `cliffhanger worker`, docker-compose.yml, the Kubernetes manifests and the tests use these commands and no others.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from shared.cores import usable_cores
from shared.queues import CONTROL, MEDIA
from shared.settings import Settings

Need = Literal["ledger", "broker", "store", "keys"]
Pool = Literal["prefork", "threads"]
WorkerKind = Literal["media", "paid", "control"]

APP = "worker.app"
"""Celery's app."""

# numpy, OpenCV and ONNX must not start a thread a core in each process: there is a process a core already.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PACKAGES = Path(__file__).resolve().parents[1]
"""The folder that our packages are in."""


@dataclass(frozen=True)
class Service:
    """A kind of process. `words` follow `cliffhanger`; `grace_s` lie between SIGTERM and SIGKILL; at `port` it listens."""

    name: str
    summary: str
    words: tuple[str, ...]
    needs: tuple[Need, ...]
    grace_s: int
    port: int | None = None


@dataclass(frozen=True)
class WorkerService(Service):
    """A kind of worker. `queues` is empty where they follow from vendors' keys; `concurrency` None is a process a core."""

    pool: Pool = "threads"
    concurrency: int | None = None
    queues: tuple[str, ...] = ()


_EVERYTHING: tuple[Need, ...] = ("ledger", "broker", "store")

WORKERS: Mapping[WorkerKind, WorkerService] = {
    # A task that is cut off is made again: it gets what most of them need, not what the longest join needs.
    "media": WorkerService(
        MEDIA,
        "Draws, speaks and joins: a process a core.",
        ("worker", "media"),
        _EVERYTHING,
        grace_s=60,
        pool="prefork",
        queues=(MEDIA,),
    ),
    # A thread is busy only for one request. A request under way may be paid, and language models take minutes to answer.
    "paid": WorkerService(
        "paid", "Asks paid providers: a thread a request.", ("worker", "paid"), (*_EVERYTHING, "keys"), grace_s=210, concurrency=8
    ),
    "control": WorkerService(
        CONTROL,
        "Keeps the books of the line: advances, sweeps, delivers.",
        ("worker", "control"),
        _EVERYTHING,
        grace_s=60,
        concurrency=4,
        queues=(CONTROL,),
    ),
}

SERVICES: Mapping[str, Service] = {
    **{kind: WORKERS[kind] for kind in get_args(WorkerKind)},
    "hooks": Service("hooks", "Takes providers' callbacks.", ("hooks", "--host", "0.0.0.0"), ("ledger", "broker", "keys"), 15, 8800),  # noqa: S104  # in a container
    "flower": Service("flower", "Shows tasks and workers.", ("flower", "--host", "0.0.0.0"), ("broker",), 15, 5555),  # noqa: S104
    "metrics": Service("metrics", "Tells Prometheus.", ("metrics", "--host", "0.0.0.0"), ("ledger", "broker"), 15, 9808),  # noqa: S104
}
"""Every service by its name, its command as it is in a container, where its own address is all that there is."""


def celery_command(
    kind: WorkerKind,
    *,
    queues: Sequence[str] = (),
    concurrency: int | None = None,
    name: str | None = None,
    app: str | None = None,
    is_watched: bool = False,
) -> list[str]:
    """The command line of a worker of `kind`, to be started in `PACKAGES` (or any folder without packages of our names).

    `queues` are needed for `paid` alone. `name` goes before the `@` of the worker's name, which must differ from every other's on
    the machine; it is the kind's own if not given. `is_watched`: it tells what it does from its start on, not only from when Flower
    asks for it.
    """
    service = WORKERS[kind]
    served = tuple(queues) or service.queues
    if not served:
        raise ValueError(f"a worker of kind {kind} has no queues of its own; give queues")
    options = ["-P", service.pool, "-c", str(concurrency or service.concurrency or usable_cores()), "-n", f"{name or kind}@%h"]
    # Heartbeats are events: none is sent before somebody wants events, and without them Flower takes a worker for dead.
    quiet = ["--without-gossip", "--without-mingle", *(["-E"] if is_watched else [])]
    # -q: no greeting on stdout, which would be the one thing there that is no log line.
    return [sys.executable, "-m", "celery", "-q", "-A", app or APP, "worker", "-Q", ",".join(served), *options, *quiet, "-l", "info"]


def worker_environment(settings: Settings, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a worker that is started in another folder: paths become absolute, what `.env` gave becomes a variable.

    What was read from secret files stays there: the worker reads them by itself.
    """
    passed = settings.environment()
    own = {name: value for name, value in passed.items() if name not in settings.secret_names() and name not in environment}
    paths = {name: passed[name] for name in settings.path_names() if name in passed}
    return {**environment, **ONE_THREAD, **own, **paths}
