"""Providers that call back, written without the product's code: each signs as its own documents say."""

import base64
import hashlib
import hmac
from collections.abc import Callable

from ops.simulator.ed25519 import public_key, sign
from ops.simulator.signing import Signer

SEED = 7
SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four bytes").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(b"another of twenty-four bytes!").decode()
FAL_KEY = hashlib.sha256(b"fal").digest()

Sign = Callable[[bytes, int], dict[str, str]]
"""(body, time): the headers of a callback."""


def as_standard(body: bytes, stamp: int, secret: str = SECRET, name: str = "msg_1") -> dict[str, str]:
    return lower(Signer(SEED, secret).headers("native", name, stamp, body, "own"))


def as_wavespeed(body: bytes, stamp: int, secret: str = SECRET, name: str = "msg_1") -> dict[str, str]:
    key = secret.removeprefix("whsec_").encode()
    signed = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": f"v3,{signed}"}


def as_atlas(body: bytes, stamp: int, signer: Signer | None = None, key: str = "own") -> dict[str, str]:
    return lower((signer or Signer(SEED, "")).headers("atlas", "msg_1", stamp, body, key))  # type: ignore[arg-type]


def as_fal(body: bytes, stamp: int, key: bytes = FAL_KEY, name: str = "req-1") -> dict[str, str]:
    message = f"{name}\nuser-1\n{stamp}\n{hashlib.sha256(body).hexdigest()}".encode()
    start = "x-fal-webhook-"
    said = {f"{start}request-id": name, f"{start}user-id": "user-1", f"{start}timestamp": str(stamp)}
    return {**said, f"{start}signature": sign(key, message).hex()}


def fal_keys(*keys: bytes) -> dict[str, object]:
    """A key set without names, as fal publishes it."""
    rows = [base64.urlsafe_b64encode(public_key(key)).decode().rstrip("=") for key in keys]
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": row} for row in rows]}


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
