"""Tokens signed with a pair of keys (JSON Web Token, RFC 7519, HS256), kept until shortly before they end."""

import hashlib
import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping

LIFETIME_S = 1800
# A token may have begun a little earlier: the provider's clock may be behind.
BEGUN_BEFORE_S = 5
# A request that takes minutes to arrive must not arrive with a token that has ended.
RENEWED_BEFORE_S = 300


class Tokens:
    """The tokens of one process, by pair. `clock` tells seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def token(self, access_key: str, secret: str) -> str:
        """A token that is good for five minutes at least."""
        now = int(self._clock())
        with self._lock:
            made = self._made.setdefault((access_key, secret), [])
            # A clock that was set back makes a token that has not begun.
            if not made or not made[-1][0] - LIFETIME_S <= now < made[-1][0] - RENEWED_BEFORE_S:
                claims = {"iss": access_key, "exp": now + LIFETIME_S, "nbf": now - BEGUN_BEFORE_S}
                made.append((now + LIFETIME_S, signed(claims, secret)))
                # An answer to a request with the one before may still be under way, and repeat it.
                del made[:-2]
            return made[-1][1]

    def known(self, access_key: str, secret: str) -> tuple[str, ...]:
        """The tokens of a pair that an answer might repeat."""
        with self._lock:
            return tuple(token for _, token in self._made.get((access_key, secret), ()))


def signed(claims: Mapping[str, object], secret: str) -> str:
    """A token: header, claims and signature, each in Base64 for addresses without its padding."""
    head = {"alg": "HS256", "typ": "JWT"}
    parts = ".".join(_packed(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{parts}.{_packed(hmac.new(secret.encode(), parts.encode(), hashlib.sha256).digest())}"


def _packed(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
