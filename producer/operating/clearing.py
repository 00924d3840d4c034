"""Clears a store of what no season needs: every home is read first, and nothing goes where one of them cannot be."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import redis

from producer.operating.demand import KnownSeason, all_seasons
from producer.operating.homes import homes, unreadable
from producer.operating.keeping import GRACE_S, Choice, is_paid, is_protected, protection_of
from shared.errors import CliffhangerError, InputError
from shared.settings import Settings
from shared.store.product import Product
from shared.store.store import Store

# After so long at most it is looked whether anything was ordered meanwhile; before what was paid goes, always.
_LOOK_S = 0.25

Orders = dict[str, str]
"""By home, what tells that something was ordered there."""


@dataclass
class Pile:
    """Some things of a store: how many, how many bytes, what they once cost in micro-dollars."""

    count: int = 0
    size_bytes: int = 0
    micros: int = 0

    def add(self, size_bytes: int, micros: int = 0) -> None:
        """One more."""
        self.count, self.size_bytes, self.micros = self.count + 1, self.size_bytes + size_bytes, self.micros + micros


@dataclass
class Cleared:
    """What went, or would go: products, user's files, what deaths left; and what nobody needs and was paid, which is kept."""

    products: Pile = field(default_factory=Pile)
    paid: Pile = field(default_factory=Pile)
    uploads: Pile = field(default_factory=Pile)
    leftovers: Pile = field(default_factory=Pile)
    kept_although_unneeded: Pile = field(default_factory=Pile)
    needed: int = 0
    seasons: int = 0


def clear_store(settings: Settings, store: Store, *, older_than_s: float, with_paid: bool, wanted: str | None, dry_run: bool) -> Cleared:
    """Remove what no season needs; of the season `wanted`, which has ended, what no other needs. Raises InputError, CliffhangerError."""
    found, orders = _read_all(settings)
    choice = _choice(found, older_than_s=older_than_s, with_paid=with_paid, wanted=wanted)
    done = Cleared(seasons=len(found))
    guard = _Guard(settings, orders)
    for key, product, size_bytes, is_whole in _candidates(store, choice, done):
        if product is None:
            (done.leftovers if not is_whole else done.uploads).add(size_bytes)
        else:
            (done.paid if is_paid(product) else done.products).add(size_bytes, product.cost_micros)
        if not dry_run:
            guard.check(always=product is not None and is_paid(product))
            (store.remove_upload if product is None and is_whole else store.remove)(key)
    return done


def _candidates(store: Store, choice: Choice, done: Cleared) -> Iterator[tuple[str, Product | None, int, bool]]:
    """What goes: its key, the product, its bytes, whether it is whole. A user's file is no product."""
    for held in store.products():
        if not held.is_whole:
            # Nobody sees it; whoever makes it writes its record within the hour.
            if held.at_s < choice.now_s - GRACE_S:
                yield held.key, None, held.size_bytes, False
            continue
        if not choice.may_go(held.key, held.at_s):
            done.needed += 1
            continue
        product = store.find(held.key)
        if product is None or choice.needed.covers_product(product):
            done.needed += product is not None
        elif choice.goes(product):
            yield held.key, product, held.size_bytes, True
        else:
            done.kept_although_unneeded.add(held.size_bytes, product.cost_micros)
    for held in store.uploads():
        if choice.may_go(held.key, held.at_s):
            yield held.key, None, held.size_bytes, True


def _choice(found: list[KnownSeason], *, older_than_s: float, with_paid: bool, wanted: str | None) -> Choice:
    now_s = time.time()
    if wanted is None:
        needed = protection_of(season for season in found if is_protected(season, now_s, older_than_s))
        return Choice(needed, now_s, older_than_s, with_paid)
    own = [season for season in found if season.id == wanted]
    if any(is_protected(season, now_s, 0.0) for season in own):
        raise InputError(f"{wanted}: has not ended, or is not delivered yet; cancel it, or wait, before its products go")
    needed = protection_of(season for season in found if season.id != wanted)
    return Choice(needed, now_s, older_than_s, with_paid, only=protection_of(own))


def _read_all(settings: Settings) -> tuple[list[KnownSeason], Orders]:
    """Every season of every home, and how to tell that none was ordered since. Raises CliffhangerError."""
    found: list[KnownSeason] = []
    orders: Orders = {}
    for home in homes(settings):
        try:
            orders[home.name] = home.orders()
            with home.open() as client:
                found += all_seasons(client)
        except (CliffhangerError, redis.RedisError, OSError) as error:
            raise unreadable(home, error) from None
    return found, orders


class _Guard:
    """Stops in time where a season is ordered while the store is cleared: it may need what goes next."""

    def __init__(self, settings: Settings, orders: Orders) -> None:
        self._settings, self._orders, self._looked_at = settings, orders, -_LOOK_S

    def check(self, *, always: bool) -> None:
        """Look, `always` or now and then. Raises CliffhangerError."""
        if not always and time.monotonic() - self._looked_at < _LOOK_S:
            return
        if {home.name: home.orders() for home in homes(self._settings)} != self._orders:
            raise CliffhangerError("a season was ordered meanwhile: no more is removed; give the command again")
        self._looked_at = time.monotonic()
