"""The service that providers call back, running in a thread of the test."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests

from producer.hooks.service import build_server, listen
from shared.settings import Settings


@contextmanager
def running_hooks(settings: Settings, secrets: Mapping[str, str] | None = None) -> Iterator[str]:
    """Its address, while it runs."""
    server = build_server(settings, secrets or {})
    socket = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive(), "the service has ended"
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


def post(url: str, body: bytes = b"{}", headers: Mapping[str, str] | None = None) -> int:
    """The status of a callback."""
    return requests.post(url, data=body, headers=dict(headers or {}), timeout=10).status_code
