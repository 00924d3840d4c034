"""Kling's new API, as its document index (klingai.com/document-api: text-to-video, image-to-video, tasks, error codes) shows it."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import bare_base64, check, either, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, AuthFailed, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited, Unanswered

SETTINGS = {
    "resolution?": {"720p", "1080p", "4k"},
    "aspect_ratio?": {"16:9", "9:16", "1:1"},
    "duration?": whole(3, 15),
    "audio?": {"native", "off"},
    "multi_shot?": bool,
}
OPTIONS = {"callback_url?": web_address, "external_task_id?": text(128), "watermark_info?": {"enabled": bool}}
# A picture: an address, or its Base64 without a prefix.
FRAME = either(web_address, bare_base64)


def refusal(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"code": code, "message": message, "request_id": "req-1"})


FAILURES = (
    Failure("rate", "submit", refusal(429, 1302, "too many requests"), RateLimited, kind="rate"),
    Failure("concurrency", "submit", refusal(429, 1303, "parallel task over resource pack limit"), RateLimited, kind="concurrency"),
    Failure("no-money", "submit", refusal(429, 1101, "account in arrears"), NoFunds),
    Failure("pack-used-up", "submit", refusal(429, 1102, "resource pack exhausted"), NoFunds),
    Failure("policy", "submit", refusal(400, 1300, "trigger strategy of the platform"), Moderated, is_billed=False),
    Failure("content", "submit", refusal(400, 1301, "content security policy"), Moderated, is_billed=False),
    Failure("invalid", "submit", refusal(400, 1201, "invalid parameters"), InvalidRequest),
    Failure("no-such-model", "submit", refusal(404, 1203, "the requested resource does not exist"), InvalidRequest),
    Failure("key-expired", "submit", refusal(401, 1004, "authorization has expired"), AuthFailed),
    Failure("not-allowed", "submit", refusal(403, 1103, "no access to the interface"), AuthFailed),
    Failure("server-error", "submit", refusal(500, 5000, "internal error"), AmbiguousSubmit),
    Failure("timeout", "submit", refusal(504, 5002, "internal timeout"), AmbiguousSubmit),
    Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", message="generation failed"), JobFailed),
    Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "succeeded", outputs=[]), JobFailed),
)


class Kling(Standin):
    source = "klingai.com/document-api (text-to-video, image-to-video, tasks, error codes)"
    host = "api-singapore.klingai.com"
    queries = frozenset({"task_ids", "external_task_ids"})
    calls_back = "/options/callback_url"
    file_host = "v15-kling.klingai.com"
    words: ClassVar = {"submitted": "running", "processing": "running", "succeeded": "done", "failed": "failed"}
    path_of_words = ("submitted", "processing", "succeeded")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model"})}
    finds = "lookup"
    renews = None
    # An unknown task is no task in the list.
    forgotten = Unanswered
    failures = FAILURES
    routes: ClassVar = (
        Route("POST", "/text-to-video/(?P<model>kling-[0-9.]+(-turbo)?)", "from_text", "submit"),
        Route("POST", "/image-to-video/(?P<model>kling-[0-9.]+(-turbo)?)", "from_picture", "submit"),
        Route("GET", "/tasks", "show", "poll"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, 1002, f"Authorization {self.key} is invalid"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, int(code) if code.isdigit() else 1, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", message=code)

    def invalid(self, why: str) -> Reply:
        return refusal(400, 1201, why)

    def from_text(self, request: Request, model: str) -> Reply:
        body = request.json
        check(body, {"prompt": text(2500), "settings?": SETTINGS, "options?": OPTIONS})
        return self.begin(body, {"prompt": body["prompt"], "model": model})

    def from_picture(self, request: Request, model: str) -> Reply:
        body = request.json
        content = either({"type": "prompt", "text": text(2500)}, {"type": {"first_frame", "last_frame"}, "url": FRAME})
        check(body, {"contents": [content], "settings?": SETTINGS, "options?": OPTIONS})
        by_type = {part["type"]: part for part in body["contents"]}
        if "first_frame" not in by_type:
            raise Wrong("contents: a first_frame is missing; without one it is text-to-video")
        images = [self.given(by_type["first_frame"]["url"])]
        return self.begin(body, {"prompt": by_type["prompt"]["text"], "model": model, "images": images})

    def begin(self, body: Any, understood: dict[str, Any]) -> Reply:
        settings = body.get("settings", {})
        understood["seconds"] = settings.get("duration", 5)
        ours = {"resolution": "resolution", "aspect_ratio": "aspect"}
        understood |= {ours[name]: value for name, value in settings.items() if name in ours}
        # The turbo has no sound of its own to be switched off.
        understood |= {} if understood["model"].endswith("-turbo") else {"silent": settings.get("audio", "off") == "off"}
        reference = body.get("options", {}).get("external_task_id")
        work = self.accept("video", understood, f"89360594640281{len(self.jobs)}", reference)
        return Reply(200, {"code": 0, "message": "SUCCEED", "request_id": "r", "data": {**self._task(work), "status": "submitted"}})

    def show(self, request: Request) -> Reply:
        names = [name for name in ("task_ids", "external_task_ids") if name in request.query]
        if len(names) != 1:
            raise Wrong("give either task_ids or external_task_ids")
        wanted = request.query[names[0]].split(",")
        found = [job for job in self.jobs.values() if (job.id if names == ["task_ids"] else job.reference) in wanted]
        if not found:
            return self.tasks([])
        word = found[0].next_word()
        outputs = [{"type": "video", "id": "1", "url": self.file_url(found[0]), "duration": "5.1"}] if self.means(word) == "done" else []
        return self.told(found[0], word, outputs=outputs)

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return self.tasks([{**self._task(work), "status": word, "message": "", **more}])

    def tasks(self, tasks: list[Any]) -> Reply:
        return Reply(200, {"code": 0, "message": "SUCCEED", "request_id": "r", "data": tasks})

    def _task(self, work: Work) -> dict[str, Any]:
        return {"id": work.id, "external_id": work.reference or "", "create_time": 1, "update_time": 2}
