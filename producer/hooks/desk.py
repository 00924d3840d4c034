"""Takes callbacks: the token, then the signature, then one script in Redis that finds the call and wakes whoever waits for it."""

import asyncio
import json
import secrets as random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from producer.hooks.delivery import Delivery, Refused, digest_of
from producer.hooks.verifier import Verifier
from shared import keyspace
from shared.callback import SECRET_BYTES, read_token
from shared.catalogue.webhook import Webhook
from shared.ledger import callbacks
from shared.pointer import first

# A token that does not fit may be of a Redis that was begun anew: its secret is read again, at most so often.
SECRET_AGAIN_S = 1.0


@dataclass(frozen=True)
class Caller:
    """A vendor that calls back: what its row says, and what checks it."""

    webhook: Webhook
    verifier: Verifier


class Desk:
    """Takes the callbacks of all vendors."""

    def __init__(self, client: "Redis", callers: Mapping[str, Caller]) -> None:
        self.client = client
        self.callers = callers
        self.heard: Counter[str] = Counter()
        """How often each thing came of a callback, since the start."""
        self._script = client.register_script(callbacks.CALLED_BACK.source)
        self._secret: asyncio.Future[bytes] | None = None
        self._read_at = 0.0

    async def take(self, vendor: str, token: str, read: Callable[[], Awaitable[Delivery]]) -> callbacks.Heard:
        """Take a callback; `read` gets it, which is not done for a token that is none of ours.

        Raises Refused where it is not one, redis.RedisError where Redis is away, and what `read` raises.
        """
        try:
            heard = await self._take(vendor, token, read)
        except Refused as refused:
            self.heard[str(refused.status)] += 1
            raise
        self.heard[heard] += 1
        return heard

    async def _take(self, vendor: str, token: str, read: Callable[[], Awaitable[Delivery]]) -> callbacks.Heard:
        caller = self.callers.get(vendor)
        found = await self._read_token(vendor, token) if caller else None
        if caller is None or found is None:
            raise Refused(404, "there is nothing here")
        delivery = await read()
        name = await caller.verifier.check(delivery, time.time()) or _name_of(caller.webhook, delivery)
        arguments = callbacks.arguments(*found, digest_of(name))
        heard: callbacks.Heard = await self._script(keys=callbacks.KEYS, args=arguments)
        if heard == "unknown":
            raise Refused(404, "there is nothing here")
        if heard == "doubled":
            raise Refused(409, "it was delivered before")
        return heard

    async def _read_token(self, vendor: str, token: str) -> tuple[str, int] | None:
        found = read_token(await self._line_secret(), vendor, token)
        if found is None and time.monotonic() - self._read_at > SECRET_AGAIN_S:
            self._secret = None
            found = read_token(await self._line_secret(), vendor, token)
        return found

    async def _line_secret(self) -> bytes:
        """The line's secret, read once for all who come at once; where Redis is away, all of them hear of it for SECRET_AGAIN_S."""
        is_bad = self._secret is not None and self._secret.done() and (self._secret.cancelled() or self._secret.exception() is not None)
        if self._secret is None or (is_bad and time.monotonic() - self._read_at > SECRET_AGAIN_S):
            self._read_at = time.monotonic()
            self._secret = asyncio.ensure_future(self._read_secret())
        # Who goes away does not take it from the others.
        return await asyncio.shield(self._secret)

    async def _read_secret(self) -> bytes:
        # The same as shared.callback.callback_secret, for a client of this kind.
        await self.client.set(keyspace.CALLBACK_SECRET, random.token_hex(SECRET_BYTES), nx=True)
        return bytes.fromhex(str(await self.client.get(keyspace.CALLBACK_SECRET)))


def _name_of(webhook: Webhook, delivery: Delivery) -> str | bytes:
    """What names a delivery whose signature does not: a header, a field, or its whole body."""
    if webhook.dedupe_header:
        return delivery.headers.get(webhook.dedupe_header.lower()) or delivery.body
    if not webhook.dedupe:
        return delivery.body
    try:
        document: Any = json.loads(delivery.body)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is no JSON") from None
    named = first(document, webhook.dedupe)
    return delivery.body if named is None else json.dumps(named)
