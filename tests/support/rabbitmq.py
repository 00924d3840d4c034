"""A real RabbitMQ of one node in a folder of its own, on loopback, with its own Erlang port mapper: nothing of the machine's is touched."""

import os
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import psutil
from kombu import Connection

from tests.integration.conftest import wait_for
from tests.support.tools import program

LAUNCHER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Debian's own start script; the one on the PATH would go on as the user `rabbitmq`."""
# It starts within ten seconds where nothing else runs.
PATIENCE_S = 90.0


class RabbitMQ:
    """One node. Its queues outlive `kill` and `start`."""

    def __init__(self, folder: Path) -> None:
        program("rabbitmq-server")
        self._folder = folder
        self._port, self._epmd_port, self._dist_port = free_ports(3)
        (folder / "home").mkdir(parents=True)
        (folder / "enabled_plugins").write_text("[].\n")
        (folder / "rabbitmq.conf").write_text("")
        self._epmd: subprocess.Popen[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def start(self) -> None:
        """Start the node, and wait until it takes connections."""
        if self._epmd is None:
            epmd = [program("epmd"), "-address", "127.0.0.1", "-port", str(self._epmd_port)]
            self._epmd = subprocess.Popen(epmd, env=self._environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # A node that finds none starts one of its own, which would outlive it.
            wait_for("Erlang's port mapper", self._maps_ports)
        with (self._folder / "rabbitmq.log").open("ab") as log:
            launcher = str(LAUNCHER) if LAUNCHER.exists() else program("rabbitmq-server")
            self._server = subprocess.Popen([launcher], env=self._environment(), stdout=log, stderr=log, start_new_session=True)
        wait_for("RabbitMQ", self._answers, PATIENCE_S)

    def kill(self) -> None:
        """kill -9."""
        assert self._server is not None
        started = [self._server.pid, *(child.pid for child in psutil.Process(self._server.pid).children(recursive=True))]
        for pid in started:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._server.wait()

    def wait_for_queues(self, *queues: str) -> None:
        """Wait until the node would know these after a kill, which takes it up to a second from the declaration (docs/brokers.md)."""
        wait_for(f"RabbitMQ to write down {', '.join(queues)}", lambda: all(map(self._has_written, queues)))

    def _has_written(self, queue: str) -> bool:
        # An atom in Erlang's external term format: its length before its text.
        name = f"%2F_{queue}".encode()
        return any(bytes([len(name)]) + name in file.read_bytes() for file in self._folder.glob("mnesia/*/quorum/*/names.dets"))

    def stop(self) -> None:
        """End the node and its port mapper."""
        if self._server is not None and self._server.poll() is None:
            self.kill()
        if self._epmd is not None:
            self._epmd.terminate()
            self._epmd.wait(timeout=20)

    def _maps_ports(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._epmd_port), timeout=2).close()
        except OSError:
            return False
        return True

    def _answers(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, (self._folder / "rabbitmq.log").read_text(errors="replace")[-2000:]
        connection = Connection(self.url, connect_timeout=2)
        try:
            connection.connect()
        except (OSError, *connection.connection_errors):
            return False
        connection.release()
        return True

    def _environment(self) -> dict[str, str]:
        folder = str(self._folder)
        rabbit = {
            "NODENAME": f"cliffhanger-{self._port}@localhost",
            "NODE_IP_ADDRESS": "127.0.0.1",
            "NODE_PORT": str(self._port),
            "DIST_PORT": str(self._dist_port),
            "MNESIA_BASE": f"{folder}/mnesia",
            "LOG_BASE": f"{folder}/log",
            "CONFIG_FILE": f"{folder}/rabbitmq",
            "ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            # Two schedulers are enough; the distribution's port is nobody else's to reach.
            "SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}",
        }
        erlang = {"HOME": f"{folder}/home", "ERL_EPMD_PORT": str(self._epmd_port), "ERL_EPMD_ADDRESS": "127.0.0.1"}
        return {**os.environ, **erlang, **{f"RABBITMQ_{name}": value for name, value in rabbit.items()}}


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            with closing(each):
                pass
