"""Posts to a client's webhook, signed as Standard Webhooks has it, and wrongly on demand. Loopback only."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from ops.simulator.dice import digest
from ops.simulator.job import Job

LOOPBACK = ("127.0.0.1", "localhost", "::1")
STALE_S = 3600
TIMEOUT_S = 10


class Webhooks:
    """What was told to whom. `secret` is as Standard Webhooks writes it (`whsec_` and base64); empty: unsigned."""

    def __init__(self, now: Callable[[], float], secret: str) -> None:
        self._now = now
        self._secret = base64.b64decode(secret.removeprefix("whsec_")) if secret else b""
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent: list[dict[str, Any]] = []

    def tell(self, job: Job, urls: Sequence[str], faults: Sequence[str]) -> None:
        """Tell the end of a job, in the background."""
        task = asyncio.create_task(self._tell(job, urls, faults))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait until all that is under way has been told."""
        if self._tasks:
            await asyncio.gather(*list(self._tasks))

    async def _tell(self, job: Job, urls: Sequence[str], faults: Sequence[str]) -> None:
        if "webhook_never" in faults or urlsplit(job.ask.webhook_url or "").hostname not in LOOPBACK:
            self.sent.append({"job": job.id, "event": "not sent", "status": None})
            return
        end = _told(job, urls)
        if "webhook_forged" in faults:
            forged = {**end, "outputs": ["http://169.254.169.254/latest/"], "url": "http://169.254.169.254/latest/"}
            await self._post(job, "forged", forged, key=b"somebody else's")
        if "webhook_unknown" in faults:
            await self._post(job, "unknown", {**end, "id": f"sim-{digest('nobody', job.id)}", "task_id": f"sim-{digest('nobody', job.id)}"})
        age_s = STALE_S if "webhook_stale" in faults else 0.0
        key = b"the next key" if "webhook_key_rotated" in faults else self._secret
        await self._post(job, "end", end, key=key, age_s=age_s)
        if "webhook_doubled" in faults:
            await self._post(job, "end again", end)
        if "webhook_out_of_order" in faults:
            await self._post(job, "running, late", {**end, "status": "running", "outputs": [], "url": None})

    async def _post(self, job: Job, event: str, body: dict[str, Any], key: bytes | None = None, age_s: float = 0.0) -> None:
        """One attempt; what the client answers is written down and changes nothing."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **self._signature(body["session_id"], raw, key, age_s)}
        request = HTTPRequest(job.ask.webhook_url or "", "POST", headers, raw, request_timeout=TIMEOUT_S, follow_redirects=False)
        try:
            status: int | None = (await AsyncHTTPClient().fetch(request, raise_error=False)).code
        except (HTTPError, OSError):
            status = None
        self.sent.append({"job": job.id, "event": event, "status": status})

    def _signature(self, message_id: str, raw: bytes, key: bytes | None, age_s: float) -> dict[str, str]:
        secret = self._secret if key is None else key
        if not self._secret:
            return {}
        stamp = str(int(self._now() - age_s))
        signed = hmac.new(secret, f"{message_id}.{stamp}.".encode() + raw, hashlib.sha256).digest()
        return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{base64.b64encode(signed).decode()}"}


def _told(job: Job, urls: Sequence[str]) -> dict[str, Any]:
    end = job.end or "running"
    word = job.fate.words.get(end) or {"done": "completed"}.get(end, end)
    names = {"id": job.id, "task_id": job.id, "session_id": digest("session", job.id), "client_ref": job.ask.client_ref}
    return {**names, "status": word, "error": job.fate.error or None, "outputs": list(urls), "url": urls[0] if urls else None}
