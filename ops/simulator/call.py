"""One request as it came in, whatever server read it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.simulator.answer import Refusal, Refused


@dataclass(frozen=True)
class Call:
    """A request.

    `base_url` is how the client reached us, and where the addresses that we give lead. `parts`: multipart files, name and
    content. `account`: a path prefix and the key's fingerprint; keys themselves are kept nowhere.
    """

    method: str
    path: str
    base_url: str
    headers: Mapping[str, str]
    arguments: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    parts: tuple[tuple[str, bytes], ...] = ()
    account: str = "none"

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Refused (400)."""
        try:
            value = json.loads(self.raw or b"{}")
        except ValueError as problem:
            raise Refused(Refusal(400, "invalid", f"the body is no JSON: {problem}")) from problem
        if not isinstance(value, dict):
            raise Refused(Refusal(400, "invalid", "the body is no JSON object"))
        return value


def key_of(headers: Mapping[str, str]) -> str:
    """The API key that a request carries, in any of the usual headers; empty where it has none."""
    bearer = headers.get("Authorization", "")
    return bearer.partition(" ")[2].strip() or headers.get("x-api-key", "") or headers.get("xi-api-key", "")


def account_of(prefix: str, headers: Mapping[str, str]) -> str:
    """`prefix:fingerprint` of the key."""
    key = key_of(headers)
    return f"{prefix}:{hashlib.sha256(key.encode()).hexdigest()[:8] if key else 'nobody'}"
