"""A vendor's public keys (a JSON Web Key Set, RFC 7517 and 8037), fetched when they are needed and kept for a while."""

import asyncio
import base64
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from producer.hooks.delivery import Refused

log = logging.getLogger(__name__)

# A key that the vendor has withdrawn is believed for at most so long.
KEPT_S = 3600.0
# Keys that nobody knows lead to no more fetches than this.
LEAST_PAUSE_S = 1.0
TIMEOUT_S = 5.0
# However slowly the answer drips: meanwhile the vendor's callbacks wait.
WHOLE_S = 10.0
_CHUNK = 16_384
MOST_BYTES = 100_000

Fetch = Callable[[str], Any]
"""The JSON document at an address. Raises what FAILURES has."""

FAILURES = (OSError, ValueError, RecursionError, urllib3.exceptions.HTTPError)


class KeySet:
    """The keys of one address."""

    def __init__(self, url: str, fetch: Fetch | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._fetch = fetch or fetch_json
        self._clock = clock
        self._keys: Mapping[str, Ed25519PublicKey] = {}
        self._fetched_at: float | None = None
        self._failed_at: float | None = None
        self._lock = asyncio.Lock()

    async def find(self, name: str) -> list[Ed25519PublicKey]:
        """The key of a name, or all of them for ""; fetched once more where there is none of that name. Raises Refused (503)."""
        known = self._named(name)
        if known and self._since_s(self._fetched_at) < KEPT_S:
            return known
        await self.renew()
        return self._named(name)

    async def renew(self) -> None:
        """Fetch the keys, unless they were fetched just now. Raises Refused (503) where that fails, or has just failed."""
        async with self._lock:
            if self._since_s(self._fetched_at) < LEAST_PAUSE_S:
                return
            if self._since_s(self._failed_at) < LEAST_PAUSE_S:
                raise Refused(503, "the provider's keys cannot be fetched now")
            try:
                self._keys = read_keys(await asyncio.to_thread(self._fetch, self._url))
            except FAILURES as error:
                self._failed_at = self._clock()
                log.warning("the keys at %s cannot be fetched: %s", self._url, type(error).__name__)
                raise Refused(503, "the provider's keys cannot be fetched now") from None
            self._fetched_at = self._clock()

    def _named(self, name: str) -> list[Ed25519PublicKey]:
        if not name:
            return list(self._keys.values())
        return [self._keys[name]] if name in self._keys else []

    def _since_s(self, then: float | None) -> float:
        return float("inf") if then is None else self._clock() - then


def read_keys(document: Any) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys of a set, by their names; others are passed over. Raises ValueError where it is no key set."""
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError("no key set")  # noqa: TRY004  # whoever fetches it treats all that is no key set alike
    found: dict[str, Ed25519PublicKey] = {}
    for number, row in enumerate(rows):
        if isinstance(row, dict) and row.get("kty") == "OKP" and row.get("crv") == "Ed25519" and isinstance(row.get("x"), str):
            found[str(row.get("kid") or number)] = Ed25519PublicKey.from_public_bytes(from_base64url(row["x"]))
    return found


def from_base64url(text: str) -> bytes:
    """Bytes of base64url, padded or not (RFC 4648, section 5). Raises ValueError."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def fetch_json(url: str) -> Any:
    """The document at an address of the catalogue; no redirects, no proxies, at most MOST_BYTES and WHOLE_S."""
    deadline = time.monotonic() + WHOLE_S
    with requests.Session() as session:
        session.trust_env = False
        headers = {"Accept-Encoding": "identity"}
        with session.get(url, headers=headers, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            body = b""
            # What has come, not what would fill a piece: else a slow answer is never looked at.
            while piece := answer.raw.read1(_CHUNK, decode_content=True):
                body += piece
                if len(body) > MOST_BYTES or time.monotonic() > deadline:
                    raise ValueError("too long, or too slow")
            if answer.status_code != 200:
                raise ValueError(f"HTTP {answer.status_code}")
            return json.loads(body)
