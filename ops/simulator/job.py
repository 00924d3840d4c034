"""One accepted request: what the books say of it, and what has been decided about its fate."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from ops.simulator.answer import Reason
from ops.simulator.ask import Ask
from ops.simulator.chat.reply import Reply
from ops.simulator.media.shapes import Shape
from ops.simulator.media.spoil import Spoil

State = Literal["queued", "running", "done", "failed", "cancelled", "expired"]
FINAL: tuple[State, ...] = ("done", "failed", "cancelled", "expired")
QUEUED_SHARE = 0.3
"""The part of a job's time that it waits in the provider's own queue; cancelled then, it costs nothing."""


@dataclass
class Fate:
    """What is decided about a job when it is accepted.

    `end` None: it never ends. `words`: a state's spelling, for the drift. `code`: of its error, instead of the dialect's own.
    `bills`: whether it is charged at its end (None: only if it is done). `forgets_after_s`: polls answer 404 from then on.
    `spoils`: what is wrong with the product, each with how much is left of it.
    `odd`: fields of a clip that are others than was asked for.
    """

    end: State | None = "done"
    error: str = ""
    reason: Reason = "broken"
    code: int | str | None = None
    bills: bool | None = None
    words: dict[State, str] = field(default_factory=dict)
    is_empty: bool = False
    slowness: float = 1.0
    forgets_after_s: float | None = None
    form: str = ""
    bill_micros: int | None = None
    bill_factor: float = 1.0
    spoils: dict[Spoil, float] = field(default_factory=dict)
    odd: dict[str, Any] = field(default_factory=dict)


@dataclass
class Job:
    """A job. Times are the simulator's (seconds since the epoch); `seen` counts equal requests before it."""

    id: str
    protocol: str
    path: str
    account: str
    base_url: str
    ask: Ask
    idempotency_key: str | None
    seen: int
    received_at: float
    due_at: float | None
    outputs: tuple[Shape, ...]
    bill_micros: int
    fate: Fate
    reply: Reply | None = None
    faults: list[str] = field(default_factory=list)
    end: State | None = None
    ended_at: float | None = None
    is_billed: bool = False
    why: str = "not finished"
    is_dropped: bool = False
    fetched_whole: int = 0
    fetches: int = 0
    polls: int = 0
    epoch: int = 0
    dead_epochs: set[int] = field(default_factory=set)
    is_gone: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def state(self, now: float) -> State:
        """Where the job is at a time."""
        if self.end is not None:
            return self.end
        wait_s = (self.due_at - self.received_at) * QUEUED_SHARE if self.due_at is not None else 1.0
        return "queued" if now < self.received_at + wait_s else "running"

    def has(self, fault: str) -> bool:
        """Whether a fault was chosen for this job."""
        return fault in self.faults
