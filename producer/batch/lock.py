"""Only one command at a time makes a batch in a folder: a timer that comes too early finds the door shut, and says so."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import CliffhangerError, InputError

LOCK = ".batch.lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder; the kernel lets go of it when the process ends, however it ends.

    Raises CliffhangerError where another command has it, InputError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}); give another --out, or another output_dir") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip()
            raise CliffhangerError(
                f"{folder} is in use: process {owner or '?'} makes a batch there; run this again when it has ended"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
