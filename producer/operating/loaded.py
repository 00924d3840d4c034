"""Loads an RDB file into a private redis-server, to be read there: whatever wrote it, nothing but that server reads the format."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from producer.embedded.process import Process
from producer.embedded.redis_server import redis_server_executable
from shared.errors import CliffhangerError, MissingPart

# A gigabyte is loaded in some ten seconds; whoever waits sees a server that still says that it is loading.
START_WITHIN_S = 20.0
_POLL_S = 0.01


@contextmanager
def loaded(snapshot: Path) -> Iterator[redis.Redis]:
    """A client, which answers bytes, of a server that has read an RDB file. Raises CliffhangerError where none here can read it."""
    with tempfile.TemporaryDirectory(prefix="cliffhanger-") as name:
        folder = Path(name)
        file = folder / "dump.rdb"
        try:
            file.hardlink_to(snapshot.absolute())
        except OSError:
            shutil.copyfile(snapshot, file)
        said = ""
        for number, program in enumerate(_programs()):
            socket = folder / f"{number}.sock"
            server = Process(
                _command(program, folder, socket), log=folder / f"{number}.log", environment=os.environ, folder=folder, dies_with_us=True
            )
            server.start()
            try:
                if not _answers(server, socket):
                    said = server.last_words()
                    continue
                # Wherever a ledger is in it, is told by its keys: a copy has every database of its server.
                yield redis.Redis(unix_socket_path=str(socket))
                return
            finally:
                server.end()
        raise CliffhangerError(f"{snapshot}: no redis-server here can read it ({said}); install one no older than the server that it is of")


def _programs() -> list[str]:
    """The servers of this machine, the bundled one first. Raises MissingPart where there is none."""
    found = [shutil.which("redis-server"), shutil.which("valkey-server")]
    with suppress(MissingPart):
        found.insert(0, redis_server_executable())
    programs = list(dict.fromkeys(program for program in found if program))
    if not programs:
        redis_server_executable()
    return programs


def _command(program: str, folder: Path, socket: Path) -> list[str]:
    # Nothing of it is written: the file is a link to the backup's own.
    options = {"port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(folder), "dbfilename": "dump.rdb"}
    quiet = {"appendonly": "no", "save": "", "daemonize": "no"}
    return [program, *(word for name, value in {**options, **quiet}.items() for word in (f"--{name}", value))]


def _answers(server: Process, socket: Path) -> bool:
    """Whether the server has read its file; it is waited for as long as it says that it reads."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=5.0)
    deadline = time.monotonic() + START_WITHIN_S
    while not server.has_ended() and time.monotonic() < deadline:
        try:
            return bool(client.ping())
        except redis.BusyLoadingError:
            deadline = time.monotonic() + START_WITHIN_S
        except redis.RedisError:
            pass
        time.sleep(_POLL_S)
    return False
