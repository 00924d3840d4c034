"""A way to a server on loopback that can go silent, as a network does that nobody told of a cut, or be slow."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_READ_BYTES = 1 << 14


class SilentProxy:
    """Passes bytes to and fro. While `is_silent` connections are taken and nothing is said; those there were then stay silent for ever.

    `sent_bytes` have gone to the server.
    """

    def __init__(self, endpoint: str) -> None:
        self.is_silent = False
        self.bytes_per_s = 0
        self.sent_bytes = 0
        self._to = (str(urlsplit(endpoint).hostname), int(urlsplit(endpoint).port or 80))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        """Close everything."""
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, inner: socket.socket) -> None:
        with inner, socket.create_connection(self._to) as outer, suppress(OSError):
            others = {inner: outer, outer: inner}
            while not self._ended.is_set():
                ready, _, _ = select.select([inner, outer], [], [], 0.02)
                if self.is_silent:
                    self._ended.wait()
                for side in ready:
                    content = side.recv(_READ_BYTES)
                    if not content:
                        return
                    if self.bytes_per_s:
                        time.sleep(len(content) / self.bytes_per_s)
                    others[side].sendall(content)
                    if side is inner:
                        self.sent_bytes += len(content)


@contextmanager
def silent_proxy(endpoint: str) -> Iterator[SilentProxy]:
    """A way to a server until the end of the block."""
    proxy = SilentProxy(endpoint)
    try:
        yield proxy
    finally:
        proxy.end()
