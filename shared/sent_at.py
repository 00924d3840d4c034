"""Every message says when it was sent, so that the age of a queue can be read off its first message."""

import time
from typing import Any

HEADER = "sent_at"
"""Unix time in seconds, by the clock of whoever published the message last."""


def stamp_messages() -> None:
    """From now on, every message that this process publishes has the header. May be called again."""
    from celery.signals import before_task_publish  # noqa: PLC0415  # half a second that only those who send messages pay

    before_task_publish.connect(_stamp, dispatch_uid=HEADER, weak=False)


def _stamp(headers: dict[str, Any] | None = None, **_: object) -> None:
    # A message that comes back out of a timer brings along when it was sent before it waited.
    if headers is not None:
        headers[HEADER] = time.time()
