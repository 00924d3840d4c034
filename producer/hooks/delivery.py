"""One callback as it came, and why one is not taken."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """A callback. Header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value. Raises Refused where it is not there."""
        value = self.headers.get(name.lower(), "").strip()
        if not value:
            raise Refused(401, f"the header {name} is missing")
        return value


class Refused(Exception):
    """A callback that is not taken: the HTTP status that says so, and why, in words that hold nothing of a secret."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def digest_of(name: str | bytes) -> str:
    """What names a delivery, at a length of our own."""
    return hashlib.sha256(name if isinstance(name, bytes) else name.encode()).hexdigest()[:32]
