"""Wan and CosyVoice of Alibaba's Model Studio (help.aliyun.com/model-studio; dashscope-sdk-python)."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, aspect_of, check, either, number, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Refused, Reply, Request
from worker.engines.failures import AmbiguousSubmit, AuthFailed, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_VIDEO = frozenset({"video"})
_PICTURE = either(PICTURE, web_address)
_SIDES = {
    "480p": ("832*480", "480*832", "624*624"),
    "720p": ("1280*720", "720*1280", "960*960", "1088*832", "832*1088"),
    "1080p": ("1920*1080", "1080*1920", "1440*1440", "1632*1248", "1248*1632"),
}
SIZES = {size: name for name, sizes in _SIDES.items() for size in sizes}
"""Width and height in pixels, and what that is called."""
_COMMON = {"duration?": whole(2, 15), "prompt_extend?": bool, "watermark?": bool, "seed?": whole(0, 2**31 - 1), "shot_type?": str}
_FROM_TEXT = {"size?": set(SIZES), **_COMMON}
_FROM_PICTURE = {"resolution?": {"480P", "720P", "1080P"}, **_COMMON}
_WORDS = {"wan2.6-t2v", "wan2.5-t2v-preview", "wan2.2-t2v-plus"}
_FRAMED = {"wan2.6-i2v", "wan2.6-i2v-flash", "wan2.5-i2v-preview", "wan2.2-i2v-plus", "wan2.2-i2v-flash"}
_TTS = {
    "model": text(60),
    "input": {
        "text": text(20_000),
        "voice": text(60),
        "format?": {"mp3", "wav", "pcm", "opus"},
        "sample_rate?": {8000, 16000, 22050, 24000, 44100, 48000},
        "rate?": number(0.5, 2),
        "pitch?": number(0.5, 2),
        "volume?": whole(0, 100),
        "instruction?": text(200),
        "seed?": int,
        "language_hints?": [{"zh", "en", "fr", "de", "ja", "ko", "ru", "pt", "th", "id", "vi", "es", "it"}],
        "enable_ssml?": bool,
        "word_timestamp_enabled?": bool,
    },
}


def refusal(status: int, code: str, message: str = "…") -> Reply:
    return Reply(status, {"code": code, "message": message, "request_id": "r"})


def _failed(code: str) -> Any:
    return lambda standin, job: standin.told(job, "FAILED", code=code, message="it failed")


class DashScope(Standin):
    source = "help.aliyun.com/zh/model-studio: Wan text-to-video, image-to-video, CosyVoice HTTP, error codes; dashscope-sdk-python"
    host = "dashscope-intl.aliyuncs.com"
    file_host = "dashscope-result-sgp.oss-ap-southeast-1.aliyuncs.com"
    words: ClassVar = {"PENDING": "running", "RUNNING": "running", "SUCCEEDED": "done", "FAILED": "failed", "CANCELED": "cancelled"}
    path_of_words = ("PENDING", "RUNNING", "SUCCEEDED")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model"}), "speech": frozenset({"text", "voice", "model"})}
    has_cancel = True
    renews = None
    # UNKNOWN says of a task that it is gone, or that its state cannot be told.
    forgotten = None
    failures = (
        Failure("rate", "submit", refusal(429, "Throttling.RateQuota", "Requests rate limit exceeded"), RateLimited, kind="rate"),
        Failure("throttled", "submit", refusal(429, "Throttling", "Requests throttling triggered"), RateLimited),
        Failure("no-money", "submit", refusal(400, "Arrearage", "the account is in arrears"), NoFunds),
        Failure("free-tier-used-up", "submit", refusal(403, "AllocationQuota.FreeTierOnly", "the free tier is exhausted"), NoFunds),
        Failure("not-allowed", "submit", refusal(403, "Model.AccessDenied"), AuthFailed),
        Failure("held-back", "submit", refusal(400, "DataInspectionFailed", "inappropriate content"), Moderated, is_billed=False),
        Failure("invalid", "submit", refusal(400, "InvalidParameter"), InvalidRequest),
        Failure("no-such-model", "submit", refusal(404, "ModelNotFound"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "InternalError"), AmbiguousSubmit),
        Failure("job-failed", "poll", _failed("InternalError"), JobFailed, capabilities=_VIDEO),
        Failure("output-held-back", "poll", _failed("DataInspectionFailed"), Moderated, capabilities=_VIDEO),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "SUCCEEDED"), JobFailed, capabilities=_VIDEO),
    )
    routes: ClassVar = (
        Route("POST", "/api/v1/services/aigc/video-generation/video-synthesis", "make", "submit"),
        Route("GET", "/api/v1/tasks/(?P<id>[^/]+)", "show", "poll"),
        Route("POST", "/api/v1/tasks/(?P<id>[^/]+)/cancel", "cancel", "cancel"),
        Route("POST", "/api/v1/services/audio/tts/SpeechSynthesizer", "speak", "submit"),
    )

    @classmethod
    def makes_jobs(cls, _model: str, capability: str) -> bool:
        return capability == "video"

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, "InvalidApiKey", f"Invalid API-key {self.key} provided."))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "FAILED", code=code, message="…")

    def invalid(self, why: str) -> Reply:
        return refusal(400, "InvalidParameter", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return Reply(200, {"request_id": "r", "output": {"task_id": id, "task_status": "UNKNOWN"}})

    def make(self, request: Request) -> Reply:
        if request.headers.get("x-dashscope-async") != "enable":
            self.complaints.append("X-DashScope-Async: must be enable")
            raise Refused(refusal(403, "AccessDenied", "current user api does not support synchronous calls."))
        body = request.json
        given = {"prompt": text(2000), "negative_prompt?": text(500), "audio_url?": web_address}
        is_framed = isinstance(body.get("input"), dict) and "img_url" in body["input"]
        shape = {**given, "img_url": _PICTURE} if is_framed else given
        check(body, {"model": _FRAMED if is_framed else _WORDS, "input": shape, "parameters?": _FROM_PICTURE if is_framed else _FROM_TEXT})
        parameters = body.get("parameters", {})
        understood = {
            "prompt": body["input"]["prompt"],
            "model": body["model"].rpartition("-")[0],
            "seconds": parameters.get("duration", 5),
        }
        understood |= {"seed": parameters["seed"]} if "seed" in parameters else {}
        understood |= {"images": [self.given(body["input"]["img_url"])]} if is_framed else {}
        if "resolution" in parameters:
            understood["resolution"] = parameters["resolution"].lower()
        if "size" in parameters:
            understood["resolution"] = SIZES[parameters["size"]]
            understood["aspect"] = aspect_of(*(int(side) for side in parameters["size"].split("*")))
        return self.told(self.accept("video", understood, f"0385dc79-5ff8-4d82-{len(self.jobs)}"), "PENDING")

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        if self.means(word) != "done":
            return self.told(work, word)
        made = self.told(work, word, video_url=self.file_url(work)).body
        return Reply(200, {**made, "usage": {"video_duration": work.understood["seconds"], "SR": 720, "video_count": 1}})

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return Reply(200, {"request_id": "r", "output": {"task_id": work.id, "task_status": word, **more}})

    def cancel(self, _request: Request, id: str) -> Reply:  # noqa: A002
        self.job(id).is_cancelled = True
        return Reply(200, {"request_id": "r"})

    def speak(self, request: Request) -> Reply:
        body = request.json
        check(body, _TTS)
        self.bill("speech", {"text": body["input"]["text"], "voice": body["input"]["voice"], "model": body["model"]})
        audio = {"url": self.file_url(Work("speech", "speech", {})), "data": "", "id": "audio_1", "expires_at": 1}
        return Reply(200, {"request_id": "r", "output": {"finish_reason": "stop", "audio": audio}, "usage": {"characters": 10}})
