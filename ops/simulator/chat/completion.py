"""The body of a chat completion."""

from typing import Any

from ops.simulator.chat.reply import Reply
from ops.simulator.job import Job


def complete(job: Job) -> dict[str, Any]:
    """The completion of a job that has a reply."""
    reply = job.reply or Reply(None)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": reply.text, "refusal": reply.refusal},
        "finish_reason": reply.finish,
    }
    usage = {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.prompt_tokens + reply.completion_tokens,
    }
    body = {"id": job.id, "object": "chat.completion", "created": int(job.received_at), "model": job.ask.model}
    return {**body, "choices": [choice], "usage": usage}
