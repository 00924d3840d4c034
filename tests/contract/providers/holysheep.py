"""HolySheep: OpenAI's chat, new-api's video tasks, and the articles' other endpoints (four articles of 2026; docs.newapi.pro)."""

import base64
from collections.abc import Callable
from typing import Any, ClassVar

from tests.contract.providers.chat import read_chat, said
from tests.contract.providers.openai import error
from tests.contract.providers.shapes import PICTURE, bare_base64, check, data_uri, number, text, unpacked, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_VIDEO = frozenset({"video"})
_SEED = whole(-1, 2**31 - 1)
_KLING = {
    "model": "kling-video-v1.5",
    "prompt": text(4000),
    "image_url?": PICTURE,
    "duration": {5, 10},
    "aspect_ratio": {"9:16"},
    "quality": {"720p"},
    "width?": int,
    "height?": int,
    "fps?": int,
    "seed?": _SEED,
}
_FRAMES = {
    "model": "stable-video-diffusion-1.1",
    "image?": PICTURE,
    "prompt": text(4000),
    "num_frames": whole(1, 1000),
    "fps": int,
    "motion_bucket_id": {127},
    "seed?": _SEED,
}
_SCENE = {
    "model": "video-gen-2.0",
    "prompt": text(4000),
    "duration": whole(10, 30),
    "resolution": {"720p", "1080p"},
    "fps": int,
    "aspect_ratio": {"9:16"},
    "seed": _SEED,
    "num_videos": {1},
    "character_reference?": text(64),
}
_IMAGE = {
    "model": {"stable-diffusion-xl", "stable-diffusion-xl-1.0"},
    "prompt": text(4000),
    "negative_prompt?": text(4000),
    "width": whole(64, 2048),
    "height": whole(64, 2048),
    "steps": whole(1, 100),
    "cfg_scale?": number(0, 30),
    "seed?": _SEED,
}
_SPEECH = {
    "model": "voice-tts-3.0",
    "input": text(4096),
    "voice": str,
    "language": str,
    "speed": number(0.25, 4),
    "pitch": number(0.5, 2),
    "energy": number(0.5, 2),
    "output_format": {"mp3"},
}
_LIPSYNC = {
    "video_url": data_uri("video/mp4"),
    "audio_url": data_uri("audio/wav", "audio/x-wav", "audio/mpeg"),
    "language?": str,
    "sync_mode": {"fast", "standard", "precise"},
    "enhance": bool,
}
_MOODS = {"dramatic", "romantic", "comedic", "suspense", "triumphant", "melancholic"}
_MUSIC = {"model?": str, "mood": _MOODS, "duration": whole(1, 600), "fade_in": number(0, 9), "fade_out": number(0, 9)}

_OURS = {"input": "text", "duration": "seconds", "aspect_ratio": "aspect", "quality": "resolution", "resolution": "resolution"}
_SAME = ("model", "prompt", "seed", "voice", "speed", "width", "height", "fps")


def _ended(word: str, **more: Any) -> Callable[[Any, Any], Reply]:
    return lambda _standin, job: Reply(200, {"task_id": job.id, "status": word, **more})


