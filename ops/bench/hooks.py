"""How many callbacks a second one process of `cliffhanger hooks` takes, by the way they are signed, and how long each waits.

`python -m ops.bench.hooks [CALLBACKS]` prints JSON. Each callback is of a submitted call of its own whose message waits in the timers; at
the end all of them must be due. A Redis of its own, set up as embedded runs have it: what was answered is on the disk.
"""

import asyncio
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil
import requests
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tornado.web import Application, RequestHandler

from producer.embedded.redis_server import RedisServer
from shared import keyspace
from shared.callback import callback_secret, token_of
from shared.redis_client import open_redis
from shared.standard_webhooks import read_secret, signature

CALLBACKS, CONNECTIONS = 6_000, 32
SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSBiZW5jaG1hcms="
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"bench").digest())
BODY = json.dumps({"id": "job-1", "status": "succeeded", "urls": ["https://cdn.example.com/1.mp4"], "logs": "x" * 600}).encode()
WEBHOOKS: dict[str, dict[str, Any]] = {
    "none": {"field": "callback_url"},
    "standard": {"field": "callback_url", "verifier": "standard", "secret_env": "BENCH_SECRET"},
    "ed25519_jwks": {"field": "callback_url", "verifier": "ed25519_jwks", "dedupe": "/id"},
}


def row(webhook: dict[str, Any], keys: str) -> dict[str, Any]:
    """A vendor that calls back."""
    return {
        "verified": False,
        "base_url": keys,
        "auth": {"kind": "none"},
        "engine": "job",
        "submit": {"path": "/jobs", "body": {"prompt": "{prompt}"}, "id": "/id"},
        "poll": {"path": "/jobs/{id}", "status": "/status"},
        "status_map": {"done": "done"},
        "outputs": "/url",
        "webhook": webhook,
        "models": {"film": {"capability": "video", "price": {"amount": "1"}}},
    }


def sign_none(_number: int) -> dict[str, str]:
    """No headers."""
    return {}


def sign_standard(number: int) -> dict[str, str]:
    """As Standard Webhooks has it."""
    stamp = int(time.time())
    signed = signature(read_secret(SECRET), f"msg_{number}", stamp, BODY)
    return {"webhook-id": f"msg_{number}", "webhook-timestamp": str(stamp), "webhook-signature": signed}


def sign_atlas(_number: int) -> dict[str, str]:
    """As Atlas Cloud does it."""
    stamp, start = int(time.time()), "X-AtlasCloud-Webhook-"
    signed = url64(KEY.sign(f"{stamp}.".encode() + BODY))
    return {f"{start}Timestamp": str(stamp), f"{start}Key-Id": "k", f"{start}Signature-Ed25519": signed}


SIGNERS: dict[str, Callable[[int], dict[str, str]]] = {"none": sign_none, "standard": sign_standard, "ed25519_jwks": sign_atlas}


