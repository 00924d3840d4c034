"""Takes a copy of a whole Redis as it stood at one moment, over the wire: SYNC, as a replica asks for it, answers an RDB file."""

import os
import socket
from pathlib import Path
from typing import Any, BinaryIO, cast

import redis
from redis.exceptions import ResponseError

from shared.errors import CliffhangerError

# The server sends a new line each second while it writes the file; a file that is on its way pauses for less than this.
SILENCE_S = 60.0
_CHUNK_BYTES = 1 << 20
# RDB file format: "REDIS", four digits of its version, …, an opcode for the end, eight bytes of checksum.
_MAGIC, _END, _CHECKSUM_BYTES = b"REDIS", 0xFF, 8


def take_snapshot(client: redis.Redis, file: Path) -> None:
    """Write the RDB file of the server behind `client`, every database of it, whole and on the disk before this returns.

    The protocol is that of replication (redis.io/docs: PSYNC, REPLCONF). The server goes on meanwhile. Raises CliffhangerError where it
    refuses or breaks off, redis.RedisError, OSError.
    """
    connection = cast("Any", client.connection_pool.make_connection())  # redis-py's connections have no common public type
    try:
        connection.connect()
        # Since 7.0: nothing is wanted but the file, and this is no replica to be counted. Older servers know no such word.
        connection.send_command("REPLCONF", "rdb-only", "1")
        try:
            connection.read_response()
        except ResponseError as error:
            if "NOPERM" in str(error):
                raise _refused(str(error)) from None
        wire: socket.socket = connection._sock  # noqa: SLF001  # what follows is no answer that its parser knows
        wire.settimeout(SILENCE_S)
        wire.sendall(b"SYNC\r\n")
        with file.open("wb") as stream:
            _receive(wire, stream)
            stream.flush()
            os.fsync(stream.fileno())
    except TimeoutError:
        raise _broken(f"nothing came for {SILENCE_S:.0f} s") from None
    finally:
        connection.disconnect()
    _check(file)


def _receive(wire: socket.socket, stream: BinaryIO) -> None:
    size = _announced_bytes(wire)
    while size:
        part = wire.recv(min(size, _CHUNK_BYTES))
        if not part:
            raise _broken(f"{size} bytes are missing")
        stream.write(part)
        size -= len(part)


def _announced_bytes(wire: socket.socket) -> int:
    """How many bytes the file has: the first line that says anything."""
    line = b""
    while not line.endswith(b"\r\n"):
        byte = wire.recv(1)
        if not byte:
            raise _broken("it closed the connection before the file began")
        # New lines keep the connection alive until the file is written.
        line = (line + byte).lstrip(b"\n")
    said = line.strip().decode(errors="replace")
    if said.startswith("$") and said[1:].isdigit():
        return int(said[1:])
    raise _refused(said.removeprefix("-"))


def _check(file: Path) -> None:
    """That a file is an RDB file and has its end. Raises CliffhangerError."""
    if not is_snapshot(file):
        raise _broken("what came is no whole RDB file")


def is_snapshot(file: Path) -> bool:
    """Whether a file begins and ends as an RDB file does."""
    with file.open("rb") as stream:
        begin = stream.read(len(_MAGIC))
        if begin != _MAGIC or stream.seek(0, os.SEEK_END) < len(_MAGIC) + 4 + 1 + _CHECKSUM_BYTES:
            return False
        stream.seek(-_CHECKSUM_BYTES - 1, os.SEEK_END)
        return stream.read(1) == bytes([_END])


def _refused(said: str) -> CliffhangerError:
    return CliffhangerError(
        f"Redis refuses SYNC ({said}): give its user +sync +replconf, or have the service take its "
        f"own snapshot: 'cliffhanger restore' reads that RDB file"
    )


def _broken(why: str) -> CliffhangerError:
    return CliffhangerError(f"Redis broke the copy off: {why}; its own log says why, and the same command begins anew")
