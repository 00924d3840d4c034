"""Callbacks that are signed with a secret which both sides know: as Standard Webhooks has it, and as WaveSpeed does.

Standard Webhooks, specification 1.0.0: HMAC-SHA256 over `id.time.body` with the base64-decoded secret; the header lists signatures
`v1,<base64>` with spaces between, so that two secrets may sign while one is replaced.
WaveSpeed ("Verifying webhooks" of its documents): the same, but `v3,<hexadecimal>`, and the secret is the key as it is written.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence

from producer.hooks.delivery import Delivery, Refused
from producer.hooks.timely import check_time
from shared.standard_webhooks import PREFIX, read_secret, signed_part

# A key of fewer bytes was cut off, or is an example's: anybody can guess it.
LEAST_KEY_BYTES = 16
# More signatures than this in a header are not looked at.
MOST_SIGNATURES = 16


class SharedSecret:
    """Takes a callback that any of the keys has signed. `read` makes bytes of a signature's text; raises ValueError."""

    def __init__(self, keys: Sequence[bytes], version: str, read: Callable[[str], bytes]) -> None:
        self._keys = tuple(keys)
        self._version = version
        self._read = read

    async def check(self, delivery: Delivery, now_s: float) -> str:
        """As Verifier has it."""
        name, stamp = delivery.header("webhook-id"), delivery.header("webhook-timestamp")
        given = delivery.header("webhook-signature").split()[:MOST_SIGNATURES]
        check_time(stamp, now_s)
        if not self._keys:
            raise Refused(401, "there is no secret to check it with")
        signed = signed_part(name, stamp, delivery.body)
        wanted = [hmac.digest(key, signed, hashlib.sha256) for key in self._keys]
        if not any(hmac.compare_digest(one, right) for one in self._signatures(given) for right in wanted):
            raise Refused(401, "the signature is not the provider's")
        return name

    def _signatures(self, given: Iterable[str]) -> list[bytes]:
        found = []
        for text in given:
            version, _, value = text.partition(",")
            try:
                if version == self._version:
                    found.append(self._read(value))
            except ValueError:
                continue
        return found


def standard(secrets: Sequence[str]) -> SharedSecret:
    """As Standard Webhooks has it. Raises ValueError for a secret that is none."""
    return SharedSecret([_long_enough(read_secret(secret)) for secret in secrets], "v1", _base64)


def wavespeed_v3(secrets: Sequence[str]) -> SharedSecret:
    """As WaveSpeed does it. Raises ValueError for a secret that is none."""
    return SharedSecret([_long_enough(secret.removeprefix(PREFIX).encode()) for secret in secrets], "v3", bytes.fromhex)


def _long_enough(key: bytes) -> bytes:
    if len(key) < LEAST_KEY_BYTES:
        raise ValueError(f"it has {len(key)} bytes; give the secret whole, as it was issued")
    return key


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
