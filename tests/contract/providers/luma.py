"""Luma's Dream Machine (lumaai's SDK: generations.video.create, generations.get; docs.lumalabs.ai/docs/errors)."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import check, text, web_address
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Reply, Request
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_FRAME = {"type": "image", "url": web_address}
_BODY = {
    "model": {"ray-1-6", "ray-2", "ray-flash-2"},
    "prompt": text(5000, 3),
    "aspect_ratio?": {"1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"},
    "duration?": {"5s", "9s"},
    "resolution?": {"540p", "720p", "1080p", "4k"},
    "loop?": bool,
    "keyframes?": {"frame0?": _FRAME, "frame1?": _FRAME},
    "callback_url?": web_address,
    "generation_type?": {"video"},
}


def refusal(status: int, message: str) -> Reply:
    return Reply(status, {"detail": message})


class Luma(Standin):
    source = "github.com/lumalabs/lumaai-python (types/generation.py, types/generations/video_create_params.py)"
    host = "api.lumalabs.ai"
    calls_back = "/callback_url"
    file_host = "storage.cdn-luma.com"
    words: ClassVar = {"queued": "running", "dreaming": "running", "completed": "done", "failed": "failed"}
    path_of_words = ("queued", "dreaming", "completed")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model", "aspect", "resolution"})}
    renews = None
    failures = (
        Failure("rate", "submit", refusal(429, "Too many requests"), RateLimited),
        Failure("too-many-jobs", "submit", refusal(429, "Too many concurrent generations"), RateLimited, kind="concurrency"),
        Failure("no-money", "submit", refusal(400, "Insufficient credits"), NoFunds),
        Failure("held-back", "submit", refusal(400, "Prompt not allowed because advanced moderation failed"), Moderated, is_billed=False),
        Failure("invalid", "submit", refusal(400, "Prompt is required"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "Internal Server Error"), AmbiguousSubmit),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", failure_reason="503"), JobFailed),
        Failure(
            "output-held-back",
            "poll",
            lambda standin, job: standin.told(job, "failed", failure_reason="400: Prompt not allowed because frame moderation failed"),
            Moderated,
        ),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "completed", assets={"video": None}), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/dream-machine/v1/generations/video", "make", "submit"),
        Route("GET", "/dream-machine/v1/generations/(?P<id>[^/]+)", "show", "poll"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, f"Invalid API key {self.key}"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", failure_reason=code)

    def invalid(self, why: str) -> Reply:
        return refusal(400, why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, f"Generation {id} not found")

    def make(self, request: Request) -> Reply:
        body = request.json
        check(body, _BODY)
        ours = {"prompt": "prompt", "model": "model", "aspect_ratio": "aspect", "resolution": "resolution"}
        understood = {ours[name]: value for name, value in body.items() if name in ours}
        understood["seconds"] = int(body.get("duration", "5s").removesuffix("s"))
        return self.told(self.accept("video", understood, f"0fb3f5ae-0c63-{len(self.jobs)}"), "queued", status=201)

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"assets": {"video": self.file_url(work)}} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, status: int = 200, **more: Any) -> Reply:
        body = {"id": work.id, "generation_type": "video", "state": word, "failure_reason": None, "assets": None, **more}
        return Reply(status, body)
