"""The address by which a provider calls back about one attempt of a call."""

import redis

from shared.callback import callback_secret, token_of
from worker.gateway.terms import Terms


def callback_address(client: redis.Redis, terms: Terms, attempt: int) -> str:
    """The address, or "" where nobody is to call back. Asked for again it is the same."""
    if not terms.called:
        return ""
    vendor = terms.model.vendor
    return f"{terms.hooks_url}/{vendor}/{token_of(callback_secret(client), vendor, terms.call.id, attempt)}"
