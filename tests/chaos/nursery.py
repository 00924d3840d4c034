"""Worker processes in a moment: forked from one process that has imported everything, instead of started anew."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
PRELOADED = [
    "celery.bin.worker",
    "celery.apps.worker",
    "celery.concurrency.thread",
    "celery.concurrency.prefork",
    "kombu.transport.redis",
    "tests.chaos.impatience",
]


class Worker:
    """One worker of the line, with whatever it starts in turn: a session of its own, as a container would be."""

    def __init__(self, kind: str, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.kind = kind
        self._args = (list(argv), dict(environment), str(log), os.getpid())
        self._process: ForkServerProcess | None = None
        self._born: list[int] = []

    @property
    def pid(self) -> int:
        """Its process id, which is its session's too."""
        return self._born[-1]

    def start(self) -> None:
        """Fork it."""
        self._process = _context().Process(target=_serve, args=self._args)
        self._process.start()
        assert self._process.pid is not None
        self._born.append(self._process.pid)

    def has_ended(self) -> bool:
        """Whether its main process is gone."""
        return self._process is None or not self._process.is_alive()

    def kill(self, *, group: bool = True) -> None:
        """SIGKILL to its session, or to its main process alone."""
        with suppress(ProcessLookupError, PermissionError):
            (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.join(10)

    def members(self) -> list[int]:
        """All processes of every session that it has led."""
        return [pid for pid in psutil.pids() if _session(pid) in self._born]


class PatientWorker(Worker):
    """A worker of the product as it is, with all its long waits: started, not forked."""

    def start(self) -> None:
        """Start it."""
        argv, environment, log, _ = self._args
        with Path(log).open("ab") as stream:
            command = [sys.executable, "-m", "celery", "-A", "worker.app", *argv]
            popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True)
        self._popen = popen
        self._born.append(popen.pid)

    def has_ended(self) -> bool:
        """Whether its main process is gone."""
        return self._popen.poll() is not None

    def kill(self, *, group: bool = True) -> None:
        """SIGKILL to its session, or to its main process alone."""
        super().kill(group=group)
        self._popen.wait(10)


def _session(pid: int) -> int:
    try:
        return os.getsid(pid) if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE else -1
    except (ProcessLookupError, PermissionError, psutil.Error):
        return -1


def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def open_nursery() -> None:
    """Start the process that all workers are forked from; a child of this one that ends with it."""
    from multiprocessing import forkserver  # noqa: PLC0415  # only here

    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        _context()
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


def close_nursery() -> None:
    """End it."""
    from multiprocessing import forkserver  # noqa: PLC0415  # only here

    forkserver._forkserver._stop()


def _serve(argv: list[str], environment: dict[str, str], log: str, parent: int) -> None:
    """In the child: be a worker."""
    os.setsid()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.environ.clear()
    os.environ.update(environment)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    sys.argv = ["celery", *argv]
    from tests.chaos.worker_app import app  # noqa: PLC0415  # reads this process's environment

    app.worker_main(argv)


def _end_with(parent: int) -> None:
    while psutil.pid_exists(parent):
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)
