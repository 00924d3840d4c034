"""What was bought after a backup: the store has it, and says who paid; it is booked in the copy of the ledger, so that caps count it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import redis

from shared import keyspace
from shared.ledger.ledger import Ledger
from shared.redis_scripts import RedisScript
from shared.store.product import Product

RAW = "-raw"
"""The end of the key under which the store keeps what a call brought, as it came."""
PAID_BY = "bought"
"""The fact of such a product that says of which call it came: `season`, `run`, `place`, `account`, `day`, `attempt`, `retake`, `sound`."""
NOBODY = "after-the-backup"
"""The season that pays for what is known of no season: accounts' and days' caps count it all the same. No season has this id."""

_BOOK_AGAIN = RedisScript("shared.ledger", "book_again", ("clock", "money", "slots"))


@dataclass
class Bought:
    """What was found: products that were booked, by season in micro-dollars; and those that are of no season of this ledger."""

    booked: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    foreign: int = 0

    @property
    def micros(self) -> int:
        """All of it."""
        return sum(self.booked.values())

    def add(self, other: "Bought") -> None:
        """What another ledger has found, too."""
        for season, micros in other.booked.items():
            self.booked[season] = self.booked.get(season, 0) + micros
        self.calls += other.calls
        self.foreign += other.foreign


def book_bought(client: redis.Redis, products: Iterable[Product], mine: Mapping[str, str], elsewhere: frozenset[str]) -> Bought:
    """Book every paid product that these books do not know.

    `mine` are calls by what the seasons of this ledger need, each with its season: for products that do not say who paid. `elsewhere` are
    seasons that have a ledger of their own. It may be run again. Raises redis.RedisError.
    """
    ledger, found = Ledger(client), Bought()
    for product in products:
        call_id, about = product.key.removesuffix(RAW), dict(product.facts.get(PAID_BY, {}))
        record = ledger.call(call_id)
        if record is not None and record.state == "settled":
            continue
        season = record.season if record is not None else str(about.get("season") or mine.get(call_id, ""))
        if not season and not about and record is None:
            # It may be of another ledger altogether.
            found.foreign += 1
            continue
        if season in elsewhere:
            continue
        if _BOOK_AGAIN(client, [keyspace.LINE], *_arguments(product, call_id, season or NOBODY, about)):
            found.booked[season or NOBODY] = found.booked.get(season or NOBODY, 0) + product.cost_micros
            found.calls += 1
    return found


def _arguments(product: Product, call_id: str, season: str, about: Mapping[str, Any]) -> Iterator[str | int]:
    day = datetime.fromtimestamp(product.started_at, UTC).date().isoformat()
    account = product.model.partition("/")[0]
    yield from (call_id, season, f"{season}#{about.get('run', '')}", str(about.get("place", "0/")), product.stage, product.model)
    yield from (str(about.get("account", account)), str(about.get("day", day)), int(about.get("retake", 0)), int(about.get("sound", 0)))
    yield from (int(about.get("attempt", 1)), product.cost_micros, product.provider_job_id or "")
