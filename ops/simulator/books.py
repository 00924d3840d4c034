"""The books: every request that was accepted, what it would cost, how often it was fetched, and what was done to it."""

import json
import time
from collections import Counter
from typing import Any

from ops.simulator.job import Job
from ops.simulator.world import World

SLOWER = 20
"""Books are written again after at least this many times as long as writing them took."""


def rows(world: World) -> list[dict[str, Any]]:
    """One row a job, in the order of acceptance."""
    return [_row(world, job) for job in world.jobs.by_id.values()]


def books(world: World) -> dict[str, Any]:
    """All of it, as JSON values. Money is whole micro-dollars."""
    jobs = list(world.jobs.by_id.values())
    billed = [job for job in jobs if job.is_billed]
    accounts, again = world.witness.report(), duplicates(jobs)
    return {
        "now": world.clock.now(),
        "clock_offset_s": world.clock.offset_s,
        "totals": {
            "accepted": len(jobs),
            "billed": len(billed),
            "billed_micros": sum(job.bill_micros for job in billed),
            "prompt_tokens": sum(job.reply.prompt_tokens for job in billed if job.reply),
            "completion_tokens": sum(job.reply.completion_tokens for job in billed if job.reply),
            "would_be_micros": sum(job.bill_micros for job in jobs),
            "duplicates": len(again),
            "billed_twice": sum(row["both_billed"] for row in again),
            "idempotent_replays": world.replays,
            "states": dict(Counter(_state(job) for job in jobs)),
            "by_kind": dict(Counter(job.ask.kind for job in jobs)),
            "refusals": accounts["all"]["refusals"],
            "sent_429": world.witness.of("all").refusals[429],
            "polls": world.witness.of("all").polls,
            "faults": dict(world.faults_played),
        },
        "accounts": accounts,
        "duplicates": again,
        "refused": list(world.refused),
        "webhooks": world.webhooks.sent,
        "jobs": rows(world),
    }


def duplicates(jobs: list[Job]) -> list[dict[str, Any]]:
    """Jobs that an account has sent before: with the same body, or the same client reference.

    `both_billed`: it and an earlier one are charged, which no careful client lets happen.
    """
    found: dict[str, dict[str, Any]] = {}
    seen: dict[tuple[str, str, str], Job] = {}
    charged: set[tuple[str, str, str]] = set()
    for job in jobs:
        names = {"body": job.ask.body_sha256, "client_ref": job.ask.client_ref}
        for sign in ((job.account, why, value) for why, value in names.items() if value is not None):
            first = seen.setdefault(sign, job)
            if first is not job:
                row = found.setdefault(job.id, {"id": job.id, "first": first.id, "why": sign[1], "both_billed": False})
                row["both_billed"] |= job.is_billed and sign in charged
            if job.is_billed:
                charged.add(sign)
    return list(found.values())


class BookFile:
    """Writes the books into a file after changes, seldom enough that it costs little. Whole or not at all."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._written = -1
        self._next = 0.0

    def write_if_changed(self) -> None:
        """Write them where something has changed since, and it is time."""
        if self._world.changes != self._written and time.monotonic() >= self._next:
            self.write()

    def write(self) -> None:
        """Write them now."""
        path = self._world.options.books
        if path is None:
            return
        started = time.monotonic()
        self._written = self._world.changes
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(json.dumps(books(self._world), ensure_ascii=False), encoding="utf-8")
        draft.replace(path)
        self._next = time.monotonic() + SLOWER * (time.monotonic() - started)


def _row(world: World, job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "received_at": job.received_at,
        "ended_at": job.ended_at,
        "protocol": job.protocol,
        "path": job.path,
        "account": job.account,
        "kind": job.ask.kind,
        "model": job.ask.model,
        "client_ref": job.ask.client_ref,
        "idempotency_key": job.idempotency_key,
        "body_sha256": job.ask.body_sha256,
        "prompt_tokens": job.reply.prompt_tokens if job.reply else None,
        "completion_tokens": job.reply.completion_tokens if job.reply else None,
        "finish_reason": job.reply.finish if job.reply else None,
        "bill_micros": job.bill_micros,
        "state": _state(job),
        "status": job.state(world.clock.now()),
        "billed": job.is_billed,
        "why": job.why,
        "fetched_whole": job.fetched_whole,
        "fetches": job.fetches,
        "polls": job.polls,
        "faults": job.faults,
    }


def _state(job: Job) -> str:
    """running, done, failed or cancelled: the books do not care why something failed."""
    if job.end is None:
        return "running"
    return "failed" if job.end == "expired" else job.end
