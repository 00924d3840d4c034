"""OpenAI's errors and rate-limit headers, under /v1; its endpoints answer at once."""

from ops.simulator.answer import Answer, Refusal, json_answer
from ops.simulator.job import Job
from ops.simulator.world import World

TYPES = {
    "rate": ("requests", "rate_limit_exceeded"),
    "concurrency": ("requests", "concurrency_limit_exceeded"),
    "no_funds": ("insufficient_quota", "insufficient_quota"),
    "moderation": ("image_generation_user_error", "moderation_blocked"),
    "auth": ("invalid_request_error", "invalid_api_key"),
    "model": ("invalid_request_error", "model_not_found"),
    "overloaded": ("server_error", "overloaded"),
}


class OpenAI:
    """`{error: {message, type, param, code}}`."""

    name = "openai"
    can_look_up = False

    def refusal(self, refusal: Refusal) -> Answer:
        kind, code = TYPES.get(refusal.reason, ("invalid_request_error", None))
        body = {"error": {"message": refusal.message, "type": kind, "param": None, "code": refusal.code or code}}
        return json_answer(body, refusal.status, refusal.headers)

    def accepted(self, world: World, job: Job) -> Answer:
        return self.status(world, job)

    def status(self, world: World, job: Job) -> Answer:
        """Nothing is polled here; a job that has failed is an error."""
        status = 400 if job.fate.reason == "moderation" else 500
        return self.refusal(Refusal(status, job.fate.reason, job.fate.error or f"the request has {job.state(world.clock.now())}"))
