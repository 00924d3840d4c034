"""Volcano Ark's content generation (Seedance): its API reference, and volcengine-python-sdk's content_generation types."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, check, either, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, AuthFailed, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_PICTURE = {
    "type": "image_url",
    "image_url": {"url": either(PICTURE, web_address)},
    "role?": {"first_frame", "last_frame", "reference_image"},
}
_BODY = {
    "model": text(100),
    "content": [either({"type": "text", "text": text(4000)}, _PICTURE)],
    "resolution?": {"480p", "720p", "1080p"},
    "ratio?": {"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "9:21", "adaptive"},
    "duration?": whole(2, 15),
    "frames?": int,
    "seed?": whole(-1, 2**32 - 1),
    "camera_fixed?": bool,
    "watermark?": bool,
    "generate_audio?": bool,
    "return_last_frame?": bool,
    "service_tier?": {"default", "flex"},
    "execution_expires_after?": int,
    "safety_identifier?": text(64),
    "callback_url?": web_address,
}


def refusal(status: int, code: str, message: str = "…") -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, "param": "", "type": "BadRequest"}})


def _failed(code: str) -> Any:
    return lambda standin, job: standin.told(job, "failed", error={"code": code, "message": "the request failed"})


class Ark(Standin):
    source = "volcengine.com/docs/82379: create, get, cancel video generation task, error codes; volcengine-python-sdk"
    host = "ark.cn-beijing.volces.com"
    queries = frozenset({"page_num", "page_size"})
    calls_back = "/callback_url"
    file_host = "ark-content-generation-cn-beijing.tos-cn-beijing.volces.com"
    words: ClassVar = {
        "queued": "running",
        "running": "running",
        "succeeded": "done",
        "failed": "failed",
        "cancelled": "cancelled",
        "expired": "timeout",
    }
    path_of_words = ("queued", "running", "succeeded")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model", "resolution"})}
    has_cancel = True
    finds = "listing"
    failures = (
        Failure("rate", "submit", refusal(429, "RateLimitExceeded.EndpointRPMExceeded"), RateLimited, kind="rate"),
        Failure("rate-of-the-account", "submit", refusal(429, "ModelAccountRpmRateLimitExceeded"), RateLimited, kind="rate"),
        Failure("overloaded", "submit", refusal(429, "ServerOverloaded", "the service is overloaded"), RateLimited),
        Failure("free-quota-used-up", "submit", refusal(429, "QuotaExceeded", "the free trial quota is exhausted"), NoFunds),
        Failure("limit-reached", "submit", refusal(429, "SetLimitExceeded", "the set inference limit is reached"), NoFunds),
        Failure("no-money", "submit", refusal(403, "AccountOverdueError", "your account has an overdue balance"), NoFunds),
        Failure("not-allowed", "submit", refusal(403, "AccessDenied"), AuthFailed),
        Failure("text", "submit", refusal(400, "InputTextSensitiveContentDetected"), Moderated, is_billed=False),
        Failure("picture", "submit", refusal(400, "InputImageSensitiveContentDetected"), Moderated, is_billed=False),
        Failure("content", "submit", refusal(400, "SensitiveContentDetected"), Moderated, is_billed=False),
        Failure("invalid", "submit", refusal(400, "InvalidParameter"), InvalidRequest),
        Failure("model-not-open", "submit", refusal(404, "ModelNotOpen"), InvalidRequest),
        Failure("no-such-model", "submit", refusal(404, "InvalidEndpointOrModel.NotFound"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "InternalServiceError"), AmbiguousSubmit),
        Failure("job-failed", "poll", _failed("InternalServiceError"), JobFailed),
        Failure("output-held-back", "poll", _failed("OutputVideoSensitiveContentDetected"), Moderated),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "succeeded", content={}), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/api/v3/contents/generations/tasks", "make", "submit"),
        Route("GET", "/api/v3/contents/generations/tasks", "list", "lookup"),
        Route("GET", "/api/v3/contents/generations/tasks/(?P<id>[^/]+)", "show", "poll"),
        Route("DELETE", "/api/v3/contents/generations/tasks/(?P<id>[^/]+)", "cancel", "cancel"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, "AuthenticationError", f"the API key {self.key} does not exist"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", error={"code": code, "message": "…"})

    def invalid(self, why: str) -> Reply:
        return refusal(400, "InvalidParameter", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, "ResourceNotFound", f"{id} not found")

    def make(self, request: Request) -> Reply:
        body = request.json
        check(body, _BODY)
        texts = [part["text"] for part in body["content"] if part["type"] == "text"]
        pictures = [self.given(part["image_url"]["url"]) for part in body["content"] if part["type"] == "image_url"]
        if len(texts) != 1:
            raise Wrong("content: one text is needed")
        ours = {"model": "model", "ratio": "aspect", "resolution": "resolution", "seed": "seed"}
        understood = {ours[name]: value for name, value in body.items() if name in ours and value != "adaptive"}
        understood["silent"] = body.get("generate_audio", True) is False
        understood |= {"prompt": texts[0], "seconds": body.get("duration", 5)} | ({"images": pictures} if pictures else {})
        work = self.accept("video", understood, f"cgt-20261121-{len(self.jobs)}", body.get("safety_identifier"))
        return Reply(200, {"id": work.id})

    def list(self, _request: Request) -> Reply:
        items = [{"id": job.id, "safety_identifier": job.reference, "status": "queued"} for job in self.jobs.values()]
        return Reply(200, {"total": len(items), "items": items})

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        made = {"content": {"video_url": self.file_url(work)}, "usage": {"completion_tokens": 108900, "total_tokens": 108900}}
        return self.told(work, word, **(made if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return Reply(200, {"id": work.id, "model": "m", "status": word, "error": None, "created_at": 1, "updated_at": 2, **more})

    def cancel(self, _request: Request, id: str) -> Reply:  # noqa: A002
        self.job(id).is_cancelled = True
        return Reply(200, {})