def url64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Keys(RequestHandler):
    """The key set of the vendor that signs with a key of its own."""

    def get(self) -> None:
        public = url64(KEY.public_key().public_bytes_raw())
        self.write({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": public}]})


@contextmanager
def service(folder: Path, redis_url: str, keys: str) -> Iterator[tuple[str, psutil.Process]]:
    """The service as its operator starts it; answers its address."""
    catalogue = folder / "rows.yaml"
    catalogue.write_text(yaml.safe_dump({name: row(webhook, keys) for name, webhook in WEBHOOKS.items()}), encoding="utf-8")
    environment = {**os.environ, "CLIFFHANGER_REDIS_URL": redis_url, "CLIFFHANGER_CATALOGUE": str(catalogue), "BENCH_SECRET": SECRET}
    command = [sys.executable, "-m", "producer", "hooks", "--port", "0"]
    with (folder / "hooks.log").open("w") as log, subprocess.Popen(command, env=environment, stderr=log) as process:
        try:
            yield wait_for(folder / "hooks.log", process), psutil.Process(process.pid)
        finally:
            process.terminate()


def wait_for(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """The address that the service says it listens at."""
    while process.poll() is None:
        for line in log.read_text().splitlines():
            if "listening at " in line and line.endswith(tuple("0123456789")):
                return line.rpartition("listening at ")[2]
        time.sleep(0.05)
    raise SystemExit(f"the service has ended: {log.read_text()}")


def seed(client: Any, count: int) -> list[str]:
    """Submitted calls that are asked about in an hour, each with its message in the timers."""
    ids = [hashlib.sha256(f"bench {number}".encode()).hexdigest()[:32] for number in range(count)]
    later = str(int(time.time() * 1000) + 3_600_000)
    for start in range(0, count, 1000):
        pipe = client.pipeline(transaction=False)
        for call in ids[start : start + 1000]:
            fields = {"state": "submitted", "attempt": "1", "season": "s", "account": "a", "day": "d", "amount": "1", "next_ms": later}
            pipe.hset(f"{keyspace.LINE}:call:{call}", mapping=fields)
            pipe.zadd(f"{keyspace.LINE}:open", {call: later})
            pipe.zadd(f"{keyspace.TIMERS}:due", {call: later})
            pipe.zadd(f"{keyspace.TIMERS}:lane:call:{call}", {call: 1})
        pipe.execute()
    return ids


async def call_all(url: str, requests_: list[bytes]) -> tuple[float, list[float]]:
    """Post them over some connections that stay open; answers the seconds it took, and each one's own."""
    host, _, port = url.removeprefix("http://").partition(":")
    waits: list[float] = []
    left = iter(requests_)

    async def one() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for request in left:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            assert head.startswith(b"HTTP/1.1 200"), head + body
            waits.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return time.perf_counter() - began, waits


def written(path: str, headers: dict[str, str]) -> bytes:
    """A whole request."""
    lines = [f"POST {path} HTTP/1.1", "Host: hooks", "Content-Type: application/json", f"Content-Length: {len(BODY)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + BODY


def measure(client: Any, url: str, process: psutil.Process, vendor: str, count: int) -> dict[str, Any]:
    """One way of signing."""
    client.flushdb()
    secret, ids, sign = callback_secret(client), seed(client, count), SIGNERS[vendor]
    posts = [written(f"/{vendor}/{token_of(secret, vendor, call, 1)}", sign(at)) for at, call in enumerate(ids)]
    # The service reads the line's new secret, and the vendor's keys, with the first.
    time.sleep(1.1)
    asyncio.run(call_all(url, posts[:1]))
    before = sum(process.cpu_times()[:2])
    took_s, waits = asyncio.run(call_all(url, posts[1:]))
    cpu_s = sum(process.cpu_times()[:2]) - before
    due = client.zcount(f"{keyspace.TIMERS}:due", 0, int(time.time() * 1000) + 1)
    assert due == count, f"{due} of {count} messages are due"
    cut = quantiles(waits, n=100)
    return {
        "callbacks_a_second": round(len(waits) / took_s),
        "ms_median": round(cut[49] * 1000, 1),
        "ms_p99": round(cut[98] * 1000, 1),
        "service_cpu_ms_each": round(cpu_s / len(waits) * 1000, 3),
        "woken": due,
    }


async def _serve_keys() -> tuple[Any, int]:
    server = Application([(r"/webhooks/jwks.json", Keys)]).listen(0, "127.0.0.1")
    return server, next(iter(server._sockets.values())).getsockname()[1]  # noqa: SLF001  # tornado has no other way to tell


@contextmanager
def key_server() -> Iterator[str]:
    """The vendor's own address, in a thread."""
    loop, told = asyncio.new_event_loop(), []

    def run() -> None:
        asyncio.set_event_loop(loop)
        told.append(loop.run_until_complete(_serve_keys()))
        loop.run_forever()

    thread = threading.Thread(target=run)
    thread.start()
    while not told:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{told[0][1]}"
    loop.call_soon_threadsafe(told[0][0].stop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def main() -> None:
    """Measure every way, and print it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CALLBACKS
    with tempfile.TemporaryDirectory() as name, key_server() as keys:
        folder = Path(name)
        server = RedisServer(folder / "redis", folder / "redis.log")
        server.start()
        try:
            client = open_redis(server.url)
            with service(folder, server.url, keys) as (url, process):
                found = {vendor: measure(client, url, process, vendor, count) for vendor in WEBHOOKS}
                heard = requests.get(f"{url}/health", timeout=10).json()["heard"]
        finally:
            server.stop()
    print(json.dumps({"callbacks": count, "connections": CONNECTIONS, "processes": 1, "by_verifier": found, "heard": heard}, indent=2))


if __name__ == "__main__":
    main()
