"""A worker that is asked to end takes nothing more: what is short ends, what is long is handed back, a paid request is waited for.

Celery's SIGTERM stops the worker's consuming and then waits for its tasks, however long they take. Here that wait gets an end: a
process that draws or joins is interrupted, and its message goes back to its queue; a thread that waits for an answer that may be paid
is waited for, and begins no other. What is left then is what a killed worker leaves, which costs a lease.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from celery import bootsteps

from shared.queues import kind_of
from shared.services import WORKERS

log = logging.getLogger(__name__)

PATIENCE_S = 15.0
"""What takes no longer than this is finished; what takes longer is handed back."""
BEFORE_THE_END_S = 8.0
"""The worker is gone so long before whoever asked it to end would kill it."""
TICK_S = 0.1
HAND_BACK = signal.SIGUSR2


class HandedBack(BaseException):
    """The task's message goes back to its queue, for another worker. Not an Exception: no handler of faults may swallow it."""


class _Process:
    """What one process knows of its end. Its tasks run in the main thread (prefork) or in several (threads)."""

    def __init__(self) -> None:
        self._mutex = threading.RLock()
        self._is_draining = False
        self._paying = 0
        self._paid_at = 0.0
        self._main_thread_may_be_interrupted = False

    @property
    def is_draining(self) -> bool:
        return self._is_draining

    @property
    def is_paying(self) -> bool:
        return self._paying > 0

    @property
    def paid_s(self) -> float:
        """How long ago it last waited for an answer."""
        return 0.0 if self._paying else time.monotonic() - self._paid_at

    def drain(self) -> None:
        with self._mutex:
            self._is_draining = True

    @contextmanager
    def paying(self) -> Iterator[None]:
        with self._mutex:
            if self._is_draining:
                raise HandedBack
            self._paying += 1
        try:
            yield
        finally:
            with self._mutex:
                self._paying -= 1
                self._paid_at = time.monotonic()
        if self._is_draining:
            # Asked in the middle of it: what was paid for is kept, the rest is another's.
            self._interrupt()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """The block of a task that may be interrupted wherever it is, where it runs in the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._main_thread_may_be_interrupted = True
        try:
            yield
        finally:
            self._main_thread_may_be_interrupted = False

    @contextmanager
    def putting_away(self) -> Iterator[None]:
        with self._mutex:
            self._paying += 1
        try:
            yield
        finally:
            with self._mutex:
                self._paying -= 1

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._is_draining = True
        if not self.is_paying:
            self._interrupt()

    def _interrupt(self) -> None:
        if self._main_thread_may_be_interrupted and threading.current_thread() is threading.main_thread():
            # Once: what follows is the way out.
            self._main_thread_may_be_interrupted = False
            raise HandedBack


_process = _Process()


def is_draining() -> bool:
    """Whether this process has been asked to end: it begins nothing more."""
    return _process.is_draining


@contextmanager
def paying() -> Iterator[None]:
    """A request that may be paid is under way in the block, and the process is not ended. Raises HandedBack instead of beginning one."""
    with _process.paying():
        yield


@contextmanager
def putting_away() -> Iterator[None]:
    """What was paid for is put where others find it, after the last task: the process is not ended, within its grace."""
    with _process.putting_away():
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """A task's block, out of which HandedBack may be raised at any moment."""
    with _process.interruptible():
        yield


def listen_in_child() -> None:
    """In a pool process: the signal of the worker interrupts the task."""
    signal.signal(HAND_BACK, _process.on_signal)


def grace_s(queues: Iterable[str]) -> float:
    """How long a worker of these queues may take to end, in seconds: as long as the most patient kind of them (shared/services.py)."""
    return float(max((WORKERS[kind_of(queue)].grace_s for queue in queues), default=WORKERS["control"].grace_s))


class Drain(bootsteps.StartStopStep):
    """Celery stops it after it has stopped consuming, and before it waits for its pool."""

    requires = ("celery.worker.components:Pool",)

    def stop(self, parent: Any) -> None:
        """Begin to drain; the waiting is the pool's."""
        _process.drain()
        grace = grace_s(parent.app.amqp.queues.consume_from)
        log.info("asked to end: what takes over %.0f s is handed back", PATIENCE_S)
        threading.Thread(target=_see_to_the_end, args=(parent, time.monotonic() + grace), name="drain", daemon=True).start()


def _see_to_the_end(parent: Any, killed_at: float) -> None:
    """End what does not end by itself; runs until the process is gone."""
    time.sleep(PATIENCE_S)
    children = [child.pid for child in getattr(getattr(parent.pool, "_pool", None), "_pool", None) or []]
    for child in children:
        _signal(child, HAND_BACK)
    ends_at = killed_at - BEFORE_THE_END_S
    # What an answer brings is put away before the end.
    while time.monotonic() < ends_at and (children or _process.paid_s < PATIENCE_S):
        time.sleep(TICK_S)
    log.warning("ended with work in hand; another worker takes it up when its lease has run out")
    for child in children:
        _signal(child, signal.SIGKILL)
    os._exit(0)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        log.debug("process %d has ended", pid)
