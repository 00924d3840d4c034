"""Counts a season's episodes and scenes by state, where they are kept: nothing but the numbers leaves Redis."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import redis

from shared import keyspace
from shared.redis_scripts import RedisScript

_TALLY = RedisScript("shared.metrics", "tally")


@dataclass(frozen=True)
class Tally:
    """How many episodes and scenes have ended, by state."""

    episodes_done: int = 0
    episodes_partial: int = 0
    episodes_failed: int = 0
    scenes_done: int = 0
    scenes_failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def tally(client: redis.Redis, season: str, episodes: Sequence[int], last_scene: int) -> Tally:
    """Of these episodes, whose scenes have numbers up to `last_scene`; Redis answers nobody else meanwhile. Raises redis.RedisError."""
    return Tally(*(int(number) for number in _TALLY(client, [keyspace.episode(season, number) for number in episodes], last_scene)))
