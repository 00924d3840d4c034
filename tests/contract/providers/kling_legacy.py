"""Kling's first API: tokens signed with a pair of keys, `duration` as text, a picture as bare Base64, `succeed` without an end."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any, ClassVar

from tests.contract.providers.kling import FAILURES, FRAME, refusal
from tests.contract.providers.shapes import check, number, text, web_address
from tests.contract.providers.vendor import Failure, Route, Standin, Work
from tests.contract.providers.wire import Refused, Reply, Request
from worker.engines.failures import JobFailed

_MODELS = {"kling-v1", "kling-v1-5", "kling-v1-6", "kling-v2-master", "kling-v2-1", "kling-v2-1-master", "kling-v2-5-turbo", "kling-v2-6"}
_COMMON = {
    "model_name": _MODELS,
    "prompt": text(2500),
    "negative_prompt?": text(2500),
    "cfg_scale?": number(0, 1),
    "mode?": {"std", "pro"},
    "duration?": {"5", "10"},
    "sound?": {"on", "off"},
    "callback_url?": web_address,
    "external_task_id?": text(128),
}
LONGEST_S = 1800


class KlingLegacy(Standin):
    source = "app.klingai.com/global/dev/document-api: authentication, image2video, text2video, error codes"
    host = "api-singapore.klingai.com"
    calls_back = "/callback_url"
    file_host = "cdn.klingai.com"
    words: ClassVar = {"submitted": "running", "processing": "running", "succeed": "done", "failed": "failed"}
    path_of_words = ("submitted", "processing", "succeed")
    carries: ClassVar = {"video": frozenset({"prompt", "seconds", "model"})}
    finds = "lookup"
    renews = None
    failures: ClassVar = (
        *(failure for failure in FAILURES if failure.at == "submit"),
        Failure("job-failed", "poll", lambda standin, job: standin.told(job, "failed", task_status_msg="failed"), JobFailed),
        Failure("done-but-empty", "poll", lambda standin, job: standin.told(job, "succeed", task_result={"videos": []}), JobFailed),
    )
    routes: ClassVar = (
        Route("POST", "/v1/videos/(?P<kind>text2video)", "make", "submit"),
        Route("POST", "/v1/videos/(?P<kind>image2video)", "make", "submit"),
        Route("GET", "/v1/videos/(?P<kind>text2video|image2video)/(?P<id>[^/]+)", "show", "poll"),
    )

    def authorise(self, request: Request) -> None:
        """HS256 over `{alg, typ}.{iss, exp, nbf}`: iss is the access key, exp at most half an hour ahead, nbf past."""
        wrong = self._wrong_token(request.headers.get("authorization", ""))
        if wrong:
            self.complaints.append(wrong)
        if wrong or self.is_revoked:
            raise Refused(refusal(401, 1002, f"Authorization is invalid for {self.key}"))

    def _wrong_token(self, header: str) -> str:
        kind, _, token = header.partition(" ")
        parts = token.split(".")
        if kind != "Bearer" or len(parts) != 3:
            return "authorization: must be Bearer and a token of three parts"
        signed = hmac.new(self.secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
        if base64.urlsafe_b64encode(signed).rstrip(b"=").decode() != parts[2]:
            return "authorization: the token's signature is not that of the secret"
        head, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
        now = time.time()
        is_good = head.get("alg") == "HS256" and claims.get("iss") == self.key
        is_good = is_good and claims["nbf"] <= now < claims["exp"] <= now + LONGEST_S + 60
        return "" if is_good else f"authorization: claims {sorted(claims)} are not iss, exp and nbf of now"

    def refusing(self, code: str) -> Reply:
        return refusal(400, int(code) if code.isdigit() else 1, code)

    def failing(self, job: Work, code: str) -> Reply:
        return self.told(job, "failed", task_status_msg=code)

    def invalid(self, why: str) -> Reply:
        return refusal(400, 1201, why)

    def unknown_job(self, id: str) -> Reply:  # noqa: A002
        return refusal(404, 1203, f"{id} does not exist")

    def make(self, request: Request, kind: str) -> Reply:
        body = request.json
        own: dict[str, Any] = (
            {"image": FRAME, "image_tail?": FRAME} if kind == "image2video" else {"aspect_ratio?": {"16:9", "9:16", "1:1"}}
        )
        check(body, {**_COMMON, **own})
        understood = {"prompt": body["prompt"], "model": body["model_name"], "seconds": int(body.get("duration", "5"))}
        understood |= {"images": [self.given(body["image"])]} if "image" in body else {}
        understood["resolution"] = "1080p" if body.get("mode", "std") == "pro" else "720p"
        understood |= {"silent": body["sound"] == "off"} if "sound" in body else {}
        understood |= {"aspect": body["aspect_ratio"]} if "aspect_ratio" in body else {}
        work = self.accept("video", understood, f"CjMkWmdJhuI{len(self.jobs)}", body.get("external_task_id"))
        work.understood["kind"] = kind
        return self.told(work, "submitted")

    def show(self, _request: Request, id: str, kind: str) -> Reply:  # noqa: A002
        work = next((job for job in self.jobs.values() if job.reference == id), None) or self.job(id)
        if work.understood["kind"] != kind:
            raise Refused(self.unknown_job(id))
        word = work.next_word()
        videos = [{"id": "1", "url": self.file_url(work), "duration": "5"}] if self.means(word) == "done" else []
        return self.told(work, word, task_result={"videos": videos})

    def told(self, work: Work, word: str, **more: Any) -> Reply:
        info = {"external_task_id": work.reference}
        data = {"task_id": work.id, "task_status": word, "task_status_msg": "", "task_info": info, "created_at": 1, "updated_at": 2, **more}
        return Reply(200, {"code": 0, "message": "SUCCEED", "request_id": "r", "data": data})
