"""WaveSpeedAI's predictions (wavespeed-python; wavespeed.ai/docs: submit task, get result, error codes) and its models' fields."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, check, data_uri, either, number, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_PICTURE = either(PICTURE, web_address)
_SEED = whole(-1, 2**31 - 1)
_SEEDANCE = {
    "prompt": text(4000),
    "aspect_ratio?": {"21:9", "16:9", "4:3", "1:1", "3:4", "9:16"},
    "resolution?": {"480p", "720p", "1080p"},
    "duration?": whole(4, 12),
    "generate_audio?": bool,
    "camera_fixed?": bool,
    "seed?": _SEED,
}
_KLING = {
    "prompt": text(2500),
    "negative_prompt?": text(2500),
    "aspect_ratio?": {"16:9", "9:16", "1:1"},
    "duration?": {5, 10},
    "cfg_scale?": number(0, 1),
    "sound?": bool,
}
_FRAME = {"image": _PICTURE, "last_image?": _PICTURE}
_SOUND = either(data_uri("audio/wav", "audio/x-wav", "audio/mpeg"), web_address)
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "bytedance/seedance-v1.5-pro/text-to-video": ("video", _SEEDANCE),
    "bytedance/seedance-v1.5-pro/image-to-video": ("video", {**_SEEDANCE, **_FRAME}),
    "kwaivgi/kling-v2.6-pro/text-to-video": ("video", _KLING),
    "kwaivgi/kling-v2.6-pro/image-to-video": ("video", {**{k: v for k, v in _KLING.items() if k != "aspect_ratio?"}, **_FRAME}),
    "bytedance/latentsync": ("lipsync", {"video": either(data_uri("video/mp4"), web_address), "audio": _SOUND, "seed?": _SEED}),
}
_OURS = {"prompt": "prompt", "duration": "seconds", "aspect_ratio": "aspect", "resolution": "resolution", "seed": "seed"}
_FILES = {"image": "images", "video": "videos", "audio": "audios"}


def refusal(status: int, message: str) -> Reply:
    return Reply(status, {"code": status, "message": message})


class WaveSpeed(Standin):
    source = "github.com/WaveSpeedAI/wavespeed-python; wavespeed.ai/docs: submit-task, get-result, error-codes, the models' pages"
    host = "api.wavespeed.ai"
    calls_back = "?webhook"
    file_host = "d1q70pf5vjeyhc.cloudfront.net"
    words: ClassVar = {
        "created": "running",
        "processing": "running",
        "completed": "done",
        "failed": "failed",
        "cancelled": "cancelled",
        "timeout": "timeout",
    }
    fixed: ClassVar = {"kwaivgi/kling-v2.6-pro": frozenset({"resolution"})}
    path_of_words = ("created", "processing", "completed")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds"}), "lipsync": frozenset({"videos", "audios"})}
    renews = None
    failures = (
        Failure("rate", "submit", refusal(429, "too many requests"), RateLimited),
        Failure("no-money", "submit", refusal(402, "insufficient credits"), NoFunds),
        Failure("invalid", "submit", refusal(400, "property prompt is missing"), InvalidRequest),
        Failure("no-such-model", "submit", refusal(404, "model not found"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "internal error"), AmbiguousSubmit),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", error="generation failed"), JobFailed),
        Failure("held-back", "poll", lambda standin, job: standin.told(job, "completed", has_nsfw_contents=[True]), Moderated),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "completed", outputs=[]), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/api/v3/media/upload/binary", "upload", "upload"),
        Route("GET", "/api/v3/predictions/(?P<id>[^/]+)/result", "show", "poll"),
        Route("POST", "/api/v3/(?P<model>.+)", "make", "submit"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, f"invalid api key {self.key}"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", error=code)

    def invalid(self, why: str) -> Reply:
        return refusal(400, why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, f"prediction {id} not found")

    def upload(self, request: Request) -> Reply:
        if not request.is_file("file"):
            raise Wrong("form.file: must be a file")
        url = f"https://{self.file_host}/media/{len(self.uploads)}"
        self.uploads[url] = request.form["file"]
        return Reply(200, {"code": 200, "message": "success", "data": {"type": "image", "download_url": url, "filename": "x", "size": 1}})

    def make(self, request: Request, model: str) -> Reply:
        if model not in MODELS:
            raise Wrong(f"{model} is no model; there are {', '.join(MODELS)}")
        body = request.json
        capability, shape = MODELS[model]
        check(body, {**shape, "enable_base64_output?": bool})
        understood = {_OURS[name]: value for name, value in body.items() if name in _OURS}
        switch = next((name for name in ("generate_audio", "sound") if f"{name}?" in shape), None)
        understood |= {"silent": body.get(switch, True) is False} if switch else {}
        understood |= {_FILES[name]: [self.given(value)] for name, value in body.items() if name in _FILES}
        return self.told(self.accept(capability, understood, f"f7b3a1c0{len(self.jobs)}"), "created")

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"outputs": [self.file_url(work)]} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        urls = {"get": f"https://{self.host}/api/v3/predictions/{work.id}/result"}
        data = {"id": work.id, "model": "m", "outputs": [], "urls": urls, "has_nsfw_contents": [], "status": word, "error": "", **more}
        return Reply(200, {"code": 200, "message": "success", "data": data})
