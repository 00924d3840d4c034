"""A season that was made before everybody's eyes: workers that tell Flower, log lines and a receiver of traces what they do."""

import json
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from producer.embedded.redis_server import redis_server_executable
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.otlp import Receiver
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

PASSWORD = secrets.token_urlsafe(18)
REDIS_PASSWORD = secrets.token_urlsafe(18)


@dataclass
class WatchedStudio(LinePaidStudio):
    """A line that writes JSON, sends traces, and whose Redis asks for a password."""

    receiver: Receiver = field(kw_only=True)

    @property
    def broker_url(self) -> str:
        return self.redis_url.removesuffix("/0") + "/1"

    def environment(self) -> dict[str, str]:
        traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": self.receiver.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        return {**super().environment(), **traces, "CLIFFHANGER_LOG_FORMAT": "json"}


@dataclass(frozen=True)
class Watched:
    """The line with its season, which ended as `partial`: its scenes are one that is made, one that is refused, one that has a bug."""

    line: WatchedStudio
    season: str
    flower: str
    """Its address, with its prefix."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may be shown."""
        return (self.line.key, REDIS_PASSWORD, PASSWORD)

    def lines(self, name: str) -> list[dict[str, Any]]:
        """A worker's log lines."""
        text = (self.line.line_folder / f"{name}.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def start_flower(folder: Path, environment: dict[str, str], *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """`cliffhanger flower` at a free port, and its address."""
    log = folder / "flower.log"
    command = [sys.executable, "-m", "producer", "flower", "--port", "0", *options]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)

    def address() -> str:
        assert process.poll() is None, log.read_text()
        found = re.search(r"Flower at (http://\S+?)/(?=[ \"])", log.read_text())
        return found[1] if found else ""

    return process, wait_for("Flower to listen", address)


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", REDIS_PASSWORD, "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([redis_server_executable(), *options], stdout=subprocess.DEVNULL)
    provider = Provider()
    started: list[subprocess.Popen[bytes]] = [server]
    with Receiver() as receiver:
        given: dict[str, Any] = {"provider": provider, "line_folder": folder, "receiver": receiver}
        line = WatchedStudio(folder, redis_url=f"redis://:{REDIS_PASSWORD}@127.0.0.1:{port}/0", **given)
        try:
            wait_for("Redis", lambda: _answers(port))
            environment = {**line.environment(), "CLIFFHANGER_FLOWER_AUTH": f"watcher:{PASSWORD}"}
            flower, address = start_flower(folder, environment, "--prefix", "/flower")
            started += [flower, *line.start_workers("-E")]
            yield Watched(line, _make(line, provider), address)
        finally:
            for process in reversed(started):
                process.kill()
                process.wait()
            left = line.processes()
            for process in left:
                process.send_signal(signal.SIGKILL)
            psutil.wait_procs(left, timeout=20)
            provider.simulator.stop()


def _make(line: WatchedStudio, provider: Provider) -> str:
    rooms = {"Kitchen, day": {}, "Room of bad requests": {}, "Attic": {"action": "Emma waits. [bug]"}}
    scenes = [a_scene_of("Who is there?", duration_seconds=1, setting=room, **more) for room, more in rooms.items()]
    provider.rules({"fault": "moderated_input", "match": {"text": "bad requests"}})
    provider.post("latency", {"seconds": 0.4, "by_kind": {}})
    done = line.produce(a_paid_season(scenes[:2], [scenes[0]], stages="video", budget_usd=5, title="Test Season"))
    assert done.returncode == 1, f"{done.stdout}{done.stderr}{line.log()}"
    return str(json.loads(line.run("status", "test-season", "--json").stdout)["season"])


def _answers(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port, password=REDIS_PASSWORD).ping())
    except redis.ConnectionError:
        return False
