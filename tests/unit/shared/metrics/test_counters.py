"""Counters outlive whoever counts, and nothing depends on them."""

import pytest
import redis

from shared.ledger.ledger import FAILURES_TO_OPEN, Ledger
from shared.metrics import names
from shared.metrics.counters import KEY, count, observe, read_counters
from shared.metrics.registry import METRICS, STAGE_BOUNDS_S
from shared.redis_client import open_redis


def counts(client: redis.Redis) -> dict[tuple[str, ...], int]:
    return {(metric.name, *values): number for metric, values, number in read_counters(client)}


def test_what_is_counted_twice_is_two(client: redis.Redis) -> None:
    for _ in range(2):
        count(client, names.STAGES_FAILED, stage="video")

    assert counts(client) == {(names.STAGES_FAILED, "video"): 2}


def test_a_duration_counts_for_the_first_bound_that_is_not_below_it(client: redis.Redis) -> None:
    for seconds in (STAGE_BOUNDS_S[1], STAGE_BOUNDS_S[1] + 0.01, 10 * STAGE_BOUNDS_S[-1]):
        observe(client, names.STAGE_SECONDS, seconds, stage="video", vendor="acme")

    told = counts(client)
    assert [told[names.STAGE_SECONDS, "video", "acme", str(at)] for at in (1, 2, len(STAGE_BOUNDS_S))] == [1, 1, 1]
    assert told[names.STAGE_SECONDS, "video", "acme", "sum_ms"] == 18_000_610


def test_a_value_with_a_separator_in_it_is_no_other_label(client: redis.Redis) -> None:
    count(client, names.STAGES_FAILED, stage="a|b")

    assert counts(client) == {(names.STAGES_FAILED, "a/b"): 1}


def test_fields_of_another_version_are_left_out(client: redis.Redis) -> None:
    client.hset(KEY, mapping={"cliffhanger_of_tomorrow_total|x": 1, f"{names.STAGES_FAILED}|video|more": 1})

    assert counts(client) == {}


def test_nothing_is_raised_where_redis_is_away() -> None:
    away = open_redis("unix:///nowhere/redis.sock")
    away.set_retry(None)

    count(away, names.SWEEPS)


def test_the_ledger_counts_what_it_does(client: redis.Redis) -> None:
    ledger = Ledger(client)

    ledger.slow_down("acme", 10, "rate")
    for _ in range(FAILURES_TO_OPEN):
        ledger.trouble("acme", "acme/film")

    assert counts(client) == {(names.THROTTLED, "acme", "rate"): 1, (names.BREAKER_OPENED, "acme", "acme/film"): 1}


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_each_metric_is_named_as_prometheus_wants_it(metric: object) -> None:
    name, kind = metric.name, metric.kind  # type: ignore[attr-defined]

    assert name.startswith("cliffhanger_")
    assert name.endswith("_total") == (kind == "counter")
