"""What is to be told, before it is anybody's message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """What has happened; `subject` tells it from others of its type in the season."""

    kind: str
    subject: str
    data: Mapping[str, Any]
