"""How far live seasons are: counted a slice at a time, for so long as a question may take; what is not counted again is told as it was."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import redis

from shared import keyspace
from shared.metrics.tally import Tally, tally
from shared.production import Production

# Redis answers nobody else while it counts a slice: about a millisecond.
SLICE = 50
# A question has at least one slice counted, and no more once this is spent: 16,000 open scenes and more at each question.
MOST_S = 0.1


@dataclass(frozen=True)
class Order:
    """A season's order: what is counted once for each."""

    season: str
    run: str
    scenes: int
    last_scene: int


class Progress:
    """Counts the same seasons again and again."""

    def __init__(self) -> None:
        self._episodes: dict[Order, tuple[int, ...]] = {}
        # In the order in which they were counted last; None: not yet.
        self._slices: dict[tuple[Order, int], Tally | None] = {}

    def count(self, client: redis.Redis, orders: list[Order]) -> Mapping[Order, tuple[int, Tally]]:
        """Of each order, how many episodes it has and its tally; without those not counted yet. Raises redis.RedisError."""
        self._episodes = {order: self._episodes[order] if order in self._episodes else _episodes(client, order) for order in orders}
        wanted = [(order, start) for order in orders for start in range(0, len(self._episodes[order]), SLICE)]
        known = {at: self._slices[at] for at in self._slices if at[0] in self._episodes}
        self._slices = {**{at: None for at in wanted if at not in known}, **known}
        self._count_slices(client)
        return {order: (len(numbers), total) for order, numbers in self._episodes.items() if (total := self._total(order)) is not None}

    def _count_slices(self, client: redis.Redis) -> None:
        until = time.monotonic() + MOST_S
        for order, start in list(self._slices):
            del self._slices[order, start]
            self._slices[order, start] = tally(client, order.season, self._episodes[order][start : start + SLICE], order.last_scene)
            if time.monotonic() >= until:
                return

    def _total(self, order: Order) -> Tally | None:
        total = Tally()
        for start in range(0, len(self._episodes[order]), SLICE):
            part = self._slices[order, start]
            if part is None:
                return None
            total += part
        return total


def _episodes(client: redis.Redis, order: Order) -> tuple[int, ...]:
    try:
        return Production.model_validate_json(str(client.get(keyspace.production(order.season)))).all_episodes
    except ValueError:
        # Of a version that this one cannot read.
        return ()
