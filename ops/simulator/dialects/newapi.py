"""The new-api gateway's video protocol under /v1, and the other forms in which articles show it."""

from ops.simulator.answer import Answer, json_answer
from ops.simulator.dialects.dialect import word
from ops.simulator.dialects.openai import OpenAI
from ops.simulator.job import Job, State
from ops.simulator.world import World

WORDS: dict[State, str] = {
    "queued": "queued", "running": "in_progress", "done": "completed", "failed": "failed", "cancelled": "cancelled", "expired": "failed",
}  # fmt: skip
OLDER: dict[State, str] = {**WORDS, "running": "processing", "done": "succeeded"}
ID_FIELDS = {"job_id": "job_id", "id": "id"}


class NewApi(OpenAI):
    """`{task_id, status}`, then `{status, url, error}`. Forms by rule: `job_id`, `id`, `older`, `data.video_url` (at once)."""

    name = "newapi"

    def accepted(self, world: World, job: Job) -> Answer:
        if job.fate.form == "data.video_url":
            return self._at_once(world, job)
        words = OLDER if job.fate.form == "older" else WORDS
        return json_answer({ID_FIELDS.get(job.fate.form, "task_id"): job.id, "status": word(job, "queued", words)})

    def status(self, world: World, job: Job) -> Answer:
        state = job.state(world.clock.now())
        failed = state in {"failed", "expired"}
        urls = world.urls(job) if state == "done" else []
        body: dict[str, object] = {
            ID_FIELDS.get(job.fate.form, "task_id"): job.id,
            "status": word(job, state, OLDER if job.fate.form == "older" else WORDS),
            "error": {"code": job.fate.code or job.fate.reason, "message": job.fate.error or "generation failed"} if failed else None,
        }
        if job.fate.form == "job_id":
            body["result"] = {"video_url": urls[0]} if urls else None
        else:
            body["url"] = urls[0] if urls else None
        return json_answer(body)

    def _at_once(self, world: World, job: Job) -> Answer:
        urls = world.urls(job)
        return json_answer({"data": {"video_url": urls[0] if urls else None}, "processing_time": 1})


class Articles(NewApi):
    """The articles' older endpoints, which answer at once; errors are as everywhere under /v1."""

    name = "articles"
