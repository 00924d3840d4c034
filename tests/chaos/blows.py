"""Strikes a line from outside at the moments of its schedule: workers, pool processes, redis-server."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress

import psutil

from tests.chaos.line import ChaosLine

# Either side of the socket's timeout in impatience.py.
FREEZE_S, STALL_S = 0.6, 3.0


class Blows:
    """The blows of one seed. `due` is called again and again."""

    def __init__(self, line: ChaosLine) -> None:
        self._line = line
        self._left = list(line.schedule.blows)
        self._dice = random.Random(line.schedule.seed)
        self._began = time.monotonic()
        self._thaw: threading.Timer | None = None
        self.struck: Counter[str] = Counter()

    def due(self) -> None:
        """Strike where it is time."""
        while self._left and self._left[0][0] <= time.monotonic() - self._began:
            blow = self._left.pop(0)[1]
            self._strike(blow)
            self.struck[blow] += 1

    def calm(self) -> None:
        """Wait until redis-server goes on, where it was frozen."""
        if self._thaw is not None:
            self._thaw.join()

    def _strike(self, blow: str) -> None:
        match blow:
            case "kill_control":
                # What it has started must find out by itself.
                self._line.workers[0].kill(group=False)
            case "kill_paid":
                self._dice.choice(self._line.workers[1:]).kill()
            case "kill_pool":
                self._kill_in_pool()
            case "kill_redis":
                self._signal_redis(signal.SIGKILL)
            case _:
                self._freeze_redis(FREEZE_S if blow == "freeze_redis" else STALL_S)

    def _kill_in_pool(self) -> None:
        with suppress(psutil.Error):
            children = psutil.Process(self._line.workers[0].pid).children()
            if children:
                self._dice.choice(children).kill()

    def _freeze_redis(self, for_s: float) -> None:
        self.calm()
        self._signal_redis(signal.SIGSTOP)
        # A thread of its own: this one may be waiting for an answer of the very server.
        self._thaw = threading.Timer(for_s, self._signal_redis, (signal.SIGCONT,))
        self._thaw.start()

    def _signal_redis(self, number: signal.Signals) -> None:
        if self._line.redis.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._line.redis.pid, number)
