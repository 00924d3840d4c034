"""The addresses of files: signed, expiring, renewed by polling, and read back where a client sends one as an input."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from ops.simulator.dice import digest
from ops.simulator.job import Job
from ops.simulator.media.kitchen import Kitchen
from ops.simulator.media.shapes import Blob, Shape

UPLOADS_LAST_S = 7 * 86_400


class Shelf:
    """What lies behind /files/{token}.{suffix}. `now` is simulated time."""

    def __init__(self, kitchen: Kitchen, now: Callable[[], float], seed: int) -> None:
        self._kitchen = kitchen
        self._now = now
        self._secret = digest("file addresses", seed).encode()
        self.things: dict[str, tuple[Shape, Job | None]] = {}

    def urls(self, job: Job, ttl_s: float, is_renewed: bool) -> list[str]:
        """The addresses of what a job has made; fresh ones where polling renews them."""
        if job.fate.is_empty:
            return []
        since = self._now() if is_renewed or job.ended_at is None else job.ended_at
        return [
            self._url(job.base_url, self.put(job, index), shape.suffix, job.epoch, since + ttl_s) for index, shape in enumerate(job.outputs)
        ]

    def put(self, job: Job, index: int) -> str:
        """The token of one output, equal in every run."""
        token = digest("output", job.id, index)
        self.things[token] = (job.outputs[index], job)
        return token

    def upload(self, data: bytes, suffix: str, base_url: str) -> str:
        """Keep what a client uploads; answers its address."""
        blob = self._kitchen.keep(data, suffix)
        token = digest("upload", blob.sha256)
        self.things[token] = (blob, None)
        return self._url(base_url, token, blob.suffix, 0, self._now() + UPLOADS_LAST_S)

    def source(self, url: str) -> Shape | None:
        """What one of our own addresses or a data: URI holds; None for anybody else's address."""
        if url.startswith("data:"):
            return self._inline(url)
        path = urlsplit(url).path
        token = path.removeprefix("/files/").partition(".")[0]
        return self.things[token][0] if path.startswith("/files/") and token in self.things else None

    def is_signed(self, token: str, epoch: str, expires: str, signature: str) -> bool:
        """Whether an address is one that we gave, and has not expired."""
        right = hmac.compare_digest(self._sign(token, epoch, expires), signature)
        return right and float(expires) > self._now()

    def _url(self, base_url: str, token: str, suffix: str, epoch: int, expires: float) -> str:
        signature = self._sign(token, str(epoch), str(int(expires)))
        return f"{base_url}/files/{token}.{suffix}?e={epoch}&expires={int(expires)}&signature={signature}"

    def _sign(self, token: str, epoch: str, expires: str) -> str:
        return hmac.new(self._secret, f"{token}.{epoch}.{expires}".encode(), hashlib.sha256).hexdigest()[:32]

    def _inline(self, url: str) -> Blob | None:
        head, _, content = url.partition(",")
        try:
            data = base64.b64decode(content, validate=True) if head.endswith(";base64") else unquote(content).encode()
        except (binascii.Error, ValueError):
            return None
        return self._kitchen.keep(data, head.removeprefix("data:").partition(";")[0].rpartition("/")[2])
