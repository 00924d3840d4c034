"""Chat completions: a short text, or JSON of the asked schema, counted in tokens."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ops.simulator.answer import Refusal, Refused
from ops.simulator.ask import CJK, Ask, read_ask
from ops.simulator.dice import throw
from ops.simulator.invention import WORDS, Inventor
from ops.simulator.job import Job


def read_chat(body: Mapping[str, Any], seed: int) -> tuple[Ask, str]:
    """What is asked, and the reply that it will get; both are billed. Raises Refused (400)."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        raise Refused(Refusal(400, "invalid", "messages is missing, empty, or no list of objects"))
    prompt = "\n".join(_content(message.get("content")) for message in messages)
    ask = replace(read_ask("chat", body), text=prompt)
    reply = _reply(body.get("response_format") or {}, ask, seed)
    return replace(ask, tokens=tokens(prompt) + tokens(reply)), reply


def tokens(text: str) -> int:
    """About as many as a tokenizer would count: one a Chinese character, one in four of any other."""
    wide = len(CJK.findall(text))
    return wide + -(-(len(text) - wide) // 4)


def complete(job: Job, reply: str) -> dict[str, Any]:
    """The completion's body."""
    is_blocked = job.fate.is_empty
    said = tokens(reply)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": None if is_blocked else reply, "refusal": None},
        "finish_reason": "content_filter" if is_blocked else "stop",
    }
    usage = {"prompt_tokens": job.ask.tokens - said, "completion_tokens": said, "total_tokens": job.ask.tokens}
    body = {"id": job.id, "object": "chat.completion", "created": int(job.received_at), "model": job.ask.model}
    return {**body, "choices": [choice], "usage": usage}


def _reply(form: Mapping[str, Any], ask: Ask, seed: int) -> str:
    if form.get("type") == "json_schema":
        schema = form.get("json_schema", {}).get("schema")
        if not isinstance(schema, dict):
            raise Refused(Refusal(400, "invalid", "response_format.json_schema.schema is missing"))
        try:
            return json.dumps(Inventor(schema, seed, ask.identity).invent(), ensure_ascii=False)
        except (KeyError, TypeError, ValueError) as problem:
            raise Refused(Refusal(400, "invalid", f"response_format.json_schema.schema cannot be read: {problem!r}")) from problem
    text = WORDS[int(len(WORDS) * throw(seed, "reply", ask.identity))]
    return json.dumps({"text": text}) if form.get("type") == "json_object" else f"{text.capitalize()}."


def _content(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
