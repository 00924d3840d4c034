"""The token by which a callback finds its paid call: in the address that a provider is given, one an attempt, kept nowhere."""

import base64
import hashlib
import hmac
import re
import secrets

import redis

from shared import keyspace

SECRET_BYTES = 32
# 128 bits of a MAC cannot be guessed over a network (RFC 2104, section 5: at least half of the hash, and no less than 80).
MAC_BYTES = 16
_TOKEN = re.compile(r"(?P<call>[A-Za-z0-9_]{1,80})-(?P<attempt>[0-9]{1,9})-(?P<mac>[A-Za-z0-9_-]{22})")


def callback_secret(client: redis.Redis) -> bytes:
    """The line's own secret, made by whoever needs it first; it leaves Redis only for the processes of the line."""
    client.set(keyspace.CALLBACK_SECRET, secrets.token_hex(SECRET_BYTES), nx=True)
    return bytes.fromhex(str(client.get(keyspace.CALLBACK_SECRET)))


def token_of(secret: bytes, vendor: str, call: str, attempt: int) -> str:
    """What stands in the address of an attempt's callback. The same attempt has the same token, so that a request may be built again."""
    return f"{call}-{attempt}-{_mac(secret, vendor, call, attempt)}"


def read_token(secret: bytes, vendor: str, token: str) -> tuple[str, int] | None:
    """The call and the attempt that a token stands for; None where it is none of ours, or another vendor's."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    call, attempt = found["call"], int(found["attempt"])
    return (call, attempt) if hmac.compare_digest(found["mac"], _mac(secret, vendor, call, attempt)) else None


def _mac(secret: bytes, vendor: str, call: str, attempt: int) -> str:
    whole = hmac.digest(secret, f"{vendor}\n{call}\n{attempt}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(whole[:MAC_BYTES]).decode().rstrip("=")
