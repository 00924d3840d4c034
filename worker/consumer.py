"""Celery's consumer without its delayed delivery: RabbitMQ need not keep 28 queues for countdowns that the line never sends."""

from celery.worker.consumer import Consumer


class LineConsumer(Consumer):
    """Waits are in worker/timers, whatever the broker."""

    class Blueprint(Consumer.Blueprint):  # type: ignore[valid-type, misc]  # its stubs know it as a variable only
        """Celery's steps but one."""

        default_steps = [step for step in Consumer.Blueprint.default_steps if not step.endswith(":DelayedDelivery")]  # noqa: RUF012
