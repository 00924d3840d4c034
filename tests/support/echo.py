"""A careless gateway in front of a provider: it repeats the caller's key in every error, as real ones were seen to do."""

import json
import threading
from base64 import b64encode, urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from tests.support.paid import Provider

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}
TIMEOUT_S = 30


class Echo:
    """A proxy on a free port of loopback; `errors` counts the answers that told a key, `keys` are those. Use it over a block."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.errors = 0
        self.keys: set[str] = set()
        handler = type("Handler", (_Handler,), {"echo": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Echo":
        self._thread.start()
        self.provider.front = self.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    echo: Echo

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = requests.request(
            self.command,
            self.echo.provider.url + self.path,
            data=body,
            headers=dict(self.headers.items()),
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
        told = answer.content
        if answer.status_code >= 400:
            told = self._told(answer)
            self.echo.errors += 1
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_DELETE = do_GET  # noqa: N815  # named by http.server

    def _told(self, answer: requests.Response) -> bytes:
        """The error with the key in it, plainly, in Base64, as the header that it came in; of a token also whose it is."""
        header = self.headers.get("Authorization", "")
        key = header.partition(" ")[2]
        self.echo.keys.add(key)
        said = f"refused key {key} ({b64encode(key.encode()).decode()}, from Authorization: {header})"
        if key.count(".") == 2:
            claims = key.split(".")[1]
            said = f"refused {json.loads(urlsafe_b64decode(claims + '=' * (-len(claims) % 4)))['iss']}: {said}"
        return answer.content.replace(b'"message": "', f'"message": "{said} '.encode())

    def log_message(self, *_: Any) -> None:
        """Says nothing."""
