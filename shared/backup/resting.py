"""Seasons that rest: after a restore nothing goes on by itself; what a season had open is taken up when it is ordered again."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

import redis

from shared import keyspace
from shared.ledger.call import OPEN
from shared.ledger.ledger import Ledger
from shared.outbox import Outbox, left
from shared.state.season import list_seasons

RESTORED = f"{keyspace.LINE}:restored"
"""Hash: `backup_at` and `at`, Unix times. While it is there, providers that can be asked are asked before anything is sent to them:
what was sent after the backup is in no book."""

# Providers know what they were asked for so long, at least.
DOUBT_S = 7 * 24 * 3600
ORDERS_LOST = 1000
"""Orders since the backup had numbers, by which workers and whoever is told of events know them: none of those is given again."""
RESTS = "rests"
"""Field of a season's meta: since when, and what it is a copy of, in words."""


def put_to_rest(client: redis.Redis, live: Iterable[str], backup_at: float) -> list[str]:
    """Have every season rest that was at work, or had something to tell; answers them. `live` are those that the sweep looked after."""
    awake, outbox, resting = set(live), Outbox(client), []
    said = f"a copy of {datetime.fromtimestamp(backup_at, UTC).isoformat(timespec='seconds')}"
    for season in list_seasons(client):
        client.hincrby(keyspace.meta(season), "orders", ORDERS_LOST)
        state = client.hget(keyspace.meta(season), "state")
        if state == "running" or season in awake or left(outbox.all(season)):
            client.hset(keyspace.meta(season), RESTS, said)
            resting.append(season)
    client.hset(RESTORED, mapping={"backup_at": f"{backup_at:.3f}", "at": f"{time.time():.3f}"})
    client.expire(RESTORED, DOUBT_S)
    return resting


def rouse(client: redis.Redis, season: str) -> bool:
    """Take up what a resting season has open, since it is ordered again; False where it does not rest."""
    if not client.hexists(keyspace.meta(season), RESTS):
        return False
    ledger, outbox = Ledger(client), Outbox(client)
    now_ms = ledger.now_ms()
    pipe = client.pipeline(transaction=True)
    for call in ledger.calls(season):
        if call.state in OPEN:
            pipe.zadd(f"{keyspace.LINE}:open", {call.id: max(now_ms, call.next_ms)})
        elif call.state == "unknown" and call.job is not None:
            pipe.zadd(f"{keyspace.LINE}:late", {call.id: now_ms})
    for notice in left(outbox.all(season)):
        pipe.zadd(keyspace.NOTICES, {f"{season} {notice.id}": now_ms})
    pipe.hdel(keyspace.meta(season), RESTS)
    pipe.execute()
    return True


def is_restored(client: redis.Redis) -> bool:
    """Whether this ledger may not know of everything that was sent."""
    return bool(client.exists(RESTORED))


def rests(client: redis.Redis, season: str) -> str:
    """What a season is a copy of, where it rests; else the empty text."""
    return cast("str | None", client.hget(keyspace.meta(season), RESTS)) or ""
