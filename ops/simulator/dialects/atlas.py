"""Atlas Cloud's media protocol, under /api/v1."""

from ops.simulator.answer import Answer, Refusal, json_answer
from ops.simulator.dialects.dialect import word
from ops.simulator.dice import digest
from ops.simulator.job import Job, State
from ops.simulator.world import World

WORDS: dict[State, str] = {
    "queued": "starting", "running": "processing", "done": "completed", "failed": "failed", "cancelled": "cancelled", "expired": "timeout",
}  # fmt: skip
CODES = {"moderation": 1039, "no_funds": 402, "concurrency": 1303, "rate": 429}
"""Codes inside the body. 1039 is the real one for moderation; 1303 is borrowed from Kling, whose models it resells."""
KLING_NO_FUNDS = 1101
"""Kling's code for an empty account, which it sends with 429."""


class Atlas:
    """`{code, msg, request_id, data}`. A 429 of its own has no Retry-After, and a wrong path is a 401.

    Forms by rule: `output` (one address instead of a list), `article` (`request_id`, `status`, `output.video_url`).
    """

    name = "atlas"
    can_look_up = False

    def refusal(self, refusal: Refusal) -> Answer:
        if refusal.reason == "missing":
            refusal = Refusal(401, "auth", "unauthorized")
        code = refusal.code or _code(refusal)
        body = {"code": code, "msg": refusal.message, "request_id": digest("request", refusal.message, length=32), "data": None}
        return json_answer(body, refusal.status, refusal.headers)

    def accepted(self, world: World, job: Job) -> Answer:
        if job.fate.form == "article":
            return json_answer({"request_id": job.id, "status": "processing"})
        return json_answer({"code": 200, "msg": "", "data": self._data(world, job, "queued")})

    def status(self, world: World, job: Job) -> Answer:
        state = job.state(world.clock.now())
        if job.fate.form == "article":
            urls = world.urls(job) if state == "done" else []
            output = {f"{job.ask.kind}_url": urls[0]} if urls else None
            return json_answer({"status": word(job, state, WORDS), "output": output, "error": job.fate.error or None})
        return json_answer({"code": 200, "msg": "", "data": self._data(world, job, state)})

    def _data(self, world: World, job: Job, state: State) -> dict[str, object]:
        failed = state in {"failed", "expired"}
        data: dict[str, object] = {
            "id": job.id,
            "model": job.ask.model,
            "status": word(job, state, WORDS),
            "urls": {"get": f"{job.base_url}/api/v1/model/prediction/{job.id}"},
            "outputs": world.urls(job) if state == "done" else None,
            "error": (job.fate.error or "generation failed") if failed else "",
            "created_at": int(job.received_at),
        }
        if job.fate.form == "output":
            data["output"] = next(iter(world.urls(job)), None) if state == "done" else None
            del data["outputs"]
        if failed:
            data["error_code"] = job.fate.code or CODES.get(job.fate.reason, 500)
        return data


def _code(refusal: Refusal) -> int:
    if refusal.reason == "no_funds" and refusal.status == 429:
        return KLING_NO_FUNDS
    return CODES.get(refusal.reason, 500 if refusal.status == 200 else refusal.status)
