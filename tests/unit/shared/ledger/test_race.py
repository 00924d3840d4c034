"""Sixteen workers at once on a budget that fits fifty calls and a half (I2)."""

import threading

import pytest
import redis

from shared.ledger.ledger import Ledger
from shared.redis_client import open_redis
from tests.unit.shared.ledger.calls import NO_LIMITS, PRICE, a_call

WORKERS, EACH, FIT = 16, 10, 50
CAP = PRICE * FIT + PRICE // 2


@pytest.mark.parametrize("scope", ["season:heir-0a", "day:atlas", "account:atlas"])
def test_of_racing_workers_as_many_reserve_as_the_cap_fits(redis_url: str, client: redis.Redis, scope: str) -> None:
    Ledger(client).set_cap(scope, CAP)

    got = race(redis_url)

    assert got.count("reserved") == FIT
    assert got.count("tight") == WORKERS * EACH - FIT
    assert Ledger(client).balance(scope + (":2026-11-21" if scope.startswith("day") else ""))["reserved"] == FIT * PRICE


def test_the_narrowest_of_three_caps_holds(redis_url: str, client: redis.Redis) -> None:
    for scope, cap in {"season:heir-0a": 2 * CAP, "day:atlas": CAP, "account:atlas": CAP + PRICE}.items():
        Ledger(client).set_cap(scope, cap)

    assert race(redis_url).count("reserved") == FIT


def test_of_workers_that_race_for_one_call_one_may_submit(redis_url: str, client: redis.Redis) -> None:
    permits: list[bool] = []

    def work(worker: int, ledger: Ledger) -> None:
        token = ledger.reserve(a_call(), NO_LIMITS).token
        permits.append(ledger.submitting("c1", token))

    together(redis_url, work)

    assert permits.count(True) == 1


def race(redis_url: str) -> list[str]:
    """Reserve as many calls as there are, from every worker at once; answers the outcomes."""
    outcomes: list[str] = []

    def work(worker: int, ledger: Ledger) -> None:
        outcomes.extend(ledger.reserve(a_call(f"c{worker}-{number}"), NO_LIMITS).outcome for number in range(EACH))

    together(redis_url, work)
    return outcomes


def together(redis_url: str, work) -> None:
    """Run a worker's work in sixteen threads, each with its own connection, that begin at the same time."""
    barrier = threading.Barrier(WORKERS)

    def run(worker: int) -> None:
        own = open_redis(redis_url)
        own.ping()
        barrier.wait(timeout=20)
        work(worker, Ledger(own))
        own.close()

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
