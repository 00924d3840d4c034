"""Stability's Stable Audio (platform.stability.ai/docs/api-reference: v2beta/audio/stable-audio-2/text-to-audio)."""

from typing import ClassVar

from tests.contract.providers.shapes import check
from tests.contract.providers.vendor import Failure, Route, Standin
from tests.contract.providers.wire import Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, Moderated, NoFunds, RateLimited

LONGEST_S = 190
_FIELDS = {"prompt", "duration", "model", "seed", "steps", "cfg_scale", "output_format"}


def refusal(status: int, name: str) -> Reply:
    return Reply(status, {"id": "0123", "name": name, "errors": [name.replace("_", " ")]})


class Stability(Standin):
    source = "platform.stability.ai/docs/api-reference: stable-audio-2, errors"
    host = "api.stability.ai"
    carries: ClassVar = {"music": frozenset({"prompt", "seconds", "model"})}
    failures = (
        Failure("rate", "submit", refusal(429, "rate_limit_exceeded"), RateLimited),
        Failure("no-money", "submit", refusal(402, "payment_required"), NoFunds),
        Failure("held-back", "submit", refusal(403, "content_moderation"), Moderated, is_billed=False),
        Failure("invalid", "submit", refusal(400, "bad_request"), InvalidRequest),
        Failure("too-large", "submit", refusal(413, "payload_too_large"), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "internal_error"), AmbiguousSubmit),
    )
    routes: ClassVar = (Route("POST", "/v2beta/audio/stable-audio-2/text-to-audio", "compose", "submit"),)

    def authorise(self, request: Request) -> None:
        unauthorised = Reply(401, {"id": "0123", "name": "unauthorized", "errors": [f"key {self.key}"]})
        self.bearer(request, unauthorised)

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def invalid(self, why: str) -> Reply:
        return Reply(400, {"id": "0123", "name": "bad_request", "errors": [why]})

    def compose(self, request: Request) -> Reply:
        if request.headers.get("accept") not in ("audio/*", "application/json"):
            raise Wrong("accept: must be audio/* or application/json")
        form = {name: value.decode() for name, value in request.form.items()}
        if set(form) - _FIELDS or "prompt" not in form:
            raise Wrong(f"form: known are {', '.join(_FIELDS)}, and prompt is needed")
        if not 1 <= float(form.get("duration", LONGEST_S)) <= LONGEST_S:
            raise Wrong(f"form.duration: from 1 to {LONGEST_S} seconds")
        check(form.get("model", "stable-audio-2"), {"stable-audio-2", "stable-audio-2.5"}, "form.model")
        check(form.get("output_format", "mp3"), {"mp3", "wav"}, "form.output_format")
        understood = {"prompt": form["prompt"], "seconds": float(form["duration"]), "model": form["model"]}
        self.bill("music", understood | ({"seed": int(form["seed"])} if "seed" in form else {}))
        return Reply(200, self.product("music"), {"Content-Type": "audio/mpeg", "finish-reason": "SUCCESS", "seed": "1"})
