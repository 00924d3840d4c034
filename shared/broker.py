"""Celery's settings that both sides must agree on, each with its reason. Measured on Celery 5.7 with Redis 6.2 and 7.0 (docs/adr/0002)."""

from typing import Any

from shared.queues import CONTROL, PRIORITY_STEPS

# Longer than anything runs or waits: what is not acknowledged by then is delivered again, work in progress included.
VISIBILITY_TIMEOUT_S = 30 * 60
# A dead peer (half-open connection) is noticed after this; without it a worker hung for over 150 s.
SOCKET_TIMEOUT_S = 10


def broker_settings(broker_url: str) -> dict[str, Any]:
    """How messages are sent: by producers and workers alike."""
    return {
        "broker_url": broker_url,
        "broker_connection_retry_on_startup": True,
        # Embedded runs restart redis-server in well under a second; the default waits 2 s, then 4 s.
        "broker_connection_retry_delay": 0.5,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT_S,
            # A SIGKILL'd worker's messages come back as soon as the timeout ends, not a minute later.
            "unacked_restore_interval": 1,
            "unacked_restore_throttle": 1,
            # Whoever is killed while it looks for such messages holds this lock; the default is five minutes.
            "unacked_mutex_expire": 30,
            "socket_timeout": SOCKET_TIMEOUT_S,
            "socket_connect_timeout": SOCKET_TIMEOUT_S,
            "retry_on_timeout": True,
            "priority_steps": list(PRIORITY_STEPS),
            "queue_order_strategy": "priority",
            # Workers of two environments on one Redis never see each other's queues.
            "global_keyprefix": "cliffhanger:broker:",
        },
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
