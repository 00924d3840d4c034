"""The simulator's own protocol under /sim/v1: everything that a good provider offers."""

from typing import Any

from ops.simulator.answer import Answer, Refusal, json_answer
from ops.simulator.dialects.dialect import word
from ops.simulator.job import Job, State
from ops.simulator.timing import alignment_of
from ops.simulator.world import World

WORDS: dict[State, str] = {
    "queued": "queued", "running": "running", "done": "succeeded", "failed": "failed", "cancelled": "cancelled", "expired": "expired",
}  # fmt: skip


class Native:
    """`{id, status, urls, error, client_ref, cost_usd}`, and `alignment` of speech with `timestamps`; errors `{error: {code, message}}`."""

    name = "native"
    can_look_up = True

    def refusal(self, refusal: Refusal) -> Answer:
        return json_answer({"error": {"code": refusal.code or refusal.reason, "message": refusal.message}}, refusal.status, refusal.headers)

    def accepted(self, world: World, job: Job) -> Answer:
        return json_answer(self.row(world, job), 201, self._cost(world, job))

    def status(self, world: World, job: Job) -> Answer:
        return json_answer(self.row(world, job), 200, self._cost(world, job))

    def row(self, world: World, job: Job) -> dict[str, Any]:
        """One job, as every endpoint shows it."""
        state = job.state(world.clock.now())
        row = {
            "id": job.id,
            "kind": job.ask.kind,
            "model": job.ask.model,
            "status": word(job, state, WORDS),
            "client_ref": job.ask.client_ref,
            "created_at": job.received_at,
            "urls": world.urls(job) if state == "done" else [],
            "error": {"code": job.fate.code or job.fate.reason, "message": job.fate.error} if state in {"failed", "expired"} else None,
        }
        if state == "done" and job.ask.kind == "speech" and job.ask.wants_times:
            row["alignment"] = alignment_of(job.ask)
        if job.end and world.offers("cost"):
            row["cost_usd"] = dollars(job.bill_micros if job.is_billed else 0)
        return row

    def _cost(self, world: World, job: Job) -> dict[str, str]:
        is_told = job.end and world.offers("cost")
        return {"X-Cost-Usd": f"{dollars(job.bill_micros if job.is_billed else 0):.6f}"} if is_told else {}


def dollars(micros: int) -> float:
    """Micro-dollars as dollars, with at most six decimals."""
    return round(micros / 1_000_000, 6)
