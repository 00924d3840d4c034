"""A provider on loopback that says what a test tells it to, and remembers what it was asked."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.catalogue.vendors import HttpVendor
from worker.engines.call import CallEngine
from worker.engines.download import Downloads
from worker.engines.engine import Ask
from worker.engines.job import JobEngine
from worker.engines.openai import OpenAIEngine
from worker.engines.session import Session

KEY = "secret-of-the-acme-account-0123456789"
REFERENCE = "0123456789abcdef0123456789abcdef-1"


@dataclass
class Say:
    """An answer: `body` is JSON, or bytes as they are. `act` takes the connection itself, instead."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """End the connection rudely, after the request was read."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def close(handler: BaseHTTPRequestHandler) -> None:
    """End it politely, without a word."""
    handler.close_connection = True


class Provider:
    """`on[path]` is a list of answers, of which the last one stays."""

    def __init__(self, port: int, over: threading.Event) -> None:
        self.port = port
        self.over = over
        self.on: dict[str, list[Say]] = {}
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, path: str, *answers: Any, **said: Any) -> None:
        """What a path answers from now on: bodies, or whole answers."""
        if said:
            answers = (Say(**said),)
        self.on[path] = [answer if isinstance(answer, Say) else Say(body=answer) for answer in answers]

    def silent(self, _handler: BaseHTTPRequestHandler) -> None:
        """Say nothing until the test is over."""
        self.over.wait(20)

    def bodies(self, path: str) -> list[Any]:
        return [asked.json for asked in self.asked if asked.path == path]


@pytest.fixture
def provider() -> Iterator[Provider]:
    over = threading.Event()
    said: dict[str, Provider] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def _do(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            me = said["me"]
            me.asked.append(Asked(self.command, self.path, headers, raw))
            queue = me.on.get(self.path) or [Say(404, {"error": {"code": "missing", "message": f"nothing at {self.path}"}})]
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            if answer.act:
                answer.act(self)
                return
            is_bytes = isinstance(answer.body, bytes)
            body = answer.body if is_bytes else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            given = {"Content-Type": "application/octet-stream" if is_bytes else "application/json", "Content-Length": str(len(body))}
            for name, value in {**given, **answer.headers}.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _do  # noqa: N815  # the names that http.server looks for

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    said["me"] = Provider(server.server_address[1], over)
    try:
        yield said["me"]
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", KEY)


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session()
    yield session
    session.close()


@pytest.fixture
def downloads(provider: Provider) -> Downloads:
    return Downloads(frozenset({f"127.0.0.1:{provider.port}"}))


@pytest.fixture
def job(session: Session, downloads: Downloads) -> JobEngine:
    return JobEngine(session, downloads)


@pytest.fixture
def call(session: Session, downloads: Downloads) -> CallEngine:
    return CallEngine(session, downloads)


@pytest.fixture
def openai(session: Session, downloads: Downloads) -> OpenAIEngine:
    return OpenAIEngine(session, downloads)


ROW: dict[str, Any] = {
    "engine": "job",
    "auth": {"kind": "bearer", "env": "ACME_API_KEY"},
    "submit": {"path": "/jobs", "body": {"model": "{model}", "prompt": "{prompt}", "duration": "{seconds}"}, "id": "/id"},
    "poll": {"path": "/jobs/{id}", "status": "/status"},
    "status_map": {"running": "running", "done": "done", "failed": "failed", "cancelled": "cancelled"},
    "outputs": "/urls",
    "errors": {"code": "/error/code", "message": "/error/message"},
    "timeouts": {"connect": 2, "read": 5},
}


@pytest.fixture
def ask(provider: Provider) -> Callable[..., Ask]:
    """An ask of a vendor whose row is ROW with the named fields replaced."""

    def make(capability: Any = "video", values: Any = None, files: Any = None, model: Any = None, **row: Any) -> Ask:
        models = {"m/1": {"vendor": "acme", "model": "m/1", "capability": capability, "price": {"amount": "1"}, **(model or {})}}
        vendor = HttpVendor.model_validate({"base_url": provider.url, **ROW, **row, "models": models})
        given = {"prompt": "a street", "seconds": 5.0} if values is None else values
        return Ask(REFERENCE, capability, vendor, vendor.models["m/1"], given, files or {})

    return make
