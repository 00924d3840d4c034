"""Runway's API of version 2024-11-06 (runwayml's SDK: image_to_video, text_to_video, tasks; docs.dev.runwayml.com/errors)."""

from typing import Any, ClassVar

from tests.contract.providers.shapes import PICTURE, aspect_of, check, either, text, web_address, whole
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Refused, Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, NoFunds, RateLimited

_SEED = whole(0, 2**32 - 1)
_TALL = {"1280:720", "720:1280"}
_WIDE = _TALL | {"1104:832", "960:960", "832:1104", "1584:672"}
_FULL = _TALL | {"1080:1920", "1920:1080"}
_VEO = {"ratio": _FULL, "duration?": {4, 6, 8}, "audio?": bool}
MODELS: dict[str, dict[str, dict[str, Any]]] = {
    "image": {
        "gen4.5": {"ratio": _WIDE, "duration": whole(2, 10), "seed?": _SEED, "promptText": text(1000)},
        "gen4_turbo": {"ratio": _WIDE, "duration?": whole(2, 10), "seed?": _SEED, "promptText?": text(1000)},
        "veo3.1": {**_VEO, "promptText?": text(1000)},
        "veo3.1_fast": {**_VEO, "promptText?": text(1000)},
    },
    "text": {
        "gen4.5": {"ratio": _TALL, "duration": whole(2, 10), "seed?": _SEED, "promptText": text(1000)},
        "veo3.1": {**_VEO, "promptText": text(1000)},
        "veo3.1_fast": {**_VEO, "promptText": text(1000)},
    },
}


def refusal(status: int, message: str, **headers: str) -> Reply:
    return Reply(status, {"error": message, "docUrl": "https://docs.dev.runwayml.com"}, headers)


def _failed(code: str) -> Any:
    return lambda standin, job: standin.told(job, "FAILED", failure="The task failed", failureCode=code)


class Runway(Standin):
    source = "github.com/runwayml/sdk-python (types, client); docs.dev.runwayml.com/errors: errors, task-failures"
    host = "api.dev.runwayml.com"
    file_host = "dnznrvs05pmza.cloudfront.net"
    words: ClassVar = {
        "PENDING": "running",
        "THROTTLED": "running",
        "RUNNING": "running",
        "SUCCEEDED": "done",
        "FAILED": "failed",
        "CANCELLED": "cancelled",
    }
    path_of_words = ("PENDING", "THROTTLED", "RUNNING", "SUCCEEDED")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model", "aspect"})}
    has_cancel = True
    renews = True
    failures = (
        Failure("rate", "submit", refusal(429, "You have exceeded your daily task limit"), RateLimited),
        Failure("no-money", "submit", refusal(400, "You do not have enough credits to run this task."), NoFunds),
        Failure("invalid", "submit", refusal(400, "Validation of body failed"), InvalidRequest),
        Failure("unavailable", "submit", refusal(502, "Bad gateway"), AmbiguousSubmit),
        Failure("text-held-back", "poll", _failed("SAFETY.INPUT.TEXT"), Moderated),
        Failure("picture-held-back", "poll", _failed("SAFETY.INPUT.IMAGE"), Moderated),
        Failure("output-held-back", "poll", _failed("SAFETY.OUTPUT.VIDEO"), Moderated),
        Failure("preprocessing", "poll", _failed("INPUT_PREPROCESSING.SAFETY.TEXT"), Moderated),
        Failure("bad-output", "poll", _failed("INTERNAL.BAD_OUTPUT.CODE01"), JobFailed),
        Failure("bad-asset", "poll", _failed("ASSET.INVALID"), JobFailed),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "SUCCEEDED", output=[]), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/v1/(?P<kind>image|text)_to_video", "make", "submit"),
        Route("GET", "/v1/tasks/(?P<id>[^/]+)", "show", "poll"),
        Route("DELETE", "/v1/tasks/(?P<id>[^/]+)", "cancel", "cancel"),
    )

    def authorise(self, request: Request) -> None:
        self.bearer(request, refusal(401, f"Invalid API key {self.key}"))
        if request.headers.get("x-runway-version") != "2024-11-06":
            self.complaints.append("X-Runway-Version: must be 2024-11-06")
            raise Refused(refusal(400, "X-Runway-Version header is missing"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "FAILED", failure="…", failureCode=code)

    def invalid(self, why: str) -> Reply:
        return Reply(400, {"error": "Validation of body failed", "issues": [{"message": why}]})

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, f"Task {id} not found")

    def make(self, request: Request, kind: str) -> Reply:
        body = request.json
        model = body.get("model") if isinstance(body, dict) else None
        if model not in MODELS[kind]:
            raise Wrong(f"model: {kind}_to_video has {', '.join(MODELS[kind])}, not {model!r}")
        frame = either(PICTURE, web_address, [{"uri": either(PICTURE, web_address), "position": {"first"}}])
        check(body, {"model": str, **MODELS[kind][model], **({"promptImage": frame} if kind == "image" else {})})
        width, _, height = body["ratio"].partition(":")
        understood = {"prompt": body.get("promptText"), "model": model, "seconds": body.get("duration")}
        understood |= {"silent": body.get("audio", True) is False} if "audio?" in MODELS[kind][model] else {}
        understood |= {"seed": body["seed"]} if "seed" in body else {}
        understood["aspect"] = aspect_of(int(width), int(height))
        # The shapes between are of 720p's area.
        is_video = understood["aspect"] in ("9:16", "16:9")
        understood["resolution"] = f"{min(int(width), int(height))}p" if is_video else "720p"
        if kind == "image":
            picture = body["promptImage"]
            understood["images"] = [self.given(picture if isinstance(picture, str) else picture[0]["uri"])]
        return Reply(200, {"id": self.accept("video", understood, f"17f20503-6c24-4c16-946b-{len(self.jobs)}").id})

    def show(self, _request: Request, id: str) -> Reply:  # noqa: A002
        work = self.job(id)
        word = work.next_word()
        return self.told(work, word, **({"output": [self.file_url(work)]} if self.means(word) == "done" else {}))

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        return Reply(200, {"id": work.id, "createdAt": "2026-11-21T00:00:00Z", "status": word, **more})

    def cancel(self, _request: Request, id: str) -> Reply:  # noqa: A002
        self.job(id).is_cancelled = True
        return Reply(204, b"")
