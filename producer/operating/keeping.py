"""What of a store is kept, and what may go: decided from the seasons that are known, and from nothing else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from producer.operating.demand import KnownSeason, calls_needed
from shared.backup.bought import PAID_BY, RAW
from shared.line.requests import StageName
from shared.store.product import Product

DAY_S = 24 * 3600.0
GRACE_S = DAY_S
"""Nothing younger goes: whoever makes it may not have told anybody yet, and what a season ends with is not delivered in the same second."""

WRITTEN: frozenset[StageName] = frozenset({"script", "polish", "review", "rewrite", "translate"})
"""What a script was made of: a few kilobytes each, without which a season file would be written anew."""

_VERDICT = "-verdict-"
_NAME = re.compile(r"[0-9a-f]{32,64}")


@dataclass(frozen=True)
class Protection:
    """What some seasons need: products and user's files by key, and calls, with whatever those brought."""

    keys: frozenset[str]
    calls: frozenset[str]
    seasons: frozenset[str]
    bought: frozenset[StageName] = frozenset()
    """Stages of which everything that was bought is needed: by which call one of these seasons finds it is known only when it asks."""

    def covers(self, key: str) -> bool:
        """Whether what is kept under a key is needed, as far as the key tells."""
        call = call_of(key)
        return key in self.keys or (call is not None and call in self.calls)

    def covers_product(self, product: Product) -> bool:
        """Whether a product is needed, by what it tells of itself."""
        paid_by = product.facts.get(PAID_BY, {}).get("season")
        return self.covers(product.key) or paid_by in self.seasons or (call_of(product.key) is not None and product.stage in self.bought)


def call_of(key: str) -> str | None:
    """The call whose product, or the verdicts on it, is kept under a key; None for any other product."""
    if key.endswith(RAW):
        return key.removesuffix(RAW)
    return key.partition(_VERDICT)[0] if _VERDICT in key else None


def is_protected(season: KnownSeason, now_s: float, rest_s: float) -> bool:
    """Whether all that a season needs is kept: it is at work, rests, is not delivered, or ended less than `rest_s` ago."""
    if season.state == "running" or season.is_watched or "rests" in season.meta or not season.is_delivered:
        return True
    return now_s - float(season.meta.get("finished_at", now_s)) < rest_s


def protection_of(seasons: Iterable[KnownSeason]) -> Protection:
    """What these seasons need."""
    parts = list(seasons)
    return Protection(
        keys=frozenset(key for season in parts for key in _keys(season)),
        calls=frozenset(call for season in parts for call in calls_needed(season)),
        seasons=frozenset(season.id for season in parts),
        bought=frozenset(stage for season in parts for stage in _open_stages(season)),
    )


def _keys(season: KnownSeason) -> Iterator[str]:
    yield from season.finished
    # What a call bought is the product of its own name, where the first model made it.
    yield from season.calls
    for need in season.needs:
        yield need.key
        yield from need.inputs
    # The user's own files, wherever the order names them.
    for part in (season.production, *season.episodes.values()):
        yield from _NAME.findall(part.model_dump_json())


def _open_stages(season: KnownSeason) -> Iterator[StageName]:
    production = season.production
    if production.is_audio_first:
        # A clip is bought by the length of its speech, which is known when that is there.
        yield "video"
    if production.allow:
        # What is asked for instead depends on how the first answers.
        yield from ("video", "reference", "image", "clip")


@dataclass(frozen=True)
class Choice:
    """Who may go: what is not needed, is older than `older_than_s`, and is not paid, unless `with_paid`.

    `only` is what the seasons that are to be cleared need; None clears whatever nobody does.
    """

    needed: Protection
    now_s: float
    older_than_s: float
    with_paid: bool = False
    only: Protection | None = None

    @cached_property
    def _before_s(self) -> float:
        return self.now_s - max(self.older_than_s, GRACE_S)

    def may_go(self, key: str, at_s: float) -> bool:
        """Whether it may go as far as its key and its age tell."""
        return at_s < self._before_s and not self.needed.covers(key) and (self.only is None or self.only.covers(key))

    def goes(self, product: Product) -> bool:
        """Whether a product that may go does."""
        return not self.needed.covers_product(product) and (self.with_paid or not is_paid(product))


def is_paid(product: Product) -> bool:
    """Whether a product could only be had again for money, or is what somebody decided on about one that was."""
    return product.cost_micros > 0 or product.provider_job_id is not None or call_of(product.key) is not None or product.stage in WRITTEN
