"""The version of what processes leave one another in Redis: orders and messages. When it is raised, and why, is in docs/upgrading.md.

Workers of two versions may serve one season. An older one leaves to a newer one what it might misread: it would compute other content
keys, and buy again what is there.
"""

from collections.abc import Mapping
from typing import Any

from shared.errors import CliffhangerError

LINE_VERSION = 1
"""Raised when a worker from before a change would misread an order or a message from after it."""

HEADER = "line_version"
"""The message's header, and the field of an order and of its season's meta. Where it is missing it is 1."""


class NewerOrder(CliffhangerError):
    """A season was ordered by a newer version than this process's."""

    def __init__(self, season: str, version: int) -> None:
        super().__init__(
            f"{season} was ordered by a newer cliffhanger (line version {version}, this one has {LINE_VERSION}): upgrade this one, "
            f"docs/upgrading.md says in which order"
        )
        self.season, self.version = season, version

    def __reduce__(self) -> tuple[type["NewerOrder"], tuple[str, int]]:
        return NewerOrder, (self.season, self.version)


def check_version(season: str, version: int) -> None:
    """Raise NewerOrder where an order of this version is not ours to read."""
    if version > LINE_VERSION:
        raise NewerOrder(season, version)


def version_of(headers: Mapping[str, Any] | None) -> int:
    """The version of who sent a message."""
    version = (headers or {}).get(HEADER, 1)
    return version if isinstance(version, int) else 1


def stamp_version() -> None:
    """From now on, every message that this process publishes says by which version it was sent first. May be called again."""
    from celery.signals import before_task_publish  # noqa: PLC0415  # half a second that only those who send messages pay

    before_task_publish.connect(_stamp, dispatch_uid=HEADER, weak=False)


def _stamp(headers: dict[str, Any] | None = None, **_: object) -> None:
    # What comes back out of a timer is as it was when it was put there.
    if headers is not None:
        headers.setdefault(HEADER, LINE_VERSION)
