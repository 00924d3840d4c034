"""OpenAI's chat, images and speech (the API reference, its error codes, and openai-python's types)."""

import base64
from typing import Any, ClassVar

from tests.contract.providers.chat import read_chat, said
from tests.contract.providers.shapes import check, number, text
from tests.contract.providers.vendor import Failure, Route, Standin
from tests.contract.providers.wire import Reply, Request
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_TEXT = frozenset({"text"})
_SPEECH_MODELS = {"tts-1", "tts-1-hd", "gpt-4o-mini-tts"}
# The API reference's voices of tts-1 and tts-1-hd.
_VOICES = {"alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer"}


def error(status: int, code: str | None, message: str, kind: str = "invalid_request_error", **headers: str) -> Reply:
    body = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def _rate(**headers: str) -> Reply:
    return error(429, "rate_limit_exceeded", "Rate limit reached for requests", "requests", **headers)


_NO_MONEY = error(429, "insufficient_quota", "You exceeded your current quota", "insufficient_quota")
FAILURES = (
    Failure("rate-with-seconds", "submit", _rate(retry_after="7"), RateLimited, 7.0, "rate"),
    Failure("rate-with-ms", "submit", _rate(retry_after_ms="1500"), RateLimited, 1.5, "rate"),
    Failure(
        "rate-with-a-reset",
        "submit",
        _rate(x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests="6m0s"),
        RateLimited,
        360.0,
        "rate",
    ),
    Failure("no-money-as-429", "submit", _NO_MONEY, NoFunds),
    Failure("hard-limit", "submit", error(400, "billing_hard_limit_reached", "Billing hard limit has been reached"), NoFunds),
    Failure("held-back", "submit", error(400, "moderation_blocked", "rejected", "image_generation_user_error"), Moderated),
    Failure("policy", "submit", error(400, "content_policy_violation", "rejected"), Moderated, is_billed=False),
    Failure("unknown-model", "submit", error(404, "model_not_found", "The model does not exist"), InvalidRequest),
    Failure("too-long", "submit", error(400, "context_length_exceeded", "maximum context length"), InvalidRequest),
    Failure("server-error", "submit", error(500, None, "The server had an error", "server_error"), AmbiguousSubmit),
    Failure("filtered", "submit", Reply(200, said(None, "content_filter")), Moderated, is_billed=True, capabilities=_TEXT),
    Failure("refusal", "submit", Reply(200, said(None, "stop", "I cannot help")), Moderated, is_billed=True, capabilities=_TEXT),
    Failure("said-nothing", "submit", Reply(200, said(None, "length")), JobFailed, is_billed=True, capabilities=_TEXT),
)  # fmt: skip


class OpenAI(Standin):
    source = "platform.openai.com/docs/api-reference: chat/completions, images/generations, audio/speech; guides/error-codes"
    host = "api.openai.com"
    failures = FAILURES
    carries: ClassVar = {
        "text": frozenset({"model", "messages", "max_tokens", "response_format"}),
        "reference": frozenset({"model", "prompt"}),
        "speech": frozenset({"model", "text", "voice"}),
    }
    routes: ClassVar = (
        Route("POST", "/v1/chat/completions", "chat", "submit"),
        Route("POST", "/v1/images/generations", "image", "submit"),
        Route("POST", "/v1/audio/speech", "speak", "submit"),
    )

    def product(self, capability: str) -> bytes:
        return b'{"title": "x"}' if capability == "text" else super().product(capability)

    def authorise(self, request: Request) -> None:
        self.bearer(request, error(401, "invalid_api_key", f"Incorrect API key provided: {self.key}."))

    def refusing(self, code: str) -> Reply:
        return error(400, code, "…")

    def invalid(self, why: str) -> Reply:
        return error(400, None, why)

    def chat(self, request: Request) -> Reply:
        self.bill("text", read_chat(request.json))
        return Reply(200, said(self.product("text").decode()))

    def image(self, request: Request) -> Reply:
        body = request.json
        shape = {
            "model": {"gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-2"},
            "prompt": text(32_000),
            "n?": {1},
            "size?": {"1024x1024", "1536x1024", "1024x1536", "auto"},
            "quality?": {"low", "medium", "high", "auto"},
            "output_format?": {"png", "jpeg", "webp"},
            "background?": str,
            "moderation?": {"low", "auto"},
        }
        check(body, shape)
        self.bill("reference", {"model": body["model"], "prompt": body["prompt"]})
        data = [{"b64_json": base64.b64encode(self.product("reference")).decode()}]
        return Reply(200, {"created": 1, "data": data, "usage": {"total_tokens": 1}})

    def speak(self, request: Request) -> Reply:
        body = request.json
        shape: dict[str, Any] = {
            "model": _SPEECH_MODELS,
            "input": text(4096),
            "voice": _VOICES,
            "speed?": number(0.25, 4),
            "response_format?": {"mp3", "opus", "aac", "flac", "wav", "pcm"},
        }
        if isinstance(body, dict) and body.get("model") == "gpt-4o-mini-tts":
            # The one that can be told how to speak; it has four voices more.
            shape |= {"voice": _VOICES | {"ballad", "verse", "marin", "cedar"}, "instructions?": text(4096)}
        check(body, shape)
        self.bill("speech", {"model": body["model"], "text": body["input"], "voice": body["voice"], "speed": body.get("speed", 1.0)})
        return Reply(200, self.product("speech"), {"Content-Type": "audio/mpeg"})
