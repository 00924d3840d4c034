"""What a stand-in is described with: its routes, the failures that its vendor documents, and the jobs that it keeps."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.contract.providers.wire import Reply
from worker.engines.failures import ProviderFailure

SECRET = "-the-secret"
"""Ends the second of a pair of keys."""

REGION = "westeurope"
"""What a variable in the midst of an address stands for."""

COMPATIBLE_HOST = "models.example.com"
"""Where a server stands whose whole address a variable holds."""

Kind = Literal["submit", "poll", "resolve", "upload", "lookup", "cancel", "free"]


@dataclass(frozen=True)
class Route:
    """`handler` is a method of the vendor; named groups of `path` are its arguments. A submit is what costs."""

    method: str
    path: str
    handler: str
    kind: Kind


@dataclass(frozen=True)
class Failure:
    """One documented way to fail: what is replied instead of the ordinary answer, and what the line must make of it.

    `reply` is an answer, or a function of the stand-in and the job (None before there is one) that gives it.
    """

    name: str
    at: Literal["submit", "poll", "resolve"]
    reply: "Reply | Callable[[Any, Any], Reply]"
    raises: type[ProviderFailure]
    after_s: float | None = None
    kind: str | None = None
    is_billed: bool | None = None
    capabilities: frozenset[str] | None = None
    """None: whatever the vendor makes."""


@dataclass
class Work:
    """A job as the vendor keeps it. `words` are its statuses still to come, the last one stays."""

    id: str
    capability: str
    understood: dict[str, Any]
    words: deque[str] = field(default_factory=deque)
    reference: str | None = None
    polls: int = 0
    is_cancelled: bool = False
    word_when_cancelled: str = ""

    def next_word(self) -> str:
        self.polls += 1
        if self.is_cancelled:
            return self.word_when_cancelled
        return self.words.popleft() if len(self.words) > 1 else self.words[0]
