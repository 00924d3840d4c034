"""Hosts as network namespaces: each with an address, process ids and a name of its own, on one bridge; each link can be cut."""

import os
import random
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.tools import absent, program


@dataclass
class Host:
    """A host on a network, and the one process of ours that all its others are children of."""

    name: str
    address: str
    process: "subprocess.Popen[bytes] | None" = None

    def run(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], folder: Path) -> None:
        """Start programs, each with a log of its own in `folder`; they end with `stop`."""
        lines = [f"{shlex.join(command)} >{shlex.quote(str(folder / f'{name}.log'))} 2>&1 &" for name, command in commands.items()]
        script = "\n".join([f"hostname {self.name}", *lines, "wait"])
        apart = ["unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
        command = [program("ip"), "netns", "exec", self.name, *apart, "sh", "-c", script]
        self.process = subprocess.Popen(command, env=dict(environment), cwd=folder)

    def stop(self) -> None:
        """Kill whatever runs there."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def cut_off(self) -> None:
        """Take the link down: nothing that is sent arrives, and nobody is told."""
        _ip("link", "set", _outer(self.name), "down")

    def join(self) -> None:
        """The link is up again."""
        _ip("link", "set", _outer(self.name), "up")


@dataclass
class Network:
    """The addresses of a network that exists as long as its block. `services` and `provider` are on this side of the bridge."""

    services: str
    provider: str
    hosts: tuple[Host, ...]


@contextmanager
def network(hosts: int) -> Iterator[Network]:
    """Hosts on one bridge. Skips the test where this process may not make namespaces, or has not the programs for it."""
    program("ip"), program("unshare")
    name, net = f"ch{random.randrange(16**6):06x}", f"10.{random.randrange(200, 250)}.{random.randrange(256)}"
    with ExitStack() as undo:
        if os.geteuid() != 0 or not _may("link", "add", name, "type", "bridge"):
            absent("network namespaces are made by root alone")
        undo.callback(_ip, "link", "del", name)
        for address in (f"{net}.1/24", f"{net}.2/24"):
            _ip("addr", "add", address, "dev", name)
        _ip("link", "set", name, "up")
        made = tuple(Host(f"{name}{number}", f"{net}.{10 + number}") for number in range(hosts))
        for host in made:
            _ip("netns", "add", host.name)
            undo.callback(_ip, "netns", "del", host.name)
            undo.callback(host.stop)
            _link(host, bridge=name)
        yield Network(f"{net}.1", f"{net}.2", made)


def _link(host: Host, bridge: str) -> None:
    inner = f"{host.name}i"
    _ip("link", "add", _outer(host.name), "type", "veth", "peer", "name", inner)
    _ip("link", "set", _outer(host.name), "master", bridge, "up")
    _ip("link", "set", inner, "netns", host.name)
    for command in (["addr", "add", f"{host.address}/24", "dev", inner], ["link", "set", inner, "up"], ["link", "set", "lo", "up"]):
        _ip("-n", host.name, *command)


def _outer(name: str) -> str:
    return f"{name}o"


def _may(*args: str) -> bool:
    return subprocess.run([program("ip"), *args], capture_output=True, check=False).returncode == 0


def _ip(*args: str) -> None:
    subprocess.run([program("ip"), *args], check=True)
