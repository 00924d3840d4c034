"""Nothing outlives its parent: a worker ends with the command that started it, a pool process with its worker."""

import os
import signal
import threading
from typing import Any

from celery import bootsteps

ENVIRONMENT_NAME = "CLIFFHANGER_LIFELINE"
"""Names the file descriptor of a pipe whose other end only the starting command holds."""

POLL_S = 1.0


class Lifeline(bootsteps.StartStopStep):
    """Reads the lifeline: its end means that the command has died, by whatever signal."""

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        descriptor = os.environ.get(ENVIRONMENT_NAME, "")
        self._descriptor = int(descriptor) if descriptor.isdigit() else None

    def start(self, _parent: Any) -> None:
        """Start the thread, where there is a lifeline."""
        if self._descriptor is not None:
            threading.Thread(target=_wait, args=(self._descriptor,), name="lifeline", daemon=True).start()


def is_embedded() -> bool:
    """Whether a command of ours started this worker and looks after it."""
    return bool(os.environ.get(ENVIRONMENT_NAME))


def follow_parent() -> None:
    """In a pool process: end when the worker that forked it is gone (kill -9 tells its children nothing)."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="lifeline", daemon=True).start()


def _wait(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    # The command started this worker as the leader of a process group of its own: pool processes and ffmpeg go with it.
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(POLL_S)
    os._exit(1)
