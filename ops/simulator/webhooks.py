"""Posts to a client's webhook, and more, less or other than the truth on demand. Loopback only."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from ops.simulator.dice import digest
from ops.simulator.job import Job
from ops.simulator.signing import Key, Signer

LOOPBACK = ("127.0.0.1", "localhost", "::1")
STALE_S = 3600
TIMEOUT_S = 10
AT_ONCE = 100


class Webhooks:
    """What was told to whom. `now` is simulated time."""

    def __init__(self, now: Callable[[], float], signer: Signer) -> None:
        self._now = now
        self.signer = signer
        self._client = AsyncHTTPClient(force_instance=True, max_clients=AT_ONCE)
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
            await self._post(job, "forged", forged, "foreign")
        if "webhook_unknown" in faults:
            await self._post(job, "unknown", {**end, "id": f"sim-{digest('nobody', job.id)}", "task_id": f"sim-{digest('nobody', job.id)}"})
        age_s = STALE_S if "webhook_stale" in faults else 0.0
        await self._post(job, "end", end, "next" if "webhook_key_rotated" in faults else "own", age_s)
        if "webhook_doubled" in faults:
            await self._post(job, "end again", end)
        if "webhook_out_of_order" in faults:
            await self._post(job, "running, late", {**end, "status": "running", "outputs": [], "url": None})

    async def _post(self, job: Job, event: str, body: dict[str, Any], key: Key = "own", age_s: float = 0.0) -> None:
        """One attempt; what the client answers is written down and changes nothing."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        signature = self.signer.headers(job.protocol, body["session_id"], int(self._now() - age_s), raw, key)
        headers = {"Content-Type": "application/json", **signature}
        request = HTTPRequest(job.ask.webhook_url or "", "POST", headers, raw, request_timeout=TIMEOUT_S, follow_redirects=False)
        try:
            status: int | None = (await self._client.fetch(request, raise_error=False)).code
        except (HTTPError, OSError):
            status = None
        self.sent.append({"job": job.id, "event": event, "status": status})


def _told(job: Job, urls: Sequence[str]) -> dict[str, Any]:
    end = job.end or "running"
    word = job.fate.words.get(end) or {"done": "completed"}.get(end, end)
    names = {"id": job.id, "task_id": job.id, "session_id": digest("session", job.id), "client_ref": job.ask.client_ref}
    return {**names, "status": word, "error": job.fate.error or None, "outputs": list(urls), "url": urls[0] if urls else None}
