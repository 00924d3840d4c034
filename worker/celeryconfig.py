"""The worker's own Celery settings, each with its reason. Measured on Celery 5.7 with Redis 6.2 and 7.0 (docs/adr/0002)."""

from typing import Any

from shared.broker import VISIBILITY_TIMEOUT_S, broker_settings, is_amqp

WORKER_SETTINGS: dict[str, Any] = {
    # A message is acknowledged when its task has ended: a killed worker loses none.
    "task_acks_late": True,
    # The sweep brings back what a killed worker had in hand; requeueing by Celery would loop on a task that kills its worker.
    "task_reject_on_worker_lost": False,
    # One task at a time and none in store: what waits can be taken by another worker.
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": True,
    # SIGQUIT gives a running task this long, then its message goes back to its queue; what SIGTERM does is in worker/draining.py.
    "worker_soft_shutdown_timeout": 10.0,
    # The line's waits are in worker/timers; a countdown that slips into Celery must not fill a worker's memory.
    "worker_eta_task_limit": 10,
    # Beyond this a task would be delivered twice while it still runs.
    "task_time_limit": VISIBILITY_TIMEOUT_S - 60,
    "worker_hijack_root_logger": False,
    "worker_consumer": "worker.consumer:LineConsumer",
    # A lost connection ends no work: its product is stored, and its message, delivered again, finds it there.
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    # A broker that is away is waited for, however long: by default a worker ends after a hundred tries, at three in the morning.
    "broker_connection_max_retries": None,
}


def worker_settings(broker_url: str) -> dict[str, Any]:
    """All of a worker's settings. On RabbitMQ the multiplier alone limits what is taken: a message a slot and queue (docs/brokers.md)."""
    of_broker: dict[str, Any] = {"worker_disable_prefetch": False} if is_amqp(broker_url) else {}
    return {**broker_settings(broker_url), **WORKER_SETTINGS, **of_broker}
