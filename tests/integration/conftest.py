"""Runs the real command as a process: real Redis, real Celery workers, real ffmpeg; the quick studio draws and speaks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0


def wait_for(what: str, condition: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
    """Wait on the thing itself; answers what the condition found."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for {what}")


@dataclass
class Studio:
    """A folder with a state of its own, and the command in it."""

    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    module: str = "tests.support.quick_cli"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIFFHANGER_")}
        return {**clean, "CLIFFHANGER_STATE_DIR": str(self.state), "PYTHONPATH": str(ROOT), "CLIFFHANGER_MEDIA_PROCESSES": "2"}

    def write(self, season: dict[str, Any], name: str = "season.yaml") -> Path:
        path = self.folder / name
        path.write_text(yaml.safe_dump(season, allow_unicode=True), encoding="utf-8")
        return path

    def start(self, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", self.module, *map(str, args)]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *args: object) -> subprocess.CompletedProcess[str]:
        process = self.start(*args)
        out, err = process.communicate(timeout=PATIENCE_S * 2)
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.state.glob("seasons/*/logs/*.log")))

    def manifest(self, slug: str = "test-season") -> dict[str, Any]:
        return json.loads((self.folder / "out" / slug / "manifest.json").read_text(encoding="utf-8"))

    def processes(self) -> list[psutil.Process]:
        """Every process that works in this studio's state folder."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("CLIFFHANGER_STATE_DIR") == str(self.state):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def digests(manifest: dict[str, Any]) -> dict[str, str]:
    """Content key to sha256 of every product, the episodes included."""
    products = [*manifest["products"]]
    for episode in manifest["episodes"]:
        products += episode["products"]
        for scene in episode["scenes"]:
            products += scene["products"]
    return {product["key"]: product["sha256"] for product in products}


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path)
    yield studio
    for process in studio.started:
        if process.poll() is None:
            process.kill()
            process.wait()
    leftovers = studio.processes()
    for process in leftovers:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(leftovers, timeout=20)
