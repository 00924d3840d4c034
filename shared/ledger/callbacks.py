"""A provider's callback in the ledger: one script finds its call, tells a doubled delivery, and wakes whoever waits."""

from typing import Literal

from shared import keyspace
from shared.redis_scripts import RedisScript

Heard = Literal["woken", "early", "later", "ended", "doubled", "unknown"]
"""What came of a callback; called_back.lua says what each means."""

CALLED_BACK = RedisScript("shared.ledger", "called_back", ("clock", "money", "timers"))
KEYS = [keyspace.LINE]


def arguments(call: str, attempt: int, delivery: str) -> list[str | int]:
    """The script's arguments; `delivery` is a digest of what names the delivery, so that nobody decides how long it is."""
    return [call, attempt, delivery]
