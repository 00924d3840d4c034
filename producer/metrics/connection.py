"""Connections of whoever must not wait: what does not answer at once is told as away, and asked anew at the next question."""

from typing import Any

import redis
from celery import Celery
from kombu import Connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.broker import broker_settings
from shared.redis_client import open_redis

TIMEOUT_S = 2.0


def open_hasty_redis(url: str) -> redis.Redis:
    """A client that gives up after TIMEOUT_S, without a second try. Nothing is sent yet."""
    client = open_redis(url)
    client.connection_pool.connection_kwargs.update(socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
    client.set_retry(Retry(NoBackoff(), 0))
    return client


def open_hasty_broker(url: str) -> Connection:
    """A connection to the broker, as the line's settings have it, that gives up as soon. Nothing is sent yet."""
    settings = broker_settings(url)
    options: dict[str, Any] = {**settings.get("broker_transport_options", {})}
    if not url.startswith("amqp"):
        options |= {"socket_timeout": TIMEOUT_S, "socket_connect_timeout": TIMEOUT_S, "retry_on_timeout": False}
    app = Celery("cliffhanger-metrics", set_as_current=False)
    app.conf.update(settings, broker_transport_options=options, broker_connection_timeout=TIMEOUT_S)
    return app.connection_for_read()
