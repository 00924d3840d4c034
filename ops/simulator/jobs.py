"""All accepted jobs: found by id, key and reference, and ended when they are due."""

import asyncio
from collections import Counter
from collections.abc import Callable

from ops.simulator.clock import Clock
from ops.simulator.dice import digest
from ops.simulator.job import Job
from ops.simulator.witness import Witness


class Jobs:
    """Jobs in the order in which they were accepted. `on_end` is called once for each that ends."""

    def __init__(self, clock: Clock, witness: Witness, on_end: Callable[[Job], None]) -> None:
        self._clock = clock
        self._witness = witness
        self._on_end = on_end
        self.by_id: dict[str, Job] = {}
        self.received: Counter[str] = Counter()
        self._accepted: Counter[tuple[str, str]] = Counter()
        self._by_key: dict[tuple[str, str], Job] = {}

    def next_id(self, account: str, identity: str) -> str:
        """An id that is the same in every run: of the how-manieth equal request of this account it is."""
        self._accepted[account, identity] += 1
        return f"sim-{digest(account, identity, self._accepted[account, identity])}"

    def add(self, job: Job) -> None:
        """Take a job in and have it end in its time."""
        self.by_id[job.id] = job
        if job.idempotency_key:
            self._by_key[job.account, job.idempotency_key] = job
        self._witness.fly(job.account, +1)
        self._await(job)

    def of_key(self, account: str, key: str) -> Job | None:
        """The job that an account has sent with an idempotency key."""
        return self._by_key.get((account, key))

    def of(self, account: str, client_ref: str | None = None) -> list[Job]:
        """An account's jobs, newest first."""
        own = (job for job in self.by_id.values() if job.account == account and not job.is_dropped)
        return [job for job in reversed(list(own)) if client_ref is None or job.ask.client_ref == client_ref]

    def settle_due(self) -> None:
        """End every job whose time has come; needed after the clock was advanced."""
        for job in self.by_id.values():
            self.settle_if_due(job)

    def settle_if_due(self, job: Job) -> None:
        """End a job if its time has come."""
        if job.end is not None or job.due_at is None:
            return
        if self._clock.now() < job.due_at - 0.001:
            self._await(job)
            return
        job.end = job.fate.end
        is_made = job.end == "done"
        job.is_billed = is_made if job.fate.bills is None else job.fate.bills
        job.why = f"{job.end}, {'charged' if job.is_billed else 'not charged'}"
        self._close(job)

    def end_now(self, job: Job) -> None:
        """End a job early, as it would have ended."""
        job.due_at = self._clock.now()
        self.settle_if_due(job)

    def cancel(self, job: Job) -> bool:
        """Cancel a job; False where it has ended. What was being made is charged."""
        state = job.state(self._clock.now())
        if job.end is not None:
            return False
        job.end = "cancelled"
        job.is_billed = state == "running"
        job.why = "cancelled while it was being made" if job.is_billed else "cancelled before it was started"
        self._close(job)
        return True

    def _await(self, job: Job) -> None:
        if job.due_at is not None:
            asyncio.get_running_loop().call_later(max(0.0, job.due_at - self._clock.now()), self.settle_if_due, job)

    def _close(self, job: Job) -> None:
        job.ended_at = self._clock.now()
        job.ended.set()
        self._witness.fly(job.account, -1)
        self._on_end(job)
