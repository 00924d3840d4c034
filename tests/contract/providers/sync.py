"""sync.'s generations (sync.so/docs: create, idempotency, error handling, rate limits; sync-python-sdk)."""

import json
import re
from typing import Any, ClassVar

from tests.contract.providers.shapes import check, number
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, NoFunds, RateLimited

MODELS = {"lipsync-2", "lipsync-2-pro", "lipsync-1.9.0-beta", "sync-3", "react-1"}
OPTIONS = {
    "sync_mode?": {"bounce", "loop", "cut_off", "silence", "remap"},
    "temperature?": number(0, 1),
    "active_speaker_detection?": dict,
    "occlusion_detection_enabled?": bool,
}
LARGEST_FILE = 20_000_000
_SLOW = "Concurrency limit reached"


def refusal(status: int, word: str | None, message: str, **headers: str) -> Reply:
    return Reply(status, {"statusCode": status, "message": message, "error": message} | ({"errorCode": word} if word else {}), headers)


class Sync(Standin):
    source = "sync.so/docs: api-reference create, guides/idempotency, guides/rate-limits, developer-guides/error-handling; sync-python-sdk"
    host = "api.sync.so"
    calls_back = "/webhookUrl"
    file_host = "assets.sync.so"
    words: ClassVar = {
        "PENDING": "running",
        "PROCESSING": "running",
        "COMPLETED": "done",
        "FAILED": "failed",
        "REJECTED": "failed",
    }
    path_of_words = ("PENDING", "PROCESSING", "COMPLETED")
    carries: ClassVar = {"lipsync": frozenset({"videos", "audios", "model"})}
    finds = "idempotency"
    renews = None
    failures = (
        Failure("rate", "submit", refusal(429, "rate_limit_exceeded", "Rate limit exceeded"), RateLimited, kind="rate"),
        Failure("concurrency", "submit", refusal(429, "concurrency_limit_reached", _SLOW), RateLimited, kind="concurrency"),
        Failure("no-money", "submit", refusal(402, None, "Payment Required"), NoFunds),
        Failure("too-large", "submit", refusal(413, None, "Payload Too Large"), InvalidRequest),
        Failure("invalid", "submit", refusal(400, None, "Bad Request"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, None, "Internal Server Error"), AmbiguousSubmit),
        Failure(
            "outcome-unknown", "submit", refusal(503, "IDEMPOTENCY_OUTCOME_UNKNOWN", "the outcome is not known"), AmbiguousSubmit
        ),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "FAILED", error="it failed"), JobFailed),
        Failure("rejected", "poll", lambda standin, job: standin.told(job, "REJECTED", error="it was rejected"), JobFailed),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "COMPLETED", outputUrl=None), JobFailed),
    )  # fmt: skip
    routes: ClassVar = (
        Route("POST", "/v2/generate", "make", "submit"),
        Route("GET", "/v2/generate/(?P<id>[^/]+)", "show", "poll"),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: dict[str, tuple[dict[str, bytes], Work]] = {}

    def authorise(self, request: Request) -> None:
        self.header(request, "x-api-key", self.key, refusal(401, None, f"Unauthorized: {self.key}"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code, "…")

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "FAILED", error="…", errorCode=code)

    def invalid(self, why: str) -> Reply:
        return refusal(400, None, why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, None, f"Generation {id} not found")

    def make(self, request: Request) -> Reply:
        key = request.headers.get("idempotency-key", "")
        if not re.fullmatch(r"[A-Za-z0-9._~-]{1,128}", key):
            raise Wrong("Idempotency-Key: 1 to 128 characters of A-Z, a-z, 0-9, ., _, ~ and -")
        form = request.form
        if key in self.asked:
            before, work = self.asked[key]
            return self.told(work, "PENDING", status=201) if before == form else refusal(409, "IDEMPOTENCY_CONFLICT", "another payload")
        self._check(request, form)
        understood = {"model": form["model"].decode(), "videos": [form["video"]], "audios": [form["audio"]]}
        work = self.accept("lipsync", understood, f"6533643b-acbe-4c40-{len(self.jobs)}")
        self.asked[key] = (form, work)
        return self.told(work, "PENDING", status=201)

    def _check(self, request: Request, form: dict[str, bytes]) -> None:
        if set(form) - {"model", "video", "audio", "options", "webhookUrl"}:
            raise Wrong(f"form: {', '.join(form)} are not all known")
        for name in ("video", "audio"):
            if not request.is_file(name) or len(form[name]) > LARGEST_FILE:
                raise Wrong(f"form.{name}: must be a file of 20 MB at most")
        check(form.get("model", b"").decode(), MODELS, "form.model")
        if "options" in form:
            check(json.loads(form["options"]), OPTIONS, "form.options")

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"outputUrl": self.file_url(work), "outputDuration": 0.25} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, status: int = 200, **more: Any) -> Reply:
        body = {"id": work.id, "createdAt": "2026-11-21T00:00:00Z", "input": [], "model": "m", "status": word, "error": None, **more}
        return Reply(status, body)
