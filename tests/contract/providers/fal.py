"""fal's queue (fal.ai/docs: queue, errors; fal_client) and the inputs of its models as their pages list them."""

import re
from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, check, data_uri, either, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_PICTURE = either(PICTURE, web_address)
_RATIOS = {"21:9", "16:9", "4:3", "1:1", "3:4", "9:16"}
_SEED = whole(0, 2**31 - 1)
_SEEDANCE = {
    "prompt": text(4000),
    "aspect_ratio?": _RATIOS | {"auto"},
    "resolution?": {"480p", "720p", "1080p"},
    "duration?": {str(seconds) for seconds in range(4, 13)},
    "camera_fixed?": bool,
    "seed?": _SEED,
    "enable_safety_checker?": bool,
    "generate_audio?": bool,
}
_SEEDANCE_2 = {
    "prompt": text(4000),
    "aspect_ratio?": _RATIOS | {"auto"},
    "resolution?": {"480p", "720p"},
    "duration?": {"auto", *(str(seconds) for seconds in range(4, 16))},
    "seed?": _SEED,
    "generate_audio?": bool,
    "end_user_id?": text(200),
}
_VEO = {
    "prompt": text(20_000),
    "aspect_ratio?": {"16:9", "9:16", "auto"},
    "duration?": {"4s", "6s", "8s"},
    "resolution?": {"720p", "1080p", "4k"},
    "generate_audio?": bool,
    "negative_prompt?": text(4000),
    "seed?": _SEED,
    "auto_fix?": bool,
    "safety_tolerance?": {"1", "2", "3", "4", "5", "6"},
}
_FRAMED = {"image_url": _PICTURE}
_CLIP = either(data_uri("video/mp4"), web_address)
_SOUND = either(data_uri("audio/wav", "audio/x-wav", "audio/mpeg"), web_address)
_MODES = {"cut_off", "loop", "bounce", "silence", "remap"}
_LIPS = {"video_url": _CLIP, "audio_url": _SOUND, "sync_mode?": _MODES}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "fal-ai/bytedance/seedance/v1.5/pro/text-to-video": ("video", _SEEDANCE),
    "fal-ai/bytedance/seedance/v1.5/pro/image-to-video": ("video", {**_SEEDANCE, **_FRAMED}),
    "bytedance/seedance-2.0/mini/text-to-video": ("video", _SEEDANCE_2),
    "bytedance/seedance-2.0/mini/image-to-video": ("video", {**_SEEDANCE_2, **_FRAMED}),
    "fal-ai/veo3.1/fast": ("video", _VEO),
    "fal-ai/veo3.1/fast/image-to-video": ("video", {**_VEO, **_FRAMED}),
    "fal-ai/sync-lipsync": ("lipsync", {**_LIPS, "model?": {"lipsync-1.8.0", "lipsync-1.7.1", "lipsync-1.9.0-beta"}}),
    "fal-ai/sync-lipsync/v3": ("lipsync", _LIPS),
}
_OURS = {"prompt": "prompt", "aspect_ratio": "aspect", "resolution": "resolution", "seed": "seed"}
_LOCKED = "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."


def refusal(status: int, detail: Any, **headers: str) -> Reply:
    return Reply(status, {"detail": detail}, headers)


def problem(kind: str, message: str) -> Reply:
    """How a model refuses its input."""
    return refusal(422, [{"loc": ["body", "prompt"], "msg": message, "type": kind, "url": "https://docs.fal.ai/errors", "input": {}}])


def _ended(**more: Any) -> Any:
    return lambda standin, job: standin.told(job, "COMPLETED", **more)


