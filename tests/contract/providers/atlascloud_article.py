"""Atlas Cloud as an article of 2026-02-28 shows it: other ids, other poll paths, other places of the product."""

from typing import Any, ClassVar

from tests.contract.providers.atlascloud import AtlasCloud
from tests.contract.providers.shapes import PICTURE, check, text, whole
from tests.contract.providers.vendor import Failure, Route, Work
from tests.contract.providers.wire import Reply, Request
from worker.engines.failures import JobFailed, Moderated, NoFunds, RateLimited


def _refusal(status: int, code: int, message: str) -> Reply:
    return Reply(status, {"code": code, "message": message})


class AtlasCloudArticle(AtlasCloud):
    source = "an article of 2026-02-28 on pipelines with Atlas Cloud"
    calls_back = ""
    knows_of_sound = False
    path_of_words = ("processing", "completed")
    carries: ClassVar = {"video": frozenset({"model", "prompt", "seconds"}), "reference": frozenset({"model", "prompt", "width", "height"})}
    routes: ClassVar = (
        Route("POST", "/api/v1/model/generateVideo", "make_video", "submit"),
        Route("POST", "/api/v1/model/generateImage", "make_image", "submit"),
        Route("GET", "/api/v1/model/prediction/(?P<id>[^/]+)/get", "show", "poll"),
    )
    failures = (
        Failure("rate", "submit", _refusal(429, 429, "slow down"), RateLimited, kind="rate"),
        Failure("no-money", "submit", _refusal(402, 402, "insufficient balance"), NoFunds),
        Failure("prompt-held-back", "submit", _refusal(400, 1039, "content policy"), Moderated, is_billed=False),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", error="generation failed"), JobFailed),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "completed", output={}), JobFailed),
    )

    def refusing(self, code: str) -> Reply:
        return _refusal(400, int(code), "…")

    def failing(self, job: Work, code: str) -> Reply:
        return Reply(200, {"request_id": job.id, "status": "failed", "code": int(code), "error": "…"})

    def read(self, body: Any) -> str:
        shape = {"model": text(100), "prompt": text(4000), "seed?": whole(0, 2**31 - 1)}
        video = {"duration": whole(1, 60), "resolution?": str, "aspect_ratio?": str, "image_url?": PICTURE}
        check(body, {**shape, **(video if "duration" in body else {"width": int, "height": int})})
        return str(body["model"])

    def accepted(self, work: Work) -> Reply:
        return Reply(200, {"request_id": work.id})

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        place = "video_url" if work.capability == "video" else "image_url"
        return self.told(work, word, **({"output": {place: self.file_url(work)}} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return Reply(200, {"request_id": work.id, "status": word, **more})
