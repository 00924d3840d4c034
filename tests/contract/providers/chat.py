"""OpenAI's form of chat, which many imitate: POST /chat/completions (the API reference of api.openai.com)."""

from typing import Any

from tests.contract.providers.shapes import check, number, text, whole

_MESSAGE = {"role": {"system", "user", "assistant"}, "content": text(200_000)}
_SCHEMA = {"name": text(64), "schema": dict, "strict?": bool, "description?": str}
BODY = {
    "model": str,
    "messages": [_MESSAGE],
    "temperature?": number(0, 2),
    "max_tokens?": whole(1, 32_768),
    "response_format?": {"type": {"json_schema"}, "json_schema": _SCHEMA},
}
_THINKING = {
    **{name: shape for name, shape in BODY.items() if name not in ("temperature?", "max_tokens?")},
    "max_completion_tokens?": whole(1, 128_000),
    "reasoning_effort?": {"none", "minimal", "low", "medium", "high"},
}
"""Models that think first count that too, under another name, and take no temperature."""


def read_chat(body: Any) -> dict[str, Any]:
    """What a chat asks. Raises Wrong."""
    is_thinking = isinstance(body, dict) and str(body.get("model")).startswith("gpt-5")
    check(body, _THINKING if is_thinking else BODY)
    return {("max_tokens" if name == "max_completion_tokens" else name): value for name, value in body.items()}


def said(content: str | None, reason: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    usage = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
