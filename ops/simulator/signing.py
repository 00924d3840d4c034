"""How webhooks are signed: by Atlas Cloud's Ed25519 keys, else as Standard Webhooks has it; with the wrong key on demand."""

import base64
import hashlib
import hmac
from typing import Any, Literal

from ops.simulator.ed25519 import public_key, sign

Key = Literal["own", "next", "foreign"]
"""own: the one that clients know; next: the one that it has been rotated to; foreign: somebody else's."""


class Signer:
    """The keys of one simulator. `secret` is as Standard Webhooks writes it (`whsec_` and base64); empty: those are unsigned."""

    def __init__(self, seed: int, secret: str) -> None:
        self._seed = seed
        self._secret = base64.b64decode(secret.removeprefix("whsec_")) if secret else b""
        self._is_rotated = False

    def headers(self, protocol: str, message_id: str, stamp: int, raw: bytes, key: Key) -> dict[str, str]:
        """The headers that sign a body, as of a time in seconds since the epoch."""
        if protocol == "atlas":
            return self._atlas(stamp, raw, key)
        return self._standard(message_id, stamp, raw, key) if self._secret else {}

    def key_set(self) -> dict[str, Any]:
        """Atlas Cloud's public keys as a JSON Web Key Set; the next one is in it from when it is used."""
        names: list[Key] = ["own", "next"] if self._is_rotated else ["own"]
        return {"keys": [{**self._named(name), "x": _url64(public_key(self._private(name)))} for name in names]}

    def _atlas(self, stamp: int, raw: bytes, key: Key) -> dict[str, str]:
        self._is_rotated |= key == "next"
        signature = sign(self._private(key), f"{stamp}.".encode() + raw)
        name = "own" if key == "foreign" else key
        start = "X-AtlasCloud-Webhook-"
        return {f"{start}Timestamp": str(stamp), f"{start}Key-Id": name, f"{start}Signature-Ed25519": _url64(signature)}

    def _standard(self, message_id: str, stamp: int, raw: bytes, key: Key) -> dict[str, str]:
        secret = self._secret if key == "own" else key.encode()
        signed = base64.b64encode(hmac.new(secret, f"{message_id}.{stamp}.".encode() + raw, hashlib.sha256).digest()).decode()
        return {"webhook-id": message_id, "webhook-timestamp": str(stamp), "webhook-signature": f"v1,{signed}"}

    def _private(self, key: Key) -> bytes:
        return hashlib.sha256(f"webhooks {self._seed} {key}".encode()).digest()

    @staticmethod
    def _named(name: Key) -> dict[str, str]:
        return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": name}


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
