"""A redis-server or a Sentinel of its own process and folder, on a port of loopback."""

import signal
import subprocess
from pathlib import Path
from typing import Any

import redis

from tests.integration.conftest import wait_for
from tests.support.tools import program


class RedisNode:
    """One server (or Sentinel: `program_name`) with a configuration of its own; what it writes into its folder outlives it."""

    def __init__(self, folder: Path, port: int, *lines: str, program_name: str = "redis-server", **client: Any) -> None:
        folder.mkdir(parents=True)
        self.port = port
        self._folder, self._client = folder, {"host": "127.0.0.1", "port": port, "socket_timeout": 5, "decode_responses": True, **client}
        self._config = folder / "node.conf"
        self._command = [program(program_name), str(self._config)]
        own = (f"dir {folder}", "bind 127.0.0.1", "daemonize no", "protected-mode yes")
        self._config.write_text(
            "\n".join([*own, *([] if any("port" in line.split()[0] for line in lines) else [f"port {port}"]), *lines]) + "\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "RedisNode":
        """Start it and wait until it answers."""
        with (self._folder / "node.log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
        wait_for(f"the server at port {self.port}", self._answers, 30)
        return self

    def client(self) -> redis.Redis:
        """A client that nothing is retried for."""
        return redis.Redis(**self._client)

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        return (self._folder / "node.log").read_text(errors="replace")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log()[-2000:]
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False
