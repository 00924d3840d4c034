"""A receiver of events: it takes them, or fails as often as it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """What it heard, in order; `answers` are the statuses of the next requests, then 204. A status of 0 ends the connection."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.after_s = 0
        """What it asks to wait, in each answer."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}/told?who=me"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                if status == 0:
                    self.connection.close()
                    return
                self.send_response(status)
                if receiver.after_s:
                    self.send_header("Retry-After", str(receiver.after_s))
                if 300 <= status < 400:
                    self.send_header("Location", f"http://{receiver.host}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        return Handler


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """A receiver, while it runs."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()
