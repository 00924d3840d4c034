"""Celery's settings that both sides must agree on, each with its reason. Measured on Celery 5.7 (docs/adr/0002, docs/adr/0018)."""

from typing import Any

from shared.broker_amqp import amqp_settings
from shared.broker_redis import VISIBILITY_TIMEOUT_S, redis_settings
from shared.broker_url import is_amqp
from shared.queues import CONTROL

__all__ = ["VISIBILITY_TIMEOUT_S", "broker_settings", "is_amqp"]


def broker_settings(broker_url: str) -> dict[str, Any]:
    """How messages are sent: by producers and workers alike. Raises ValueError where the URL is of no form that is known."""
    return {
        **(amqp_settings(broker_url) if is_amqp(broker_url) else redis_settings(broker_url)),
        "broker_connection_retry_on_startup": True,
        # Embedded runs restart redis-server in well under a second; the default waits 2 s, then 4 s.
        "broker_connection_retry_delay": 0.5,
        # The truth is in the seasons' state and in the store; results would be a second, expiring one.
        "task_ignore_result": True,
        "result_backend": None,
        # Messages are ids: JSON only, so that nobody can send code, and any language can read them.
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": CONTROL,
        "task_create_missing_queues": True,
        "timezone": "UTC",
        "enable_utc": True,
    }
