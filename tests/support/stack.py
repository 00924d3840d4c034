"""The services of docker-compose.yml as plain processes: their commands, environments and secrets as the file says, on loopback."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.compose import ROOT, environment_of, read_compose, read_env_file
from tests.support.tools import program

PATIENCE_S = 120.0
CLI = (sys.executable, "-m", "tests.support.quick_cli")
"""The image's command, with the quick studio in place of the real one."""
LISTENS = {
    "redis-ledger": 6379,
    "redis-broker": 6379,
    "object-store": 9000,
    "simulator": 8900,
    "hooks": 8800,
    "flower": 5555,
    "metrics": 9808,
}
"""Where services listen within the file's network."""


def free_port() -> int:
    """A port that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """The file's services below `folder`, with the variables of an env file; `object_store` stands in for that image."""

    folder: Path
    object_store: str
    variables: Mapping[str, str] = field(default_factory=lambda: read_env_file(ROOT / "ops/compose/dev.env"))
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services: dict[str, dict[str, Any]] = read_compose(self.variables)["services"]
        self.ports = {name: free_port() for name in LISTENS if name != "object-store"}
        subprocess.run(["sh", str(ROOT / "ops/compose/secrets.sh"), str(self.secrets), "dev"], check=True, capture_output=True)
        self.catalogue.mkdir()
        for name in ("ops/simulator/catalogue.yaml", "ops/compose/simulator.yaml"):
            text = (ROOT / name).read_text(encoding="utf-8")
            (self.catalogue / f"{len(list(self.catalogue.iterdir())) + 1}.yaml").write_text(self._here(text), encoding="utf-8")

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def catalogue(self) -> Path:
        return self.folder / "catalogue"

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text(encoding="utf-8").strip()

    def heartbeat(self, service: str) -> Path:
        return self.folder / f"{service}.heartbeat"

    def start(self, *names: str) -> None:
        """Start services; each writes a log named for it."""
        for name in names:
            command, environment = self._command(name), self.environment(name)
            folder = self.folder / "orders"
            folder.mkdir(exist_ok=True)
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)

    def run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """`docker compose run --rm cliffhanger …`."""
        command = [*CLI, *map(str, words)]
        folder = self.folder / "orders"
        return subprocess.run(
            command, cwd=folder, env=self.environment("cliffhanger"), text=True, capture_output=True, timeout=180, check=False
        )

    def environment(self, name: str) -> dict[str, str]:
        """What the container would see: nothing of this machine's environment, and no secret that is not its own."""
        service = self.services[name]
        mounted = self.folder / "mounted" / name
        if not mounted.exists():
            mounted.mkdir(parents=True)
            for secret in service.get("secrets", ()):
                shutil.copy(self.secrets / secret, mounted / secret)
        places = {
            "/run/secrets": str(mounted),
            "/run/providers": str(self.secrets / "providers"),
            "/etc/cliffhanger/catalogue": str(self.catalogue),
            "/var/lib/cliffhanger": str(self.folder / "state"),
            "/orders": str(self.folder / "orders"),
        }
        given = {"CLIFFHANGER_STATE_DIR": "/var/lib/cliffhanger", **environment_of(service, self.variables)}
        path = os.pathsep.join([str(Path(program("redis-server")).parent), os.environ.get("PATH", "")])
        image = {"PATH": path, "PYTHONPATH": str(ROOT), "CLIFFHANGER_HEARTBEAT": str(self.heartbeat(name))}
        return {**image, **{variable: self._here(_placed(value, places)) for variable, value in given.items()}}

    def stop(self) -> None:
        """Kill what runs, whatever it has started."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()

    def log(self) -> str:
        """The ends of all logs."""
        return "\n".join(f"--- {path.stem}\n{path.read_text(errors='replace')[-3000:]}" for path in sorted(self.folder.glob("*.log")))

    def wait_for(self, what: str, condition: Callable[[], Any]) -> Any:
        """Wait on the thing itself, for as long as no service has ended."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := condition():
                return found
            dead = [name for name, process in self.running.items() if process.poll() is not None]
            assert not dead, f"{dead} ended while {what} was waited for\n{self.log()}"
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}\n{self.log()}")

    def _command(self, name: str) -> list[str]:
        words = [self._here(str(word)) for word in self.services[name]["command"]]
        if name.startswith("redis-"):
            conf = ROOT / f"ops/compose/redis-{Path(words[0]).name}"
            data = self.folder / f"{name}.data"
            data.mkdir(exist_ok=True)
            place = ["--port", str(self.ports[name]), "--bind", "127.0.0.1", "--dir", str(data)]
            return [
                "env",
                f"SECRETS={self.folder / 'mounted' / name}",
                f"RUN={data}",
                "sh",
                str(ROOT / "ops/compose/redis.sh"),
                str(conf),
                *place,
            ]
        if name == "simulator":
            books = ["--books", str(self.folder / "books.json")]
            return [sys.executable, "-m", "ops.simulator", *words, "--port", str(self.ports[name]), *books, "--small"]
        port = ["--port", str(self.ports[name])] if name in self.ports else []
        return [*CLI, *words, *port]

    def _here(self, text: str) -> str:
        """A text with the network's names replaced by where they are on this machine."""
        text = text.replace("http://object-store:9000", self.object_store).replace("0.0.0.0", "127.0.0.1")
        for name, port in self.ports.items():
            text = text.replace(f"{name}:{LISTENS[name]}", f"127.0.0.1:{port}")
        return text.replace("127.0.0.1:8900", f"127.0.0.1:{self.ports['simulator']}")


def _placed(value: str, places: Mapping[str, str]) -> str:
    """A value whose paths, `:`-separated ones too, are below a test's folder."""
    if "://" in value:
        return value
    parts = []
    for part in value.split(":"):
        place = next((place for place in places if part == place or part.startswith(f"{place}/")), None)
        parts.append(places[place] + part.removeprefix(place) if place else part)
    return ":".join(parts)
