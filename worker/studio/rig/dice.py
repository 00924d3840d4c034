"""Choices that a seed makes once and for ever: named draws from a hash, independent of the order in which they are asked for."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Named draws. The same seed and name give the same draw on every machine and in every version of Python."""

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(str(part) for part in seed)

    def unit(self, name: object) -> float:
        """A number in [0, 1)."""
        digest = hashlib.sha256(f"{self._seed}/{name}".encode()).digest()
        return int.from_bytes(digest[:7], "big") / 2**56

    def between(self, name: object, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.unit(name)

    def chance(self, name: object, probability: float) -> bool:
        """True with that probability."""
        return self.unit(name) < probability

    def pick(self, name: object, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.unit(name) * len(options))]
