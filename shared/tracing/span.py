"""What a span looks like to those who tell it something; this one forgets all."""

from types import TracebackType
from typing import Literal

Kind = Literal["internal", "client", "producer", "consumer"]
Told = str | int | float | bool
"""What a span can be told."""


class Span:
    """A stretch of work that nobody follows. A context manager: its end is the block's."""

    traceparent = ""
    """How a message says what it belongs to (W3C Trace Context); empty where nobody follows."""

    def tell(self, **attributes: Told | None) -> None:
        """Add what is known by now; None is not known."""

    def fail(self, reason: str) -> None:
        """It came to nothing, and why."""

    def __enter__(self) -> "Span":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None


NOTHING = Span()
