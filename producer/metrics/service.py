"""The HTTP service: GET /metrics for Prometheus, GET /health for whoever watches over it."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from producer.metrics.reading import Reading
from shared.catalogue.access import is_loopback

# Whoever asks again within this gets the same answer: many who ask cost no more than one.
FRESH_S = 1.0
MOST_HEADER_BYTES = 16_384
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
IDLE_S = 60.0


@dataclass(frozen=True)
class _Told(Collector):
    """A reading in the form that prometheus_client takes."""

    reading: Reading

    def collect(self) -> Iterable[Metric]:
        return self.reading.families()


def as_text(reading: Reading) -> bytes:
    """A reading in Prometheus' text format (version 0.0.4)."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(reading))
    return generate_latest(registry)


class Desk:
    """Answers the question: one reading at a time, in a thread of its own."""

    def __init__(self, gather: Callable[[], Reading]) -> None:
        self._gather = gather
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="metrics")
        self._lock = asyncio.Lock()
        self._text = b""
        self._read_at = -FRESH_S

    async def text(self) -> bytes:
        """What was read just now."""
        async with self._lock:
            if time.monotonic() - self._read_at >= FRESH_S:
                reading = await asyncio.get_running_loop().run_in_executor(self._thread, self._gather)
                self._text, self._read_at = as_text(reading), time.monotonic()
        return self._text


class _Metrics(RequestHandler):
    def initialize(self, desk: Desk, *, is_private: bool) -> None:
        self._desk = desk
        self._is_private = is_private

    async def get(self) -> None:
        if self._is_private and not is_loopback(f"http://{self.request.host}"):
            # A page in a browser of this machine has its own name lead here (DNS rebinding), and would read along.
            self.send_error(403)
            return
        text = await self._desk.text()
        self.set_header("Content-Type", CONTENT_TYPE)
        self.finish(text)


class _Health(RequestHandler):
    def get(self) -> None:
        self.finish({"status": "ok"})


async def serve(gather: Callable[[], Reading], listening: socket.socket) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP."""
    is_private = is_loopback(f"http://{_host(listening)}")
    routes: list[Any] = [("/metrics", _Metrics, {"desk": Desk(gather), "is_private": is_private}), ("/health", _Health)]
    app = Application(routes, log_function=lambda _: None)
    server = HTTPServer(app, max_header_size=MOST_HEADER_BYTES, max_body_size=0, idle_connection_timeout=IDLE_S)
    server.add_socket(listening)
    await _asked_to_stop()
    server.stop()
    await server.close_all_connections()


def _host(listening: socket.socket) -> str:
    host = listening.getsockname()[0]
    return f"[{host}]" if ":" in host else str(host)


async def _asked_to_stop() -> None:
    """Wait for a signal. An exception from a signal's handler would end whichever task was at work, and nothing else."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any free one. Raises OSError."""
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setblocking(False)
    return listening
