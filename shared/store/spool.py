"""Notes of this host that the object store does not have yet: on disk first, sent when it answers again."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from shared.errors import StoreAway
from shared.store.store import write_whole

log = logging.getLogger(__name__)

# Where the store is away, it is tried again at most so often.
_TRY_AGAIN_S = 2.0


class Spool:
    """The notes that wait in a folder; `send` puts one into the store."""

    def __init__(self, root: Path, send: Callable[[str, bytes], None]) -> None:
        self._root = root
        self._send = send
        self._next_s = 0.0

    def keep(self, name: str, content: bytes) -> None:
        """Have it on disk, then in the store, if that answers."""
        write_whole(self._root / name, content)
        try:
            self._send(name, content)
        except StoreAway as error:
            log.warning("%s is kept on this host for now: %s", name, error)
        else:
            (self._root / name).unlink(missing_ok=True)

    def read(self, name: str) -> bytes | None:
        """What waits under a name."""
        with suppress(FileNotFoundError):
            return (self._root / name).read_bytes()
        return None

    def forget(self, start: str) -> None:
        """Remove what waits under names that begin so."""
        beginning = self._root / start
        for file in beginning.parent.glob(f"{beginning.name}*"):
            file.unlink(missing_ok=True)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not any(file.is_file() and file.suffix != ".part" for file in self._root.rglob("*"))

    def catch_up(self) -> None:
        """Send what waits. Nothing is raised: it goes on waiting."""
        if time.monotonic() < self._next_s or not self._root.is_dir():
            return
        self._next_s = time.monotonic() + _TRY_AGAIN_S
        for file in self._root.rglob("*"):
            if not file.is_file() or file.suffix == ".part":
                continue
            try:
                self._send(str(file.relative_to(self._root)), file.read_bytes())
            except FileNotFoundError:
                continue
            except (StoreAway, OSError) as error:
                log.warning("notes of this host wait for the store: %s", error)
                return
            file.unlink(missing_ok=True)
