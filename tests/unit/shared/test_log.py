"""Log lines at their most talkative show no address that holds a secret."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from shared.log import configure_logging


@pytest.fixture
def _root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def url() -> Iterator[str]:
    """A server whose answers have a header that cannot be read."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\nno header at all\r\n\r\n")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("_root_as_it_was")
def test_no_line_shows_the_addresses_that_are_asked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("text", "debug")

    requests.get(f"{url}/hook/secret-of-a-path?callback=secret-of-a-query", timeout=5)
    logging.getLogger("worker").debug("a line")

    said = capsys.readouterr().err
    assert "a line" in said
    assert "secret-of" not in said
