"""MiniMax's videos and speech of api.minimax.io (platform.minimax.io/docs: video generation, files, T2A v2, error codes)."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, check, either, number, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AuthFailed, InvalidRequest, JobFailed, JobUnknown, Moderated, NoFunds, RateLimited, Unanswered

_VIDEO = frozenset({"video"})
_SPEECH = frozenset({"speech"})
_BODY = {
    "model": {"MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02", "T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-live"},
    "prompt?": text(2000),
    "prompt_optimizer?": bool,
    "fast_pretreatment?": bool,
    "first_frame_image?": either(PICTURE, web_address),
    "last_frame_image?": either(PICTURE, web_address),
    "duration?": {6, 10},
    "resolution?": {"512P", "720P", "768P", "1080P"},
    "aigc_watermark?": bool,
    "callback_url?": web_address,
}
_EMOTIONS = {"happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"}
_VOICE = {
    "voice_id": text(256),
    "speed?": number(0.5, 2),
    "vol?": number(0.01, 10),
    "pitch?": whole(-12, 12),
    "emotion?": _EMOTIONS,
    "text_normalization?": bool,
}
_T2A = {
    "model": {f"speech-{version}-{kind}" for version in ("2.8", "2.6", "02", "01") for kind in ("hd", "turbo")},
    "text": text(10_000),
    "stream?": {False},
    "voice_setting": _VOICE,
    "audio_setting?": {
        "sample_rate?": {8000, 16000, 22050, 24000, 32000, 44100},
        "bitrate?": {32000, 64000, 128000, 256000},
        "format?": {"mp3", "pcm", "flac", "wav"},
        "channel?": {1, 2},
    },
    "language_boost?": text(30),
    "output_format?": {"hex", "url"},
    "subtitle_enable?": bool,
    "aigc_watermark?": bool,
}
LANGUAGES = {"auto", "Chinese", "Chinese,Yue", "English", "Japanese", "Korean", "Spanish", "French", "German", "Portuguese", "Russian"}
_FAST_NEEDS_FRAME = {"MiniMax-Hailuo-2.3-Fast", "I2V-01", "I2V-01-live"}


def base(code: int, message: str = "success", **more: Any) -> Reply:
    """Every answer is a 200 that says in `base_resp` what it is."""
    return Reply(200, {**more, "base_resp": {"status_code": code, "status_msg": message}})


def _failed(code: int, message: str) -> Any:
    return lambda _standin, job: base(code, message, task_id=job.id, status="Fail", file_id="")


class MiniMax(Standin):
    source = "platform.minimax.io/docs/api-reference: video-generation-t2v, -i2v, -query, -download, speech-t2a-http, errorcode"
    host = "api.minimax.io"
    queries = frozenset({"task_id", "file_id"})
    file_host = "public-cdn-video-data-algeng.oss-cn-wulanchabu.aliyuncs.com"
    words: ClassVar = {"Preparing": "running", "Queueing": "running", "Processing": "running", "Success": "done", "Fail": "failed"}
    path_of_words = ("Preparing", "Queueing", "Processing", "Success")
    feels = frozenset({"speech"})
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model"}), "speech": frozenset({"text", "voice", "model"})}
    renews = None
    # Its error codes have none for a task that is not there alone: 2013 stands for all that is wrong.
    forgotten = (JobUnknown, Unanswered)
    failures = (
        Failure("rate", "submit", base(1002, "rate limit exceeded"), RateLimited, kind="rate"),
        Failure("no-money", "submit", base(1008, "insufficient balance"), NoFunds),
        Failure("no-key", "submit", base(1004, "not authorized"), AuthFailed),
        Failure("bad-key", "submit", base(2049, "invalid api key"), AuthFailed),
        Failure("sensitive", "submit", base(1026, "input new_sensitive"), Moderated, is_billed=False),
        Failure("invalid", "submit", base(2013, "invalid params"), InvalidRequest),
        Failure("output-held-back", "poll", _failed(1027, "output new_sensitive"), Moderated, capabilities=_VIDEO),
        Failure("job-failed", "poll", _failed(1000, "unknown error"), JobFailed, capabilities=_VIDEO),
        Failure("speech-held-back", "submit", base(1042, "illegal characters"), InvalidRequest, capabilities=_SPEECH),
    )
    routes: ClassVar = (
        Route("POST", "/v1/video_generation", "make", "submit"),
        Route("GET", "/v1/query/video_generation", "show", "poll"),
        Route("GET", "/v1/files/retrieve", "file", "resolve"),
        Route("POST", "/v1/t2a_v2", "speak", "submit"),
    )

    @classmethod
    def makes_jobs(cls, _model: str, capability: str) -> bool:
        return capability == "video"

    def authorise(self, request: Request) -> None:
        self.bearer(request, base(1004, f"login fail: {self.key}"))

    def refusing(self, code: str) -> Reply:
        return base(int(code), "…")

    def failing(self, job: Work, code: str) -> Reply:
        return base(int(code), "…", task_id=job.id, status="Fail", file_id="")

    def invalid(self, why: str) -> Reply:
        return base(2013, why)

    def make(self, request: Request) -> Reply:
        body = request.json
        check(body, _BODY)
        if body["model"] in _FAST_NEEDS_FRAME and "first_frame_image" not in body:
            raise Wrong(f"first_frame_image: {body['model']} needs one")
        if body.get("resolution") == "1080P" and body.get("duration", 6) != 6:
            raise Wrong("duration: 1080P is made in 6 seconds alone")
        understood = {"prompt": body.get("prompt"), "model": body["model"], "seconds": body.get("duration", 6)}
        understood |= {"resolution": body["resolution"]} if "resolution" in body else {}
        understood |= {"images": [self.given(body["first_frame_image"])]} if "first_frame_image" in body else {}
        return base(0, task_id=self.accept("video", understood, f"10691680235719{len(self.jobs)}").id)

    def show(self, request: Request) -> Reply:
        if (work := self.jobs.get(request.query.get("task_id", ""))) is None:
            return base(2013, "invalid params, task id not found")
        word = work.next_word()
        made = (
            {"file_id": f"20502380939{len(self.jobs)}", "video_width": 64, "video_height": 112}
            if self.means(word) == "done"
            else {"file_id": ""}
        )
        return base(0, task_id=work.id, status=word, **made)

    def file(self, request: Request) -> Reply:
        work = next(iter(self.jobs.values()))
        if request.query.get("file_id") != f"20502380939{len(self.jobs)}":
            raise Wrong("file_id: there is no such file")
        url = self.file_url(work)
        return base(
            0, file={"file_id": 20502380939, "bytes": 1, "created_at": 1, "filename": "output.mp4", "purpose": "", "download_url": url}
        )

    def speak(self, request: Request) -> Reply:
        body = request.json
        check(body, {**_T2A, "language_boost?": LANGUAGES})
        voice = body["voice_setting"]
        self.bill("speech", {"text": body["text"], "voice": voice["voice_id"], "model": body["model"], "speed": voice.get("speed", 1.0)})
        sound = self.product("speech")
        audio = sound.hex() if body.get("output_format", "hex") == "hex" else self.file_url(Work("s", "speech", {}))
        extra = {"audio_length": 250, "audio_sample_rate": 32000, "audio_size": len(sound), "usage_characters": len(body["text"])}
        return base(0, data={"audio": audio, "status": 2}, extra_info=extra, trace_id="t")
