"""Signatures as Standard Webhooks has them (standard-webhooks.com, specification 1.0.0): what we send, and what some providers do."""

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"
TOLERANCE_S = 300
"""A message that was signed longer ago, or so far ahead, is refused: it may have been recorded."""

LEAST_KEY_BYTES, MOST_KEY_BYTES = 24, 64


def read_secret(secret: str) -> bytes:
    """The key in a secret of `whsec_` and base64. Raises ValueError, whose text holds nothing of it."""
    try:
        return base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"what follows {PREFIX} is not base64; give the secret whole, as it was issued") from None


def secret_key(secret: str) -> bytes:
    """The key in a secret of our own, which is as long as the specification asks. Raises ValueError."""
    key = read_secret(secret)
    if not LEAST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES:
        raise ValueError(f"it has {len(key)} bytes; give {PREFIX} and base64 of {LEAST_KEY_BYTES} to {MOST_KEY_BYTES} random bytes")
    return key


def signed_part(message_id: str, stamp: int | str, body: bytes) -> bytes:
    """What is signed: id, time (seconds since the epoch) and body, with dots between."""
    return f"{message_id}.{stamp}.".encode() + body


def signature(key: bytes, message_id: str, stamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    digest = hmac.digest(key, signed_part(message_id, stamp, body), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
