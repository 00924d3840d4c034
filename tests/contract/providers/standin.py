"""A loopback HTTP server that speaks as the vendor that a test puts in it, and records every request."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.contract.providers.vendor import Standin
from tests.contract.providers.wire import Reply, request_of


class Server(ThreadingHTTPServer):
    """`vendor` answers; a test sets it."""

    daemon_threads = True
    vendor: Standin | None = None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_: Any) -> None:
        """A client that has gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave together: on a kept connection, two small writes wait for each other for 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, *_: Any) -> None:
        pass

    def _do(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        assert self.server.vendor is not None, "a test puts a vendor in"
        reply = self.server.vendor.answer(request_of(self.command, self.path, headers, raw))
        if reply is None:
            self._reset()
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        given = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.raw))}
        self.send_response(reply.status)
        for name, value in {**given, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.raw)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815  # the names that http.server looks for


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port of loopback, ended afterwards."""
    server = Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
