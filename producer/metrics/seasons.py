"""Reads live seasons: their episodes, scenes and money. A season that has ended and is delivered is none of them."""

from collections import Counter
from typing import cast, get_args

import redis

from producer.metrics.accounts import add_money, usd
from producer.metrics.progress import Order, Progress
from producer.metrics.reading import Reading
from shared import keyspace
from shared.keyspace import LINE
from shared.metrics import names
from shared.metrics.tally import Tally
from shared.state.season import SeasonVerdict

# So many live seasons have series of their own, the latest; that is more than anybody looks at.
MOST_SEASONS = 200
OVERDUE_MS = 60_000


def read_seasons(client: redis.Redis, progress: Progress, reading: Reading) -> None:
    """Every live season. Raises redis.RedisError."""
    metas = _metas(client)
    states = Counter(meta["state"] for meta in metas.values())
    for state in get_args(SeasonVerdict):
        reading.add(names.SEASONS, states[state], state=state)
    latest = sorted(metas, key=lambda season: float(metas[season]["started_at"]), reverse=True)[:MOST_SEASONS]
    told = {season: metas[season] for season in latest if "scenes" in metas[season]}
    orders = [Order(season, meta["run"], int(meta["scenes"]), int(meta["last_scene"])) for season, meta in told.items()]
    for order, (episodes, counted) in progress.count(client, orders).items():
        _add_progress(order, episodes, counted, reading)
    _read_money(client, latest, reading)


def read_calls(client: redis.Redis, now_ms: int, reading: Reading) -> None:
    """What is under way in the ledger, and what waits beside it. Raises redis.RedisError."""
    pipe = client.pipeline(transaction=False)
    pipe.zcard(f"{LINE}:open")
    pipe.zcount(f"{LINE}:open", "-inf", now_ms - OVERDUE_MS)
    pipe.zcard(keyspace.NOTICES)
    pipe.xlen(f"{LINE}:journal")
    is_open, overdue, notices, entries = pipe.execute()
    reading.add(names.CALLS_OPEN, is_open)
    reading.add(names.CALLS_OVERDUE, overdue)
    reading.add(names.NOTICES_WAITING, notices)
    reading.add(names.JOURNAL_ENTRIES, entries)


def _metas(client: redis.Redis) -> dict[str, dict[str, str]]:
    """What is needed of each live season; of an order before there were `scenes`, without these."""
    fields = ("state", "run", "started_at", "scenes", "last_scene")
    seasons = sorted(str(season) for season in client.smembers(keyspace.LIVE))
    pipe = client.pipeline(transaction=False)
    for season in seasons:
        pipe.hmget(keyspace.meta(season), *fields)
    metas = {}
    for season, row in zip(seasons, cast("list[list[str | None]]", pipe.execute()), strict=True):
        meta = {name: value for name, value in zip(fields, row, strict=True) if value}
        if {"state", "run", "started_at"} <= meta.keys():
            metas[season] = meta
    return metas


def _add_progress(order: Order, episodes: int, counted: Tally, reading: Reading) -> None:
    ended = {"done": counted.episodes_done, "partial": counted.episodes_partial, "failed": counted.episodes_failed}
    for state, number in {"open": max(0, episodes - sum(ended.values())), **ended}.items():
        reading.add(names.EPISODES, number, season=order.season, state=state)
    ended = {"done": counted.scenes_done, "failed": counted.scenes_failed}
    for state, number in {"open": max(0, order.scenes - sum(ended.values())), **ended}.items():
        reading.add(names.SCENES, number, season=order.season, state=state)


def _read_money(client: redis.Redis, seasons: list[str], reading: Reading) -> None:
    pipe = client.pipeline(transaction=False)
    for season in seasons:
        pipe.hgetall(f"{LINE}:balance:season:{season}")
        pipe.hget(f"{LINE}:caps", f"season:{season}")
    answers = pipe.execute()
    for season, balance, cap in zip(seasons, answers[::2], answers[1::2], strict=True):
        add_money(names.SEASON_MONEY, balance, reading, season=season)
        if cap is not None:
            reading.add(names.SEASON_CAP, usd(cap), season=season)
