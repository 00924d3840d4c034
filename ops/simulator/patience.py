"""Whether clients wait as long as they were asked to."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass

GRACE_S = 0.25
"""Requests that were already on their way when a 429 left are not held against anybody."""
SENSIBLE_S = 3600
"""A longer wait than this is a fault of the provider's; nobody has to keep it."""


@dataclass
class Patience:
    """One account's: until when it was asked to wait, and how many submits came before. Real time in seconds."""

    asked_at: float = 0.0
    until: float = 0.0
    too_early: int = 0

    def ask(self, now: float, headers: Mapping[str, str]) -> None:
        """A 429 was sent with these headers."""
        wait_s = asked_wait_s(headers)
        if wait_s is not None and wait_s <= SENSIBLE_S and now + wait_s > self.until:
            self.asked_at, self.until = now, now + wait_s

    def meet(self, now: float) -> None:
        """A submit has come."""
        self.too_early += self.asked_at + GRACE_S < now < self.until


def asked_wait_s(headers: Mapping[str, str]) -> float | None:
    """The seconds that a 429 asks to wait: milliseconds, seconds, or an HTTP date; None where it says nothing that can be read."""
    if "retry-after-ms" in headers:
        return float(headers["retry-after-ms"]) / 1000
    asked = headers.get("Retry-After", "")
    try:
        return float(asked)
    except ValueError:
        pass
    try:
        return email.utils.parsedate_to_datetime(asked).timestamp() - time.time()
    except ValueError:
        return None
