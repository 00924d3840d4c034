"""A season as it was produced before: what was ordered, and the content keys of what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from producer.order import Order, carrying
from shared.delivery.manifest import Manifest
from shared.delivery.ordered import Ordered
from shared.errors import InputError
from shared.line.dubbing import numbered, with_dubs
from shared.production import Episode, Production

Place = tuple[int, int]
"""The number under which an episode is made, and a scene's."""


@dataclass(frozen=True)
class Earlier:
    """`keys` are those of everything that was delivered, `made` the scenes that were finished."""

    production: Production
    episodes: Mapping[int, Episode]
    keys: frozenset[str]
    made: frozenset[Place]

    @classmethod
    def read(cls, order: Order) -> Self | None:
        """The season in the folder of an order, as it was delivered there; None where there is none, or another one."""
        # What is still to be written has no scenes to compare.
        ordered = Ordered.read(order.folder) if order.production.kind == "season" and not order.is_to_be_written else None
        try:
            manifest = Manifest.read(order.folder / "manifest.json")
        except (OSError, InputError):
            return None
        if ordered is None or ordered.production.title != order.production.title or manifest.title != order.production.title:
            return None
        # Numbered as the order has its dubs now: what is dubbed no longer is compared with nothing.
        episodes = with_dubs(order.production, {episode.number: episode for episode in ordered.episodes})
        languages = {"", *(dub.language for dub in order.production.dubs)} & {"", *(dub.language for dub in ordered.production.dubs)}
        episodes = {number: episode for number, episode in episodes.items() if episode.dub in languages}
        made = frozenset(
            (numbered(order.production, film.number, film.language), scene.number)
            for film in manifest.films()
            for scene in film.scenes
            if film.language in languages and scene.state == "done"
        )
        return cls(ordered.production, episodes, frozenset(product.key for product in manifest.all_products()), made)

    @cached_property
    def scenes(self) -> frozenset[Place]:
        """Every scene that was ordered."""
        return frozenset((number, scene.number) for number, episode in self.episodes.items() for scene in episode.scenes)

    def carried_on(self, order: Order) -> Order:
        """The order with the takes that were asked for before: producing again does not bring back what a redo replaced."""
        return carrying(order, self.production.takes)


def as_planned(order: Order) -> Order:
    """The order with the takes of what was delivered into its folder, as `plan` shows it."""
    earlier = Earlier.read(order)
    return order if earlier is None else earlier.carried_on(order)
