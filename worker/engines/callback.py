"""Puts our address into a submit, where the vendor's row says that it calls back."""

from typing import Any
from urllib.parse import quote

from shared.catalogue.layers import lay_over
from shared.catalogue.webhook import Webhook
from shared.pointer import put


def with_callback(webhook: Webhook | None, callback: str, url: str, content: Any) -> tuple[str, Any]:
    """A submit's address and its body (or form) with the address to call back, where there is one."""
    if webhook is None or not callback:
        return url, content
    if webhook.query is not None:
        return f"{url}{'&' if '?' in url else '?'}{webhook.query}={quote(callback, safe='')}", content
    if not isinstance(content, dict | None):
        # A text, or a list: there is no place for it, and the job is only asked about.
        return url, content
    filled = lay_over(content or {}, webhook.also)
    assert webhook.field is not None, "a row has a field or a query"
    put(filled, webhook.field, callback)
    return url, filled
