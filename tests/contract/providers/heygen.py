"""HeyGen's lip sync of version 3 (developers.heygen.com: lipsync, assets, error codes)."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import check, either, text, web_address
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, NoFunds, RateLimited

_FILE = either({"type": "asset_id", "asset_id": text(100)}, {"type": "url", "url": web_address})
_BODY = {
    "video": _FILE,
    "audio": _FILE,
    "mode?": {"speed", "precision"},
    "title?": text(200),
    "enable_dynamic_duration?": bool,
    "enable_speech_enhancement?": bool,
    "disable_music_track?": bool,
    "enable_caption?": bool,
    "enable_watermark?": bool,
    "keep_the_same_format?": bool,
    "start_time?": float,
    "end_time?": float,
    "callback_url?": web_address,
    "callback_id?": text(200),
    "fps_mode?": {"vfr", "cfr", "passthrough"},
    "folder_id?": text(100),
}
MODES = {"lipsync-speed": "speed", "lipsync-precision": "precision"}

MOST_LISTED = 100


def refusal(status: int, code: str, message: str = "…") -> Reply:
    return Reply(status, {"error": {"code": code, "message": message, "param": None, "doc_url": "https://developers.heygen.com"}})


class HeyGen(Standin):
    source = "developers.heygen.com: assets, error codes; github.com/heygen-com/heygen-cli (gen/lipsync.go)"
    host = "api.heygen.com"
    queries = frozenset({"limit", "token"})
    calls_back = "/callback_url"
    file_host = "files2.heygen.ai"
    words: ClassVar = {"pending": "running", "running": "running", "completed": "done", "failed": "failed"}
    path_of_words = ("pending", "running", "completed")
    carries: ClassVar = {"lipsync": frozenset({"videos", "audios", "mode"})}
    renews = None
    # A list shows callback_id, a caller's own name for a job.
    finds = "listing"
    failures = (
        Failure("rate", "submit", refusal(429, "rate_limit_exceeded"), RateLimited),
        Failure("no-money", "submit", refusal(402, "insufficient_credit"), NoFunds),
        Failure("invalid", "submit", refusal(400, "invalid_parameter"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "internal_error"), AmbiguousSubmit),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", failure_message="it failed"), JobFailed),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "completed", video_url=None), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/v3/assets", "upload", "upload"),
        Route("POST", "/v3/lipsyncs", "make", "submit"),
        Route("GET", "/v3/lipsyncs", "list", "lookup"),
        Route("GET", "/v3/lipsyncs/(?P<id>[^/]+)", "show", "poll"),
    )

    def authorise(self, request: Request) -> None:
        self.header(request, "x-api-key", self.key, refusal(401, "unauthorized", f"invalid key {self.key}"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", failure_code=code, failure_message="…")

    def invalid(self, why: str) -> Reply:
        return refusal(400, "invalid_parameter", why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, "not_found", f"lipsync {id} not found")

    def upload(self, request: Request) -> Reply:
        if not request.is_file("file"):
            raise Wrong("form.file: must be a file")
        asset = f"asset_{len(self.uploads)}"
        self.uploads[asset] = request.form["file"]
        return Reply(200, {"data": {"asset_id": asset, "url": f"https://{self.file_host}/{asset}", "mime_type": "x", "size_bytes": 1}})

    def make(self, request: Request) -> Reply:
        body = request.json
        check(body, _BODY)
        files = {role: [self.given(body[name]["asset_id"])] for name, role in (("video", "videos"), ("audio", "audios"))}
        understood = {**files, "mode": body.get("mode", "speed")}
        work = self.accept("lipsync", understood, f"76cf878b87354127{len(self.jobs)}", body.get("callback_id"))
        return Reply(200, {"data": {"lipsync_id": work.id}})

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"video_url": self.file_url(work)} if self.means(word) == "done" else {}))

    def list(self, request: Request) -> Reply:
        if int(request.query.get("limit", "10")) > MOST_LISTED:
            raise Wrong(f"limit: at most {MOST_LISTED}")
        items = [{"id": job.id, "status": "pending", "callback_id": job.reference, "title": ""} for job in self.jobs.values()]
        return Reply(200, {"data": items, "has_more": False, "next_token": None})

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return Reply(200, {"data": {"id": work.id, "status": word, "title": "", "created_at": 1, "duration": 0.25, **more}})
