"""Callbacks that are signed with a key of the vendor's own (Ed25519, RFC 8032), whose public half it publishes.

`atlas`: over `time.body`; headers X-AtlasCloud-Webhook-{Timestamp, Key-Id, Signature-Ed25519}, the signature in base64url.
`fal` ("Webhooks" of its documents): over request id, user id, time and the body's SHA-256 in hexadecimal, a line each; headers
X-Fal-Webhook-{Request-Id, User-Id, Timestamp, Signature}, the signature in hexadecimal. No header names the key: any may have signed.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from producer.hooks.delivery import Delivery, Refused
from producer.hooks.key_set import KeySet, from_base64url
from producer.hooks.timely import check_time

SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Signed:
    """What a form says: when and what was signed, how, by which key ("" where it is not said), and what names the delivery."""

    stamp: str
    message: bytes
    signature: bytes
    key: str = ""
    name: str = ""


class PublicKey:
    """Takes a callback that one of the vendor's published keys has signed."""

    def __init__(self, form: str, keys: KeySet) -> None:
        self._read = FORMS[form]
        self._keys = keys

    async def check(self, delivery: Delivery, now_s: float) -> str:
        """As Verifier has it."""
        try:
            signed = self._read(delivery)
        except ValueError:
            raise Refused(401, "the signature cannot be read") from None
        check_time(signed.stamp, now_s)
        if len(signed.signature) != SIGNATURE_BYTES:
            raise Refused(401, "the signature cannot be read")
        if not await self._is_signed(signed):
            raise Refused(401, "the signature is not the provider's")
        return signed.name

    async def _is_signed(self, signed: Signed) -> bool:
        if self._fits(signed, await self._keys.find(signed.key)):
            return True
        if signed.key:
            return False
        # Where no header names the key, a new one shows only by this; somebody else may have fetched it just now.
        await self._keys.renew()
        return self._fits(signed, await self._keys.find(""))

    @staticmethod
    def _fits(signed: Signed, keys: list[Ed25519PublicKey]) -> bool:
        for key in keys:
            try:
                key.verify(signed.signature, signed.message)
            except InvalidSignature:
                continue
            return True
        return False


def atlas(delivery: Delivery) -> Signed:
    """Atlas Cloud's form. Raises Refused, ValueError."""
    start = "X-AtlasCloud-Webhook-"
    stamp, key = delivery.header(f"{start}Timestamp"), delivery.header(f"{start}Key-Id")
    signature = from_base64url(delivery.header(f"{start}Signature-Ed25519"))
    return Signed(stamp, f"{stamp}.".encode() + delivery.body, signature, key)


def fal(delivery: Delivery) -> Signed:
    """The form of fal. Raises Refused, ValueError."""
    start = "X-Fal-Webhook-"
    request, user, stamp = (delivery.header(f"{start}{name}") for name in ("Request-Id", "User-Id", "Timestamp"))
    message = f"{request}\n{user}\n{stamp}\n{hashlib.sha256(delivery.body).hexdigest()}".encode()
    return Signed(stamp, message, bytes.fromhex(delivery.header(f"{start}Signature")), name=request)


FORMS: Mapping[str, Callable[[Delivery], Signed]] = {"atlas": atlas, "fal": fal}
"""What is signed, by the name that a vendor's row gives it."""
