"""Veo by the Gemini API (ai.google.dev: video, operations; python-genai's converters for the Gemini Developer API)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.contract.providers.chat import read_chat, said
from tests.contract.providers.shapes import bare_base64, check, text, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Refused, Reply, Request
from worker.engines.failures import AmbiguousSubmit, AuthFailed, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_TEXT = frozenset({"text"})
_IMAGE = {"bytesBase64Encoded": bare_base64, "mimeType": {"image/png", "image/jpeg"}}
_BODY = {
    "instances": [{"prompt": text(4096), "image?": _IMAGE}],
    "parameters?": {
        "aspectRatio?": {"16:9", "9:16"},
        "durationSeconds?": {4, 5, 6, 8},
        "resolution?": {"720p", "1080p", "4k"},
        "negativePrompt?": text(4096),
        "personGeneration?": {"allow_all", "allow_adult", "dont_allow"},
        "sampleCount?": {1},
        "seed?": whole(0, 2**32 - 1),
    },
}


def refusal(status: int, word: str, message: str, reason: str | None = None) -> Reply:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}] if reason else []
    return Reply(status, {"error": {"code": status, "message": message, "status": word, "details": details}})


def _response(**made: Any) -> Any:
    return lambda standin, job: standin.told(job, done=True, response={"generateVideoResponse": made})


def _listed(status: int, word: str) -> Reply:
    """An error of the OpenAI-compatible address: the same, in a list."""
    return Reply(status, [refusal(status, word, "…").body])


class Gemini(Standin):
    """An operation has no word: `done` is absent, then true."""

    source = "ai.google.dev/gemini-api/docs: video, troubleshooting; github.com/googleapis/python-genai"
    host = "generativelanguage.googleapis.com"
    file_host = "generativelanguage.googleapis.com"
    file_prefix = "/v1beta/files/"
    file_needs_key = True
    words: ClassVar = {"": "running", "True": "done"}
    has_words = False
    path_of_words = ("", "True")
    carries: ClassVar = {
        "video": frozenset({"prompt", "seconds", "model", "aspect"}),
        "text": frozenset({"model", "messages", "max_tokens"}),
    }
    failures = (
        Failure("rate-of-chat", "submit", _listed(429, "RESOURCE_EXHAUSTED"), RateLimited, capabilities=_TEXT),
        Failure("no-right-to-chat", "submit", _listed(403, "PERMISSION_DENIED"), AuthFailed, capabilities=_TEXT),
        Failure("no-billing-for-chat", "submit", _listed(400, "FAILED_PRECONDITION"), NoFunds, capabilities=_TEXT),
        Failure("no-billing", "submit", refusal(400, "FAILED_PRECONDITION", "enable billing"), NoFunds),
        Failure("rate", "submit", refusal(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota"), RateLimited),
        Failure("no-right", "submit", refusal(403, "PERMISSION_DENIED", "no permission"), AuthFailed),
        Failure("invalid", "submit", refusal(400, "INVALID_ARGUMENT", "bad argument"), InvalidRequest),
        Failure("no-such-model", "submit", refusal(404, "NOT_FOUND", "no such model"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "INTERNAL", "internal"), AmbiguousSubmit),
        Failure("deadline", "submit", refusal(504, "DEADLINE_EXCEEDED", "deadline"), AmbiguousSubmit),
        Failure("held-back", "poll", _response(raiMediaFilteredCount=1, raiMediaFilteredReasons=["policy"]), Moderated),
        Failure("done-but-empty", "poll", _response(), JobFailed),
        Failure(
            "job-failed", "poll", lambda standin, job: standin.told(job, done=True, error={"code": 13, "message": "internal"}), JobFailed
        ),
    )
    routes: ClassVar = (
        Route("POST", "/v1beta/models/(?P<model>[^/:]+):predictLongRunning", "make", "submit"),
        Route("POST", "/v1beta/openai/chat/completions", "chat", "submit"),
        Route("GET", "/v1beta/(?P<id>models/[^/]+/operations/[^/]+)", "show", "poll"),
    )

    @classmethod
    def makes_jobs(cls, _model: str, capability: str) -> bool:
        return capability == "video"

    @classmethod
    def words_of(cls, capability: str) -> Mapping[str, str]:
        return cls.words if capability == "video" else {}

    def product(self, capability: str) -> bytes:
        return b"A script." if capability == "text" else super().product(capability)

    def chat(self, request: Request) -> Reply:
        self.bill("text", read_chat(request.json))
        return Reply(200, said(self.product("text").decode()))

    def authorise(self, request: Request) -> None:
        invalid = refusal(400, "INVALID_ARGUMENT", f"API key not valid: {self.key}", "API_KEY_INVALID")
        if "/openai/" in request.path:
            self.bearer(request, Reply(400, [invalid.body]))
            return
        self.header(request, "x-goog-api-key", self.key, invalid)
        if "authorization" in request.headers or "key" in request.query:
            self.complaints.append("the key belongs into x-goog-api-key alone")
            raise Refused(invalid)

    def refusing(self, code: str) -> Reply:
        if " " in code:
            return refusal(400, "INVALID_ARGUMENT", code)
        is_reason = code == "api_key_invalid"
        return refusal(400, "INVALID_ARGUMENT" if is_reason else code.upper(), "…", code.upper() if is_reason else None)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, done=True, error={"code": 3, "message": code})

    def invalid(self, why: str) -> Reply:
        return refusal(400, "INVALID_ARGUMENT", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, "NOT_FOUND", f"{id} not found")

    def make(self, request: Request, model: str) -> Reply:
        body = request.json
        check(body, _BODY)
        ours = {"aspectRatio": "aspect", "durationSeconds": "seconds", "resolution": "resolution", "seed": "seed"}
        understood = {ours[name]: value for name, value in body.get("parameters", {}).items() if name in ours}
        understood |= {"prompt": body["instances"][0]["prompt"], "model": model}
        if "image" in body["instances"][0]:
            understood["images"] = [self.given(body["instances"][0]["image"]["bytesBase64Encoded"])]
        work = self.accept("video", understood, f"models/{model}/operations/op{len(self.jobs)}")
        return Reply(200, {"name": work.id})

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        if self.means(work.next_word()) != "done":
            return self.told(work)
        samples = [{"video": {"uri": self.file_url(work) + ":download?alt=media"}}]
        return self.told(work, done=True, response={"generateVideoResponse": {"generatedSamples": samples}})

    def told(self, work: Work, **more: Any) -> Reply:
        return Reply(200, {"name": work.id, **more})
