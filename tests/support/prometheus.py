"""A Prometheus of a test's own: the line's own configuration, with another target and less patience."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.support.tools import program

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ops" / "prometheus"


@dataclass(frozen=True)
class Prometheus:
    """A server, by its address."""

    url: str

    def ask(self, expr: str) -> list[dict[str, Any]]:
        """The series that an expression has now."""
        answer = requests.get(f"{self.url}/api/v1/query", params={"query": expr}, timeout=10).json()
        assert answer["status"] == "success", (expr, answer)
        result: list[dict[str, Any]] = answer["data"]["result"]
        return result


@contextmanager
def running_prometheus(folder: Path, target: str) -> Iterator[Prometheus]:
    """It asks `target` (host:port) four times a second."""
    executable = program("prometheus")
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"].update(scrape_interval="250ms", scrape_timeout="250ms", evaluation_interval="1s")
    config["rule_files"] = [str(FOLDER / name) for name in config["rule_files"]]
    config["scrape_configs"][0]["static_configs"][0]["targets"] = [target]
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    options = [f"--config.file={file}", f"--storage.tsdb.path={folder / 'tsdb'}", "--web.listen-address=127.0.0.1:0"]
    told = folder / "prometheus.log"
    with told.open("wb") as log:
        server = subprocess.Popen([executable, *options], stdout=log, stderr=log)
    try:
        yield Prometheus(_address(told, server))
    finally:
        server.kill()
        server.wait()


def _address(told: Path, server: subprocess.Popen[bytes]) -> str:
    """Where it listens, as its log tells, once it is ready."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, told.read_text()
        log = told.read_text(errors="replace")
        if "Server is ready to receive web requests" in log and (found := re.search(r"address=(127\.0\.0\.1:[1-9]\d*)", log)):
            return f"http://{found[1]}"
        time.sleep(0.05)
    raise AssertionError("prometheus was not ready within 30 s")
