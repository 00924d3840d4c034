"""A channel to the broker has one client, and another one where its connections are others."""

from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection, Producer

from shared.broker_clients import keep_clients
from shared.redis_url import for_celery


@pytest.fixture
def channel(redis_url: str) -> Iterator[Any]:
    keep_clients()
    keep_clients()
    with Connection(for_celery(redis_url), transport_options={"global_keyprefix": "kept:"}) as connection:
        yield connection.default_channel


def _client(channel: Any) -> Any:
    with channel.conn_or_acquire() as client:
        return client


def test_a_channel_makes_one_client(channel: Any) -> None:
    first = _client(channel)

    assert _client(channel) is first
    assert first.connection_pool is channel.pool


def test_a_channel_with_other_connections_has_another_client(channel: Any) -> None:
    first, pool = _client(channel), channel.pool

    channel._disconnect_pools()

    assert _client(channel) is not first
    assert _client(channel).connection_pool is not pool
    assert _client(channel).connection_pool is channel.pool


def test_the_main_loops_client_is_not_shared(channel: Any) -> None:
    assert channel.client is not _client(channel)


def test_what_is_sent_arrives(channel: Any) -> None:
    producer = Producer(channel)

    for number in range(3):
        producer.publish({"number": number}, routing_key="kept-queue", serializer="json")

    assert _client(channel).llen("kept-queue") == 3
