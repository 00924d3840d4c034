"""A child process that leads a group of its own, logs to a file, and ends with the command."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

# Lines of a traceback that point at code and say nothing.
_POINTER = re.compile(r"\s*(?:[\^~]+|File \".*)\s*$|\s{4,}")

# prctl(2): the signal that a child gets when its parent dies.
_PR_SET_PDEATHSIG = 1


class Process:
    """One child and whatever it starts in turn."""

    def __init__(
        self,
        args: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        folder: Path,
        pass_fds: Sequence[int] = (),
        dies_with_us: bool = False,
    ) -> None:
        self._args = list(args)
        self.log = log
        self._environment = dict(environment)
        # Never the user's folder: Celery puts it first on the import path, and a folder named "worker" there would be run.
        self._folder = folder
        self._pass_fds = tuple(pass_fds)
        self._dies_with_us = dies_with_us
        self._started_at = 0.0
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._running.pid

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C in the terminal reaches the command alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._started_at = time.monotonic()
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self._args,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
                pass_fds=self._pass_fds,
                preexec_fn=_die_with_parent() if self._dies_with_us else None,  # noqa: PLW1509  # started before any thread
            )

    @property
    def lived_s(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._started_at

    def last_words(self) -> str:
        """The last line of its log."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            lines = []
        return next((line.strip() for line in reversed(lines) if line.strip() and not _POINTER.match(line)), "it said nothing")

    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._popen is None or self._popen.poll() is not None

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if not self.has_ended():
            self._running.terminate()

    def is_gone_within(self, patience_s: float) -> bool:
        """Wait up to `patience_s` for it to end by itself; whether it has."""
        if self._popen is not None:
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(timeout=patience_s)
        return self.has_ended()

    def end(self, grace_s: float = 0.0) -> None:
        """Wait up to `grace_s` for it, then end it and all that it started."""
        if self._popen is None:
            # Interrupted before it was started.
            return
        self.is_gone_within(grace_s)
        self.end_group()
        self._running.wait()

    def end_group(self) -> None:
        """SIGKILL to its whole group: also what a dead leader left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._running.pid, signal.SIGKILL)

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._popen is not None, "start() comes first"
        return self._popen


def _die_with_parent() -> Callable[[], None] | None:
    """What a child runs before its program so that even SIGKILL of the command ends it; None where the kernel cannot (not Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)

    def die_with_parent() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    return die_with_parent
