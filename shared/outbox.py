"""The events that are to be told to the address which a season file names: written once, kept until they were taken or given up."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, cast

import redis

from shared import keyspace

# An event that was written, and whose message was lost, is looked after this long afterwards.
LOOK_AFTER_MS = 60_000

FINISHED = {"season": "season.finished", "batch": "batch.finished", "writing": "season.finished"}
"""The last event of an order, by its kind; its subject is the order's number."""

Fate = Literal["open", "sent", "stopped", "given up"]


@dataclass(frozen=True)
class Notice:
    """One event. `id` is the same however often it is sent, and whoever finds it out again."""

    id: str
    type: str
    timestamp: str
    """When it happened, ISO 8601."""
    data: Mapping[str, Any]
    url: str
    tries: int = 0
    fate: Fate = "open"

    @property
    def body(self) -> bytes:
        """What is sent, byte for byte the same each time."""
        document = {"type": self.type, "timestamp": self.timestamp, "data": dict(self.data)}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def notice_of(season: str, kind: str, data: Mapping[str, Any], url: str, *, subject: str) -> Notice:
    """An event; `subject` tells it from others of its type in the season, so that it is told once."""
    name = hashlib.sha256("\n".join((season, kind, subject)).encode()).hexdigest()[:32]
    return Notice(f"evt_{name}", kind, datetime.now(UTC).isoformat(timespec="milliseconds"), data, url)


class Outbox:
    """The events of all seasons of one Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client

    def add(self, season: str, notice: Notice) -> bool:
        """Whether an event is new; it is kept from then on."""
        # The place where it is looked after comes first: who dies in between leaves an entry that stands for nothing, and goes.
        self.client.zadd(keyspace.NOTICES, {_entry(season, notice.id): _now_ms() + LOOK_AFTER_MS}, nx=True)
        return bool(self.client.hsetnx(keyspace.notices(season), notice.id, json.dumps(asdict(notice), ensure_ascii=False)))

    def read(self, season: str, notice_id: str) -> Notice | None:
        """An event, or None."""
        text = cast("str | None", self.client.hget(keyspace.notices(season), notice_id))
        return None if text is None else Notice(**json.loads(text))

    def all(self, season: str) -> list[Notice]:
        """Every event of a season, in the order in which they happened."""
        texts = cast("list[str]", self.client.hvals(keyspace.notices(season)))
        return sorted((Notice(**json.loads(text)) for text in texts), key=lambda notice: notice.timestamp)

    def known(self, season: str) -> set[str]:
        """The ids of a season's events."""
        return {str(name) for name in cast("list[str]", self.client.hkeys(keyspace.notices(season)))}

    def later(self, season: str, notice: Notice, in_ms: int) -> None:
        """It is tried again in so long; whoever looks after lost ones leaves it alone until then."""
        self.client.hset(keyspace.notices(season), notice.id, json.dumps(asdict(notice), ensure_ascii=False))
        self.look_again(season, notice.id, in_ms + LOOK_AFTER_MS)

    def end(self, season: str, notice: Notice, fate: Fate) -> None:
        """Nothing more is done about it. What it said is not kept."""
        ended = replace(notice, fate=fate, data={})
        self.client.hset(keyspace.notices(season), notice.id, json.dumps(asdict(ended), ensure_ascii=False))
        self.client.zrem(keyspace.NOTICES, _entry(season, notice.id))

    def forget(self, season: str, notice_id: str) -> None:
        """An entry stands for nothing."""
        self.client.zrem(keyspace.NOTICES, _entry(season, notice_id))

    def look_again(self, season: str, notice_id: str, in_ms: int) -> None:
        """Nobody need look after it before that."""
        self.client.zadd(keyspace.NOTICES, {_entry(season, notice_id): _now_ms() + in_ms}, xx=True)

    def waiting(self) -> int:
        """How many events of all seasons are still to be told."""
        return int(self.client.zcard(keyspace.NOTICES))

    def overdue(self, limit: int = 100) -> list[tuple[str, str]]:
        """Season and id of events that nobody has looked after in time."""
        entries = cast("list[str]", self.client.zrangebyscore(keyspace.NOTICES, "-inf", _now_ms(), start=0, num=limit))
        return [(season, name) for season, _, name in (entry.partition(" ") for entry in entries)]


def left(notices: Iterable[Notice]) -> list[Notice]:
    """Those that are still to be told."""
    return [notice for notice in notices if notice.fate == "open"]


def _entry(season: str, notice_id: str) -> str:
    return f"{season} {notice_id}"


def _now_ms() -> int:
    # The line's hosts keep their clocks; a second more or less is of no matter here.
    return int(time.time() * 1000)