class HolySheep(Standin):
    source = "four articles of 2026; docs.newapi.pro: video/generations, GET video/generations/{task_id}"
    host = "api.holysheep.ai"
    words: ClassVar = {
        "queued": "running",
        "in_progress": "running",
        "processing": "running",
        "completed": "done",
        "succeeded": "done",
        "failed": "failed",
    }
    fixed: ClassVar = {"stable-video-diffusion-1.1": frozenset({"aspect", "resolution"})}
    path_of_words = ("queued", "in_progress", "completed")
    feels = frozenset({"speech", "music"})
    carries: ClassVar = {
        "text": frozenset({"model", "messages", "max_tokens"}),
        "reference": frozenset({"model", "prompt", "width", "height", "seed"}),
        "video": frozenset({"model", "prompt"}),
        "speech": frozenset({"model", "text", "voice", "language"}),
        "lipsync": frozenset({"videos", "audios"}),
        "music": frozenset({"seconds"}),
    }
    failures = (
        Failure("rate", "submit", error(429, None, "slow down", "rate_limit_error"), RateLimited, kind="rate"),
        Failure("rate-told", "submit", error(429, None, "slow", "x", retry_after="2.5"), RateLimited, 2.5, "rate"),
        Failure("no-money", "submit", error(403, "insufficient_user_quota", "quota", "new_api_error"), NoFunds),
        Failure("no-money-402", "submit", error(402, None, "balance"), NoFunds),
        Failure("policy", "submit", error(400, "content_policy_violation", "no"), Moderated, is_billed=False),
        Failure("unknown-model", "submit", error(404, "model_not_found", "no such model"), InvalidRequest),
        Failure("gateway", "submit", Reply(502, b"<html>bad gateway</html>", {"Content-Type": "text/html"}), AmbiguousSubmit),
        Failure("job-failed", "poll", _ended("failed", error={"code": 500, "message": "boom"}), JobFailed, capabilities=_VIDEO),
        Failure("done-but-empty", "poll", _ended("completed", url=None), JobFailed, capabilities=_VIDEO),
        Failure(
            "done-with-an-error",
            "poll",
            _ended("completed", error="upstream", url="https://cdn.example.com/x.mp4"),
            JobFailed,
            capabilities=_VIDEO,
        ),
    )
    routes: ClassVar = (
        Route("POST", "/v1/chat/completions", "chat", "submit"),
        Route("POST", "/v1/images/generations", "image", "submit"),
        Route("POST", "/v1/video/generations", "clip", "submit"),
        Route("GET", "/v1/video/generations/(?P<id>[^/]+)", "show", "poll"),
        Route("POST", "/v1/video/generate", "scene", "submit"),
        Route("POST", "/v1/images/references", "keep", "upload"),
        Route("POST", "/v1/audio/synthesis", "speak", "submit"),
        Route("POST", "/v1/video/lipsync", "sync", "submit"),
        Route("POST", "/v1/audio/background", "music", "submit"),
    )

    @classmethod
    def protocol_of(cls, model: str) -> str:
        return model if model in ("video-gen-2.0", "stable-video-diffusion-1.1") else ""

    @classmethod
    def makes_jobs(cls, model: str, capability: str) -> bool:
        return capability == "video" and model != "video-gen-2.0"

    def product(self, capability: str) -> bytes:
        return b"A script." if capability == "text" else super().product(capability)

    def authorise(self, request: Request) -> None:
        self.bearer(request, error(401, "invalid_api_key", f"Invalid token {self.key}", "new_api_error"))

    def refusing(self, code: str) -> Reply:
        return error(400, code, "…")

    def failing(self, job: Work, code: str) -> Reply:
        return _ended("failed", error={"code": code, "message": "…"})(self, job)

    def invalid(self, why: str) -> Reply:
        return error(400, "invalid_request", why, "new_api_error")

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return error(404, "task_not_exist", f"task {id} does not exist", "new_api_error")

    def chat(self, request: Request) -> Reply:
        self.bill("text", read_chat(request.json))
        return Reply(200, said(self.product("text").decode()))

    def image(self, request: Request) -> Reply:
        self.read("reference", request.json, _IMAGE)
        return Reply(200, {"data": [{"b64_json": base64.b64encode(self.product("reference")).decode()}]})

    def clip(self, request: Request) -> Reply:
        body = request.json
        is_frames = isinstance(body, dict) and body.get("model") == "stable-video-diffusion-1.1"
        check(body, _FRAMES if is_frames else _KLING)
        understood = self.understood(body)
        if is_frames:
            understood["seconds"] = body["num_frames"] / body["fps"]
        work = self.accept("video", understood, f"task_{len(self.jobs)}{self.port}")
        return Reply(200, {"task_id": work.id, "status": "queued"})

    def scene(self, request: Request) -> Reply:
        return self.at_once("video", request.json, _SCENE, "video_url")

    def keep(self, request: Request) -> Reply:
        body = request.json
        check(body, {"image": bare_base64, "name": text(200), "description": text(1000)})
        self.uploads[f"ref_{len(self.uploads)}"] = unpacked(body["image"], "image")
        return Reply(200, {"reference_id": next(reversed(self.uploads))})

    def speak(self, request: Request) -> Reply:
        return self.at_once("speech", request.json, _SPEECH, "audio_url")

    def sync(self, request: Request) -> Reply:
        return self.at_once("lipsync", request.json, _LIPSYNC, "synced_video_url")

    def music(self, request: Request) -> Reply:
        return self.at_once("music", request.json, _MUSIC, "audio_url")

    def at_once(self, capability: str, body: Any, shape: Any, place: str) -> Reply:
        self.read(capability, body, shape)
        return Reply(200, {"success": True, "data": {place: self.file_url(Work(f"at-once-{len(self.bills)}", capability, {}))}})

    def read(self, capability: str, body: Any, shape: Any) -> None:
        check(body, shape)
        self.bill(capability, self.understood(body))

    def understood(self, body: dict[str, Any]) -> dict[str, Any]:
        """In our words; a picture, clip or sound as its bytes."""
        told = {_OURS.get(name, name): value for name, value in body.items() if name in (*_SAME, *_OURS)}
        told |= {"language": body["language"]} if "language" in body else {}
        if "character_reference" in body:
            told["images"] = [self.given(body["character_reference"])]
        for name, role in (("image", "images"), ("image_url", "images"), ("video_url", "videos"), ("audio_url", "audios")):
            if name in body:
                told[role] = [base64.b64decode(body[name].partition(",")[2])]
        return told

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        url = self.file_url(work) if self.means(word) == "done" else None
        return Reply(200, {"task_id": work.id, "status": word, "url": url, "error": None})
