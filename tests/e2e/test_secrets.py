"""The key of a provider appears nowhere (I9): not in logs, Redis, store, manifest, report, Flower, nor in what a command says."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import uuid
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
import requests

from producer.embedded.redis_server import RedisServer
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import ROOT, wait_for
from tests.support.echo import Echo
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

FAULTS = ("bad_request", "accepted_then_500", "html_refusal", "moderated_input")


@dataclass
class FileLine(LinePaidStudio):
    """A line without any key in its environment: a pair is in a keys file, which each of its processes reads by itself."""

    keys_file: Path = field(kw_only=True)
    pair: tuple[str, str] = field(default_factory=lambda: (secrets.token_hex(16), secrets.token_hex(16)), kw_only=True)

    def __post_init__(self) -> None:
        access, secret = self.pair
        self.keys_file.touch(0o600)
        self.keys_file.write_text(f"# of the studio\nexport SIMULATOR_ACCESS_KEY='{access}'\nSIMULATOR_SECRET_KEY={secret}\n")
        self.lay(
            **{"simulator-blind": {"auth": {"kind": "jwt_hs256", "env": "SIMULATOR_ACCESS_KEY", "secret_env": "SIMULATOR_SECRET_KEY"}}}
        )

    def environment(self) -> dict[str, str]:
        mine = {name: value for name, value in super().environment().items() if name != "SIMULATOR_API_KEY"}
        return {**mine, "CLIFFHANGER_KEYS_FILE": str(self.keys_file)}


@pytest.fixture(params=["a key in the environment", "a pair in a file"])
def kept(request: pytest.FixtureRequest) -> str:
    """Where the keys are kept."""
    return request.param


@pytest.fixture
def echo(kept: str) -> Iterator[Echo]:
    """A provider that takes one key only, made up for this run (or any token), behind a gateway that repeats it in every error."""
    provider = Provider(None if kept == "a pair in a file" else uuid.uuid4().hex)
    with Echo(provider) as echo:
        yield echo
    provider.simulator.stop()


@pytest.fixture
def line(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, echo: Echo, kept: str) -> Iterator[LinePaidStudio]:
    """A line whose Redis keeps every command that wrote something, and whose workers tell Flower what they do."""
    server = RedisServer(tmp_path / "redis", tmp_path / "redis.log")
    server.start()
    given: dict[str, Any] = {"provider": echo.provider, "redis_url": server.url, "line_folder": tmp_path}
    if kept == "a pair in a file":
        line: LinePaidStudio = FileLine(tmp_path, keys_file=tmp_path_factory.mktemp("keys") / "keys.env", **given)
    else:
        line = LinePaidStudio(tmp_path, key=echo.provider.simulator.options.api_key, **given)
    workers = line.start_workers("-E")
    yield line
    for worker in workers:
        worker.kill()
        worker.wait()
    for process in line.processes():
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(line.processes(), timeout=20)
    server.stop()


@pytest.fixture
def flower(line: LinePaidStudio) -> Iterator[str]:
    """The address of Flower, watching the line."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "flower", "--address=127.0.0.1", f"--port={port}"]
    environment = {**line.environment(), "FLOWER_UNAUTHENTICATED_API": "true"}
    with (line.folder / "flower.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for("Flower to see the workers", lambda: len(asked(f"http://127.0.0.1:{port}/api/workers?refresh=1")) > 300)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def asked(url: str) -> bytes:
    """What an address answers; nothing while nobody is there."""
    try:
        answer = requests.get(url, timeout=20)
    except requests.ConnectionError:
        return b""
    return answer.content if answer.ok else b""


def contents(client: redis.Redis) -> Iterator[bytes]:
    """Every key of a database with all that it holds, as Redis itself packs it up, and as it is read."""
    for key in client.scan_iter():
        yield key
        match client.type(key):
            case b"hash":
                yield repr(client.hgetall(key)).encode()
            case b"string":
                yield bytes(client.get(key) or b"")
            case b"set":
                yield repr(client.smembers(key)).encode()
            case b"zset":
                yield repr(client.zrange(key, 0, -1)).encode()
            case b"list":
                yield repr(client.lrange(key, 0, -1)).encode()
            case b"stream":
                yield repr(client.xrange(key)).encode()


def places(line: LinePaidStudio, said: list[bytes], flower: str) -> Iterator[tuple[str, bytes]]:
    """Everywhere that a key could have gone, with what is there."""
    yield from ((f"command {number}", text) for number, text in enumerate(said))
    for path in sorted(line.folder.rglob("*")):
        if path.is_file() and not path.is_socket():
            # The append-only file has every message and every value that ever was in Redis.
            yield str(path.relative_to(line.folder)), path.read_bytes()
    socket_path = line.redis_url.removeprefix("unix://").split("?")[0]
    for number in (0, 1):
        for content in contents(redis.Redis(unix_socket_path=socket_path, db=number)):
            yield f"database {number}", content
    for page in ("api/tasks", "api/workers?refresh=1", "api/queues/length", "tasks", "workers", "metrics"):
        yield f"Flower's {page}", asked(f"{flower}/{page}")


def test_the_key_appears_nowhere_though_the_provider_repeats_it(line: LinePaidStudio, echo: Echo, flower: str) -> None:
    rooms = ("fine", *FAULTS)
    scenes = [a_scene_of(f"Line {room}.", duration_seconds=1, setting=f"Room {room}") for room in rooms]
    provider, keys = echo.provider, line.pair if isinstance(line, FileLine) else (line.key,)
    failing = {"fault": "failed", "match": {"text": "Line fine."}, "options": {"error": f"job of key {' or '.join(keys)} failed"}}
    provider.rules(*({"fault": fault, "match": {"text": f"Room {fault}"}} for fault in FAULTS), failing)
    path = line.write(a_paid_season(scenes, stages="all", vendor="simulator-blind", budget_usd=5))

    done = [line.run("produce", path, "--wait"), line.run("doctor", "--online", "--json"), line.run("providers", "--json")]
    provider.rules({"fault": "unauthorized", "match": {"kind": "speech"}})
    done += [line.run("resume", "test-season"), *(line.run(name, path) for name in ("plan",))]
    done += [line.run(name, "test-season") for name in ("status", "costs", "watch", "report")]
    done += [line.run(name, "test-season", "--json") for name in ("status", "costs", "watch")]

    said = [f"{one.stdout}{one.stderr}".encode() for one in done]
    assert [done[0].returncode, done[3].returncode] == [1, 1]
    assert b"refused" in said[0], "the provider's own words are told"
    assert echo.errors >= len(FAULTS)
    assert len(asked(f"{flower}/api/tasks")) > 1000
    forms = [form for key in {*keys, *echo.keys} for form in (key.encode(), b64encode(key.encode()), b64encode(f"Bearer {key}".encode()))]
    told = {name for name, content in places(line, said, flower) for form in forms if form in content}
    assert told == set()
    assert not {*keys, *echo.keys} & set(os.environ.values())