class Fal(Standin):
    source = "fal.ai/docs: queue API, errors, FAQ; github.com/fal-ai/fal (fal_client); the models' API pages"
    host = "queue.fal.run"
    calls_back = "?fal_webhook"
    file_host = "v3.fal.media"
    words: ClassVar = {"IN_QUEUE": "running", "IN_PROGRESS": "running", "COMPLETED": "done"}
    path_of_words = ("IN_QUEUE", "IN_PROGRESS", "COMPLETED")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds"}), "lipsync": frozenset({"videos", "audios"})}
    has_cancel = True
    renews = None
    failures = (
        Failure("no-money", "submit", refusal(403, _LOCKED), NoFunds),
        Failure("rate", "submit", refusal(429, "Too many requests"), RateLimited),
        Failure("invalid", "submit", problem("missing", "Field required"), InvalidRequest),
        Failure("prompt-held-back", "submit", problem("content_policy_violation", "flagged by a content checker"), Moderated),
        Failure("no-such-model", "submit", refusal(404, "Application not found"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "Internal Server Error"), AmbiguousSubmit),
        Failure("failed-at-the-end", "poll", _ended(error="Runner failed", error_type="runner_server_error"), JobFailed),
        Failure(
            "held-back-at-the-end", "poll", _ended(error="flagged", error_type="content_policy_violation"), Moderated
        ),
        Failure("result-is-an-error", "resolve", problem("image_too_small", "The image is too small"), JobFailed),
        Failure("result-is-held-back", "resolve", problem("content_policy_violation", "flagged by a content checker"), Moderated),
        Failure("result-is-empty", "resolve", Reply(200, {"video": None}), JobFailed),
    )  # fmt: skip
    routes: ClassVar = (
        Route("GET", "/(?P<app>[^/]+/[^/]+)/requests/(?P<id>[^/]+)/status", "show", "poll"),
        Route("GET", "/(?P<app>[^/]+/[^/]+)/requests/(?P<id>[^/]+)", "result", "resolve"),
        Route("PUT", "/(?P<app>[^/]+/[^/]+)/requests/(?P<id>[^/]+)/cancel", "cancel", "cancel"),
        Route("POST", "/(?P<model>.+)", "make", "submit"),
    )

    def authorise(self, request: Request) -> None:
        invalid = refusal(401, f"Cannot access application: {self.key} is not authorized")
        self.header(request, "authorization", f"Key {self.key}", invalid)

    def refusing(self, code: str) -> Reply:
        return refusal(403, code) if " " in code else problem(code, "…")

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "COMPLETED", error="…", error_type=code)

    def invalid(self, why: str) -> Reply:
        return problem("value_error", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, f"Request {id} not found")

    def make(self, request: Request, model: str) -> Reply:
        if model not in MODELS:
            raise Wrong(f"{model} is no model; there are {', '.join(MODELS)}")
        body = request.json
        capability, shape = MODELS[model]
        check(body, shape)
        understood = {_OURS[name]: value for name, value in body.items() if name in _OURS}
        understood |= {"seconds": int(body["duration"].removesuffix("s"))} if "duration" in body else {}
        understood |= {"silent": body.get("generate_audio", True) is False} if "generate_audio?" in shape else {}
        for name, role in (("image_url", "images"), ("video_url", "videos"), ("audio_url", "audios")):
            understood |= {role: [self.given(body[name])]} if name in body else {}
        work = self.accept(capability, understood, f"764cabcf-b745-4b3e-{len(self.jobs)}")
        # Addresses name the application alone, without what follows it in the model's path.
        app = "/".join(model.split("/")[:2])
        work.understood["base"] = f"http://{self.host}:{self.port}/{app}/requests/{work.id}"
        return self.told(work, "IN_QUEUE", status=200)

    def told(self, work: Work, word: str, status: int | None = None, **more: Any) -> Reply:
        base = work.understood["base"]
        urls = {"response_url": base, "status_url": f"{base}/status", "cancel_url": f"{base}/cancel"}
        body = {"status": word, "request_id": work.id, **urls, **({"queue_position": 0} if word == "IN_QUEUE" else {}), **more}
        return Reply(status or (200 if word == "COMPLETED" else 202), body)

    def _of(self, app: str, id: str) -> Work:  # noqa: A002
        work = self.job(id)
        if not re.search(f"/{re.escape(app)}/requests/", work.understood["base"]):
            raise Wrong(f"{id} is no request of {app}")
        return work

    def show(self, _request: Request, app: str, id: str) -> Reply:  # noqa: A002
        work = self._of(app, id)
        return self.told(work, work.next_word())

    def result(self, _request: Request, app: str, id: str) -> Reply:  # noqa: A002
        work = self._of(app, id)
        if self.means(work.next_word()) != "done":
            return refusal(400, "Request is still in progress")
        return Reply(200, {"video": {"url": self.file_url(work), "content_type": "video/mp4", "file_name": "output.mp4"}, "seed": 1})

    def cancel(self, _request: Request, app: str, id: str) -> Reply:  # noqa: A002
        self._of(app, id).is_cancelled = True
        return Reply(202, {"status": "CANCELLATION_REQUESTED"})
