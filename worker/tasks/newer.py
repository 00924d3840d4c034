"""A task that this worker does not know: where a newer one sent it, its message is kept for a newer one."""

import json
import logging
from typing import Any

from celery import Celery
from celery.app.task import Context
from celery.signals import task_unknown

from shared.version import LINE_VERSION, version_of
from worker.context import line_of
from worker.tasks.base import FIRST_PUT_BACK_S

log = logging.getLogger(__name__)


@task_unknown.connect
def keep_for_newer(sender: Any, message: Any, name: str, id: str, **_: object) -> None:  # noqa: A002  # Celery's name
    """Celery drops such a message otherwise."""
    version = version_of(message.headers)
    if version > LINE_VERSION:
        log.warning("%s is a task of a newer worker (line version %d, this one has %d): put back", name, version, LINE_VERSION)
        payload = json.dumps(_signature(sender.app, name, message))
        line_of(sender.app).timers.schedule(f"newer/{id}", payload, delay_ms=round(FIRST_PUT_BACK_S * 1000))


def _signature(app: Celery, name: str, message: Any) -> Any:
    """The message as it came, its chain with it."""
    args, kwargs, embed = message.payload
    request = Context(message.headers, args=args, kwargs=kwargs, delivery_info=message.delivery_info, **embed)
    options = {**request.as_execution_options(), "queue": message.delivery_info["routing_key"]}
    return app.signature(name, args=args, kwargs=kwargs, options=options)
