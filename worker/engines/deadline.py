"""Ends a request when its time is over: a socket's timeout begins anew with every byte, so that drops alone never exceed it."""

import os
import socket
import threading
from contextlib import suppress
from types import TracebackType

from urllib3 import HTTPConnectionPool


class Deadline:
    """Within it, all watched connections end `whole_s` seconds after the first of them was: whoever waits there gets an error."""

    def __init__(self, whole_s: float) -> None:
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(max(0.0, whole_s), self._end)
        self._timer.daemon = True
        self.is_over = False
        """What came may have been cut off in the middle of it, a head too, which looks whole."""

    def __enter__(self) -> "Deadline":
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    def watch(self, pool: HTTPConnectionPool) -> None:
        """End the connections that a pool will open."""
        deadline = self

        class Watched(pool.ConnectionCls):  # type: ignore[name-defined,misc]  # either kind of connection
            def _new_conn(self) -> socket.socket:
                connection: socket.socket = super()._new_conn()
                deadline.add(connection)
                return connection

        pool.ConnectionCls = Watched

    def add(self, connection: socket.socket) -> None:
        """End this connection too. A handle of our own is kept: TLS takes it away from the object that opened it."""
        with self._lock:
            if not self._watched:
                self._timer.start()
            self._watched.append(socket.socket(fileno=os.dup(connection.fileno())))
            is_over = self.is_over
        if is_over:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            for watched in self._watched:
                with suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)
