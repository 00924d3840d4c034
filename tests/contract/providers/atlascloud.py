"""Atlas Cloud, as its documents (docs/predictions, docs/errors) and its own ComfyUI nodes show it."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import check, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_RATIOS = {"16:9", "9:16", "1:1", "4:3", "3:4", "21:9"}
_SEED = whole(-1, 2**31 - 1)
MODELS: dict[str, Any] = {
    "bytedance/seedance-v1.5-pro/text-to-video": {
        "prompt": text(4000),
        "duration": whole(4, 12),
        "aspect_ratio?": _RATIOS,
        "resolution?": {"480p", "720p", "1080p"},
        "seed?": _SEED,
        "camera_fixed?": bool,
        "generate_audio?": bool,
    },
    "bytedance/seedance-2.0/image-to-video": {
        "prompt?": text(4000),
        "image": web_address,
        "last_image?": web_address,
        "duration": whole(4, 15),
        "aspect_ratio?": _RATIOS | {"adaptive"},
        "resolution?": {"480p", "720p", "1080p"},
        "seed?": _SEED,
        "generate_audio?": bool,
        "watermark?": bool,
    },
    "google/veo3.1/text-to-video": {
        "prompt": text(4000),
        "duration?": {4, 6, 8},
        "aspect_ratio?": {"16:9", "9:16"},
        "resolution?": {"720p", "1080p"},
        "seed?": _SEED,
        "generate_audio?": bool,
        "negative_prompt?": text(4000),
    },
    # Known from an article alone, which sends it the fields of the others.
    "openai/sora-v2/text-to-video": {
        "prompt": text(4000),
        "duration": whole(4, 15),
        "resolution?": str,
        "aspect_ratio?": str,
        "seed?": _SEED,
    },
    "black-forest-labs/flux-2-pro/text-to-image": {"prompt": text(4000), "size?": str, "seed?": _SEED},
    "google/imagen4-ultra": {"prompt": text(4000), "aspect_ratio?": {"1:1", "16:9", "9:16", "4:3", "3:4"}, "seed?": _SEED},
}
"""The fields of each model, with their units: seconds as a whole number, a picture's size as `720*1280`."""

OURS = {"duration": "seconds", "aspect_ratio": "aspect"}


def error(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"code": code, "msg": message, "request_id": "req-1", "data": None})


def _failed(message: str, code: int) -> Any:
    return lambda standin, job: standin.told(job, "failed", error=message, error_code=code)


FAILURES = (
    Failure("rate", "submit", error(429, 429, "too many requests"), RateLimited, kind="rate"),
    Failure("no-money", "submit", error(402, 402, "insufficient balance"), NoFunds),
    Failure("no-money-in-a-200", "submit", error(200, 402, "insufficient balance"), NoFunds),
    Failure("prompt-held-back", "submit", error(400, 1039, "content policy"), Moderated, is_billed=False),
    Failure("prompt-not-lawful", "submit", error(451, 451, "unavailable for legal reasons"), Moderated, is_billed=False),
    Failure("request-too-large", "submit", error(413, 413, "payload too large"), InvalidRequest),
    Failure("unknown-model", "submit", error(404, 404, "model not found"), InvalidRequest),
    Failure("job-failed", "poll", _failed("generation failed", 1000), JobFailed, is_billed=False),
    Failure("output-held-back", "poll", _failed("flagged", 1039), Moderated),
    Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "completed", outputs=[]), JobFailed),
    Failure(
        "done-with-an-error",
        "poll",
        lambda standin, job: standin.told(job, "completed", error="upstream", outputs=[standin.file_url(job)]),
        JobFailed,
    ),
)


class AtlasCloud(Standin):
    source = "https://www.atlascloud.ai/docs/en/predictions; github.com/AtlasCloudAI/atlascloud_comfyui (client, nodes)"
    host = "api.atlascloud.ai"
    calls_back = "/webhook_url"
    file_host = "atlas-media.oss.atlascloud.ai"
    words: ClassVar = {
        "starting": "running",
        "processing": "running",
        "completed": "done",
        "succeeded": "done",
        "failed": "failed",
        "timeout": "timeout",
        "cancelled": "cancelled",
    }
    knows_of_sound = True
    path_of_words = ("starting", "processing", "completed")
    carries: ClassVar = {"video": frozenset({"model", "prompt", "seconds"}), "reference": frozenset({"model", "prompt", "shape"})}
    failures = FAILURES
    routes: ClassVar = (
        Route("POST", "/api/v1/model/generateVideo", "make_video", "submit"),
        Route("POST", "/api/v1/model/generateImage", "make_image", "submit"),
        Route("GET", "/api/v1/model/prediction/(?P<id>[^/]+)", "show", "poll"),
        Route("POST", "/api/v1/model/uploadMedia", "upload", "upload"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, error(401, 401, f"invalid api key {self.key}"))

    def refusing(self, code: str) -> Reply:
        return error(400, int(code), "…")

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", error="…", error_code=int(code))

    def invalid(self, why: str) -> Reply:
        return error(400, 400, why)

    def no_route(self, _request: Request) -> Reply:
        return error(401, 401, "unauthorized")

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return error(404, 404, f"prediction {id} not found")

    def make_video(self, request: Request) -> Reply:
        return self._make("video", request.json)

    def make_image(self, request: Request) -> Reply:
        return self._make("reference", request.json)

    def _make(self, capability: str, body: Any) -> Reply:
        model = self.read(body)
        understood = {OURS.get(name, name): value for name, value in body.items() if name not in ("size", "generate_audio")}
        if capability == "reference" and "width" not in body:
            width, _, height = body.get("size", "").partition("*")
            understood["shape"] = (int(width), int(height)) if height else body.get("aspect_ratio")
        if self.knows_of_sound and "generate_audio?" in MODELS.get(str(body.get("model")), {}):
            understood["silent"] = body.get("generate_audio", True) is False
        for name in {"image", "image_url"} & set(understood):
            understood["images"] = [self.given(understood.pop(name))]
        return self.accepted(self.accept(capability, {**understood, "model": model}, f"pred-{len(self.jobs)}-{self.port}"))

    def read(self, body: Any) -> str:
        model = body.get("model") if isinstance(body, dict) else None
        if model not in MODELS:
            raise Wrong(f"model: must be one of {', '.join(MODELS)}, not {model!r}")
        check(body, {"model": str, "webhook_url?": web_address, **MODELS[model]})
        return str(model)

    def accepted(self, work: Work) -> Reply:
        return self.told(work, "starting")

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"outputs": [self.file_url(work)]} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        data = {"id": work.id, "model": "m", "status": word, "outputs": None, "error": "", "has_nsfw_contents": None, **more}
        return Reply(200, {"code": 200, "message": "success", "data": data})

    def upload(self, request: Request) -> Reply:
        if not request.is_file("file"):
            raise Wrong("form.file: must be a file")
        url = f"https://{self.file_host}/uploads/{len(self.uploads)}.png"
        self.uploads[url] = request.form["file"]
        return Reply(200, {"code": 200, "message": "success", "data": {"type": "image", "download_url": url, "filename": "x", "size": 1}})
