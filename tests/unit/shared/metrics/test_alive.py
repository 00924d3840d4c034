"""Workers count while they tell of themselves, each kind of queue that they serve."""

import redis

from shared.metrics.alive import ALIVE_S, KEY, tell_alive, tell_gone, workers_alive


def test_a_worker_counts_once_for_each_kind_that_it_serves(client: redis.Redis) -> None:
    tell_alive(client, "one@host", ["media", "provider.acme", "provider.other"])
    tell_alive(client, "two@host", ["media"])
    tell_alive(client, "two@host", ["media"])

    assert workers_alive(client) == {"media": 2, "paid": 1}


def test_a_worker_that_has_gone_counts_no_more(client: redis.Redis) -> None:
    tell_alive(client, "one@host", ["control"])

    tell_gone(client, "one@host", ["control"])

    assert workers_alive(client) == {}


def test_a_worker_that_was_silent_for_long_is_forgotten(client: redis.Redis) -> None:
    tell_alive(client, "dead@host", ["media"])
    client.zincrby(KEY, -ALIVE_S - 1, "media|dead@host")
    assert workers_alive(client) == {}

    tell_alive(client, "one@host", ["media"])

    assert client.zcard(KEY) == 1
