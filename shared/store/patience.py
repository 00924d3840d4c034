"""How long what is sent may stay without an answer: a slow link looks like a dead one until all of it has arrived."""

from dataclasses import dataclass

PATIENCES_S = (10.0, 40.0, 160.0, 640.0)
"""The steps; the first is for whatever is asked, too."""
# What is shorter says little of a link.
_TELLING_BYTES = 1 << 20


@dataclass
class Link:
    """What a process has learnt of its link by what it sent: bytes a second, 0 where nothing is known."""

    at_once_bytes: int
    """So much is under way at the same time, at most."""
    _bytes_per_s: float = 0.0

    def first_step(self, size_bytes: int) -> int:
        """The step to begin with for so many bytes: twice what they should take."""
        wanted_s = 2 * min(size_bytes, self.at_once_bytes) / self._bytes_per_s if self._bytes_per_s else 0.0
        return next((step for step, patience_s in enumerate(PATIENCES_S) if patience_s >= wanted_s), len(PATIENCES_S) - 1)

    def learn(self, size_bytes: int, took_s: float) -> None:
        """What was sent has arrived."""
        if size_bytes >= _TELLING_BYTES:
            self._bytes_per_s = size_bytes / max(took_s, 0.001)
