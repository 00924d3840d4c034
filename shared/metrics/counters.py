"""Counters in the ledger's Redis: one hash, so that they outlive every process. Scripts of the ledger count there by themselves.

A field is the metric's name and its labels' values with `|` between; a histogram's have which bound, or `sum_ms`, at the end.
Counts are for people: what happens twice is counted twice, and where Redis is away nothing is counted.
"""

import logging
from bisect import bisect_left
from collections.abc import Iterator
from typing import cast

import redis

from shared import keyspace
from shared.metrics.metric import Metric
from shared.metrics.registry import METRICS

log = logging.getLogger(__name__)

KEY = f"{keyspace.LINE}:metrics"
"""Hash: every counter."""

SUM = "sum_ms"


def count(client: redis.Redis, name: str, **labels: str) -> None:
    """Add one to a counter. Never raises RedisError."""
    _add(client, {_field(METRICS[name], labels): 1})


def observe(client: redis.Redis, name: str, seconds: float, **labels: str) -> None:
    """Count a duration into its histogram. Never raises RedisError."""
    metric = METRICS[name]
    field, bound = _field(metric, labels), bisect_left(metric.bounds, seconds)
    _add(client, {f"{field}|{bound}": 1, f"{field}|{SUM}": max(0, round(seconds * 1000))})


def read_counters(client: redis.Redis) -> Iterator[tuple[Metric, tuple[str, ...], int]]:
    """Every count: its metric, its labels' values (and a histogram's bound or `sum_ms`), how many. Other versions' fields are left out."""
    fields = cast("dict[str, str]", client.hgetall(KEY))
    for field, value in fields.items():
        name, *values = field.split("|")
        metric = METRICS.get(name)
        if metric is not None and len(values) == len(metric.labels) + (metric.kind == "histogram"):
            yield metric, tuple(values), int(value)


def _field(metric: Metric, labels: dict[str, str]) -> str:
    # A value with the separator in it would be another label; none of the line's names has one.
    return "|".join([metric.name, *(labels[label].replace("|", "/") for label in metric.labels)])


def _add(client: redis.Redis, counts: dict[str, int]) -> None:
    pipe = client.pipeline(transaction=False)
    for field, number in counts.items():
        pipe.hincrby(KEY, field, number)
    try:
        pipe.execute()
    except redis.RedisError as error:
        log.debug("not counted: %s", type(error).__name__)
