"""A host's cache of an object store: files that any number of processes share, within a limit, and never taken from under a live session.

What is used lately stays. Who reads holds a session, a locked file whose time says since when; what was used since the oldest live
session began is not removed. The kernel lets go of locks when a process ends, however it ends.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from shared.store.folder import clear_old

# Looking through a cache costs more than it frees where little came since the last time.
_LOOK_SHARE = 0.02


@dataclass
class Cache:
    """The cache in `root`, of at most about `limit_bytes`. An entry is a folder of files, named by its kind and key."""

    root: Path
    limit_bytes: int
    _came_bytes: int = 0
    _sessions: int = 0
    _own: int | None = None
    _guard: Lock = field(default_factory=Lock)

    def entry(self, kind: str, key: str) -> Path:
        """The folder of an entry, be it there or not."""
        return self.root / kind / key[:2] / key

    def workspace(self) -> Path:
        """An empty folder on the cache's own file system."""
        return Path(tempfile.mkdtemp(dir=_made(self.root / "tmp")))

    def clear_workspaces(self) -> None:
        """Remove those that killed processes left behind."""
        clear_old(self.root / "tmp")

    def kept(self, file: Path, size_bytes: int | None = None) -> bool:
        """Whether an entry has this file, at this size; from now on the entry counts as used."""
        self._hold_on()
        with self._lock("cache", fcntl.LOCK_SH):
            try:
                found = file.stat().st_size
                os.utime(file.parent)
            except FileNotFoundError:
                return False
        return size_bytes is None or found == size_bytes

    @contextmanager
    def bringing(self, key: str) -> Iterator[Path]:
        """Hold the right to bring files of a key here, so that a host fetches once; a folder to bring them to first."""
        with self._lock(f"bring-{key[:2]}", fcntl.LOCK_EX):
            folder = self.workspace()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def place(self, file: Path, target: Path) -> None:
        """Put a whole file of a workspace into its entry; the entry counts as used."""
        self._hold_on()
        size_bytes = file.stat().st_size
        with self._lock("cache", fcntl.LOCK_SH):
            _made(target.parent)
            file.replace(target)
            os.utime(target.parent)
        with self._guard:
            self._came_bytes += size_bytes
            is_worth_it = self._came_bytes > self.limit_bytes * _LOOK_SHARE
        if is_worth_it:
            self.make_room()

    @contextmanager
    def session(self) -> Iterator[None]:
        """What is used from now on stays until the end of the block."""
        held = self._begin()
        with self._guard:
            self._sessions += 1
        try:
            yield
        finally:
            with self._guard:
                self._sessions -= 1
            os.close(held[0])
            held[1].unlink(missing_ok=True)

    def make_room(self) -> None:
        """Remove what was used least lately, until the limit is kept or all that is left is in use. Another process's turn counts too."""
        with self._guard:
            self._came_bytes = 0
        with self._lock("room", fcntl.LOCK_EX | fcntl.LOCK_NB) as is_ours:
            if not is_ours:
                return
            self.clear_workspaces()
            entries = sorted(self._entries())
            left_bytes = sum(size_bytes for _, size_bytes, _ in entries)
            for used_ns, size_bytes, folder in entries:
                if left_bytes <= self.limit_bytes:
                    return
                if self._remove(folder, used_ns):
                    left_bytes -= size_bytes

    def _remove(self, folder: Path, used_ns: int) -> bool:
        trash = Path(tempfile.mkdtemp(dir=_made(self.root / "tmp")))
        try:
            with self._lock("cache", fcntl.LOCK_EX):
                # Used meanwhile, or in use: nobody can begin to use it while this lock is held.
                if folder.stat().st_mtime_ns != used_ns or used_ns >= self._oldest_session_ns():
                    return False
                folder.rename(trash / "entry")
        except FileNotFoundError:
            return False
        finally:
            shutil.rmtree(trash, ignore_errors=True)
        return True

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        """When each entry was used last, how many bytes it has, and where it is."""
        for folder in self.root.glob("kept-*/??/*"):
            with suppress(FileNotFoundError):
                yield folder.stat().st_mtime_ns, sum(file.stat().st_size for file in folder.iterdir()), folder

    def _oldest_session_ns(self) -> int:
        """When the oldest live session began; what dead processes left of theirs is removed."""
        oldest = 1 << 63
        for file in _made(self.root / "sessions").iterdir():
            with suppress(FileNotFoundError):
                descriptor = os.open(file, os.O_RDONLY)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    file.unlink()
                except BlockingIOError:
                    oldest = min(oldest, os.fstat(descriptor).st_mtime_ns)
                finally:
                    os.close(descriptor)
        return oldest

    def _begin(self) -> tuple[int, Path]:
        # It is seen under its name only when it is locked, so that nobody takes it for a dead process's.
        name = f"{os.getpid()}-{secrets.token_hex(6)}"
        file = _made(self.root / "tmp") / name
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        target = _made(self.root / "sessions") / name
        file.rename(target)
        return descriptor, target

    def _hold_on(self) -> None:
        """Whoever reads outside of a session, as a command does, has one until its process ends."""
        with self._guard:
            if self._sessions == 0 and self._own != os.getpid():
                self._begin()
                self._own = os.getpid()

    @contextmanager
    def _lock(self, name: str, how: int) -> Iterator[bool]:
        descriptor = os.open(_made(self.root / "locks") / name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, how)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
