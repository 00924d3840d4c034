"""Reads providers' accounts: limits and their use, pauses, breakers, and money with its caps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import redis

from producer.metrics.reading import Reading
from shared.keyspace import LINE
from shared.metrics import names

MONEY = ("reserved", "held", "spent", "wasted")
_BREAKER = ("typical:", "fails:", "open_ms:")
_FULL_RATE = 1000


def read_accounts(client: redis.Redis, accounts: Sequence[str], now_ms: int, reading: Reading) -> None:
    """Every account that was ever asked. Raises redis.RedisError."""
    day = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
    pipe = client.pipeline(transaction=False)
    for account in accounts:
        pipe.hgetall(f"{LINE}:account:{account}")
        pipe.zcount(f"{LINE}:flight:{account}", f"({now_ms}", "+inf")
        pipe.zrange(f"{LINE}:queue:{account}", 0, -1)
        pipe.hgetall(f"{LINE}:balance:account:{account}")
        pipe.hgetall(f"{LINE}:balance:day:{account}:{day}")
        pipe.hmget(f"{LINE}:caps", f"account:{account}", f"day:{account}")
    answers = pipe.execute()
    queued: list[tuple[str, str]] = []
    for at, account in enumerate(accounts):
        record, flight, seasons, ever, today, caps = answers[at * 6 : at * 6 + 6]
        if not record:
            continue
        _limits(account, record, flight, now_ms, reading)
        _breakers(account, record, now_ms, reading)
        add_money(names.ACCOUNT_MONEY, ever, reading, account=account)
        add_money(names.ACCOUNT_DAY_MONEY, today, reading, account=account)
        for name, cap in zip((names.ACCOUNT_CAP, names.ACCOUNT_DAY_CAP), caps, strict=True):
            if cap is not None:
                reading.add(name, usd(cap), account=account)
        queued += [(account, str(season)) for season in seasons]
        reading.add(names.ACCOUNT_WAITING, 0, account=account)
    _waiting(client, queued, reading)


def add_money(name: str, balance: Mapping[str, str], reading: Reading, **labels: str) -> None:
    """A balance of the ledger, in US dollars."""
    for kind in MONEY:
        reading.add(name, usd(balance.get(kind, "0")), **labels, kind=kind)


def usd(micros: str) -> float:
    """US dollars; exact to the micro-dollar below four billion of them."""
    return int(micros) / 1_000_000


def _limits(account: str, record: Mapping[str, str], flight: int, now_ms: int, reading: Reading) -> None:
    most = int(record.get("most") or 0)
    reading.add(names.ACCOUNT_IN_FLIGHT, flight, account=account)
    if most:
        reading.add(names.ACCOUNT_CONCURRENCY, most, account=account)
        reading.add(names.ACCOUNT_LIMIT_SHARE, flight / most, account=account)
    # As shared/ledger/slots.lua reads it: the catalogue's spacing by what refusals have left of its rate, or one that was learned.
    spacing_us = float(record.get("spacing_us") or 0) * _FULL_RATE / float(record.get("factor") or _FULL_RATE)
    spacing_us = max(spacing_us, float(record.get("learned_us") or 0))
    if spacing_us:
        reading.add(names.ACCOUNT_RPM, 60_000_000 / spacing_us, account=account)
    reading.add(names.ACCOUNT_BLOCKED_SECONDS, max(0.0, float(record.get("blocked_ms") or 0) - now_ms) / 1000, account=account)
    reading.add(names.ACCOUNT_STOPPED, int("stopped" in record), account=account)


def _breakers(account: str, record: Mapping[str, str], now_ms: int, reading: Reading) -> None:
    models = {field.removeprefix(prefix) for prefix in _BREAKER for field in record if field.startswith(prefix)}
    for model in models:
        is_open = float(record.get(f"open_ms:{model}") or 0) > now_ms
        reading.add(names.BREAKER_OPEN, int(is_open), account=account, model=model)


def _waiting(client: redis.Redis, queued: Sequence[tuple[str, str]], reading: Reading) -> None:
    pipe: Any = client.pipeline(transaction=False)
    for account, season in queued:
        pipe.zcard(f"{LINE}:queue:{account}:{season}")
    totals: dict[str, int] = {}
    for (account, _), number in zip(queued, cast("list[int]", pipe.execute()), strict=True):
        totals[account] = totals.get(account, 0) + number
    for account, number in totals.items():
        reading.add(names.ACCOUNT_WAITING, number, account=account)
