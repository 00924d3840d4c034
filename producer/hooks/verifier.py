"""What checks the callbacks of one vendor. To add one: a class like this in a file of its own, listed in VERIFIERS."""

from typing import Protocol

from producer.hooks.delivery import Delivery


class Verifier(Protocol):
    """Knows how one vendor signs."""

    async def check(self, delivery: Delivery, now_s: float) -> str:
        """What names the delivery, signed with the rest; "" where nothing in its headers does. Raises Refused."""
        ...
