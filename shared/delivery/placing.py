"""Puts single files in place: whole or absent, by a temporary name in the same folder and a rename."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import BadOutput

UNFINISHED = ".cliffhanger-part"
"""How the temporary names end."""

_CHUNK_BYTES = 1 << 20


def write_text(target: Path, text: str) -> None:
    """Write a text file (UTF-8)."""
    with _replacing(target) as unfinished, unfinished.open("xb") as stream:
        stream.write(text.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())


def copy(source: Path, target: Path, sha256: str | None = None) -> None:
    """Copy a file with its time of modification. Raises BadOutput when its content is not that of `sha256`."""
    digest = hashlib.sha256()
    with _replacing(target) as unfinished:
        with source.open("rb") as original, unfinished.open("xb") as stream:
            while chunk := original.read(_CHUNK_BYTES):
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            # The time tells the next delivery that this is still the copy of that source.
            modified_ns = os.fstat(original.fileno()).st_mtime_ns
            os.utime(stream.fileno(), ns=(modified_ns, modified_ns))
            os.fsync(stream.fileno())
        if sha256 is not None and digest.hexdigest() != sha256:
            raise BadOutput(f"{source} is damaged: its SHA-256 is {digest.hexdigest()} where {sha256} is right; remove it and resume")


def link(source: Path, target: Path, sha256: str | None = None) -> None:
    """Hard-link a file of the store; copy it, read-only, where the file system cannot link it. Raises as `copy` does."""
    try:
        with _replacing(target) as unfinished:
            os.link(source, unfinished)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOSPC, errno.EROFS}:
            raise
        # Another device, a file system without links, too many links, or a store that belongs to another user.
        copy(source, target, sha256)
        target.chmod(0o444)


def sweep(folder: Path) -> None:
    """Remove what killed deliveries left unfinished. Only while no other delivery works in this folder."""
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(UNFINISHED):
                Path(where, name).unlink(missing_ok=True)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`, which replaces it at the end, or is removed when the body fails."""
    unfinished = target.with_name(f".{secrets.token_hex(8)}{UNFINISHED}")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        # After the rename it is gone, unless both names were links to one file: then the rename does nothing.
        unfinished.unlink(missing_ok=True)
