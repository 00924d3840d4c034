"""Which message goes first, as RabbitMQ counts: there the highest number does, on Redis the lowest, which is how shared/queues.py says it.

RabbitMQ 4 tells two classes of a quorum queue's messages apart (above 4, and the others), twice as many of the first being delivered;
before, a quorum queue knows no priorities at all and delivers in the order of arrival.
"""

from typing import Any

LEAST_URGENT = 9


def number_for_rabbitmq() -> None:
    """From now on, every message that this process publishes has its priority as RabbitMQ counts. May be called again."""
    from celery.signals import before_task_publish  # noqa: PLC0415  # half a second that only those who send messages pay

    before_task_publish.connect(_turn, dispatch_uid="priority", weak=False)


def urgency(delivered: int | None, *, is_amqp: bool) -> int | None:
    """The priority of a message that was delivered, as shared/queues.py says it."""
    return LEAST_URGENT - delivered if is_amqp and delivered is not None else delivered


def _turn(properties: dict[str, Any] | None = None, **_: object) -> None:
    if properties is not None:
        # Without a number it is the control queue's, where nothing goes first.
        properties["priority"] = LEAST_URGENT - (properties.get("priority") or 0)
