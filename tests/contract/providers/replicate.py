"""Replicate's predictions of official models (its HTTP reference and OpenAPI document), and the models' input schemas."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, check, data_uri, either, number, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_PICTURE = either(PICTURE, web_address)
_RATIOS = {"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "9:21"}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "bytedance/seedance-1-pro": (
        "video",
        {
            "prompt": text(4000),
            "image?": _PICTURE,
            "last_frame_image?": _PICTURE,
            "duration?": whole(2, 12),
            "resolution?": {"480p", "720p", "1080p"},
            "aspect_ratio?": _RATIOS,
            "fps?": {24},
            "camera_fixed?": bool,
            "seed?": int,
        },
    ),
    "kwaivgi/kling-v2.5-turbo-pro": (
        "video",
        {
            "prompt": text(2500),
            "negative_prompt?": text(2500),
            "start_image?": _PICTURE,
            "end_image?": _PICTURE,
            "duration?": {5, 10},
            "aspect_ratio?": {"16:9", "9:16", "1:1"},
        },
    ),
    "google/veo-3.1-fast": (
        "video",
        {
            "prompt": text(4000),
            "image?": _PICTURE,
            "last_frame?": _PICTURE,
            "duration?": {4, 6, 8},
            "resolution?": {"720p", "1080p"},
            "aspect_ratio?": {"16:9", "9:16"},
            "generate_audio?": bool,
            "negative_prompt?": text(4000),
            "seed?": int,
        },
    ),
    "sync/lipsync-2": (
        "lipsync",
        {
            "video": either(data_uri("video/mp4"), web_address),
            "audio": either(data_uri("audio/wav", "audio/x-wav", "audio/mpeg"), web_address),
            "sync_mode?": {"loop", "bounce", "cut_off", "silence", "remap"},
            "temperature?": number(0, 1),
            "active_speaker?": bool,
        },
    ),
}
_OURS = {"prompt": "prompt", "duration": "seconds", "aspect_ratio": "aspect", "resolution": "resolution", "seed": "seed"}
_FILES = {"image": "images", "start_image": "images", "video": "videos", "audio": "audios"}
_SLOW = "Request was throttled. Your rate limit for creating predictions is 600 requests per minute."
_POOR = "You have insufficient credit to run this model."


def refusal(status: int, title: str, detail: str, **headers: str) -> Reply:
    body = {"title": title, "detail": detail, "status": status}
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def _failed(error: str) -> Any:
    return lambda standin, job: standin.told(job, "failed", error=error)


class Replicate(Standin):
    source = "replicate.com/docs/reference/http, api.replicate.com/openapi.json; github.com/replicate/replicate-python; the models' schemas"
    host = "api.replicate.com"
    calls_back = "/webhook"
    file_host = "replicate.delivery"
    words: ClassVar = {
        "starting": "running",
        "processing": "running",
        "succeeded": "done",
        "failed": "failed",
        "canceled": "cancelled",
        # Its deadline passed before it began; not charged.
        "aborted": "timeout",
    }
    fixed: ClassVar = {"kwaivgi/kling-v2.5-turbo-pro": frozenset({"resolution"})}
    path_of_words = ("starting", "processing", "succeeded")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds"}), "lipsync": frozenset({"videos", "audios"})}
    has_cancel = True
    failures = (
        Failure("rate", "submit", refusal(429, "Too many requests", _SLOW, retry_after="3"), RateLimited, 3.0),
        Failure("no-money", "submit", refusal(402, "Insufficient credit", _POOR), NoFunds),
        Failure("invalid", "submit", refusal(422, "Input validation failed", "prompt is required"), InvalidRequest),
        Failure("no-such-model", "submit", refusal(404, "Not found", "The requested resource could not be found."), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "Internal server error", "…"), AmbiguousSubmit),
        Failure("job-failed", "poll", _failed("Prediction failed: out of memory"), JobFailed),
        Failure("held-back", "poll", _failed("The input or output was flagged as sensitive. Please try again. (E005)"), Moderated),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "succeeded", output=None), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/v1/models/(?P<model>[^/]+/[^/]+)/predictions", "make", "submit"),
        Route("GET", "/v1/predictions/(?P<id>[^/]+)", "show", "poll"),
        Route("GET", "/v1/predictions", "list", "lookup"),
        Route("POST", "/v1/predictions/(?P<id>[^/]+)/cancel", "cancel", "cancel"),
        Route("POST", "/v1/files", "upload", "upload"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, "Unauthenticated", f"{self.key} is no valid authentication token"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, "Bad request", code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", error=code)

    def invalid(self, why: str) -> Reply:
        return refusal(422, "Input validation failed", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, "Not found", f"{id} could not be found.")

    def make(self, request: Request, model: str) -> Reply:
        if model not in MODELS:
            raise Wrong(f"{model} is no model; there are {', '.join(MODELS)}")
        capability, shape = MODELS[model]
        body = request.json
        check(body, {"input": shape, "webhook?": web_address, "webhook_events_filter?": [{"start", "output", "logs", "completed"}]})
        understood = {_OURS[name]: value for name, value in body["input"].items() if name in _OURS}
        understood |= {"silent": body["input"].get("generate_audio", True) is False} if "generate_audio?" in shape else {}
        understood |= {_FILES[name]: [self.given(value)] for name, value in body["input"].items() if name in _FILES}
        return self.told(self.accept(capability, understood, f"ufawqhfynnddngldkgtslldr{len(self.jobs)}"), "starting", status=201)

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"output": self.file_url(work)} if self.means(word) == "done" else {}))

    def list(self, _request: Request) -> Reply:
        return Reply(200, {"previous": None, "next": None, "results": [self._told(job, "starting") for job in self.jobs.values()]})

    def told(self, work: Work, word: str, status: int = 200, **more: Any) -> Reply:
        return Reply(status, self._told(work, word, **more))

    def _told(self, work: Work, word: str, **more: Any) -> dict[str, Any]:
        base = f"http://{self.host}:{self.port}/v1/predictions/{work.id}"
        urls = {"get": base, "cancel": f"{base}/cancel"}
        return {"id": work.id, "model": "m", "status": word, "input": {}, "output": None, "error": None, "logs": "", "urls": urls, **more}

    def cancel(self, _request: Request, id: str) -> Reply:  # noqa: A002
        self.job(id).is_cancelled = True
        return self.told(self.job(id), "canceled")

    def upload(self, request: Request) -> Reply:
        if not request.is_file("content"):
            raise Wrong("form.content: must be a file")
        url = f"https://{self.host}/v1/files/{len(self.uploads)}"
        self.uploads[url] = request.form["content"]
        return Reply(201, {"id": "f", "name": "input", "size": 1, "urls": {"get": url}})
