"""What the producer tells workers: messages of one id each, sent by the tasks' names."""

from collections.abc import Iterable

from shared.broker import broker_settings
from shared.ledger.call import CallRecord
from shared.queues import CONTROL, TaskName, queue_of
from shared.sent_at import stamp_messages
from shared.settings import Settings
from shared.version import stamp_version


def tell_workers(settings: Settings, season: str) -> None:
    """Send the season's first message, so that no worker has to find it by the sweep."""
    _send(settings, [(TaskName.SEASON_START, season, CONTROL)])


def tend_calls(settings: Settings, calls: Iterable[CallRecord]) -> None:
    """Have paid calls looked after whose scenes do not wait for them any more."""
    _send(settings, [(TaskName.CALL_TEND, call.id, queue_of(call.model)) for call in calls])


def _send(settings: Settings, messages: Iterable[tuple[TaskName, str, str]]) -> None:
    """Send messages of one id each: task, id, queue."""
    from celery import Celery  # noqa: PLC0415  # half a second that only commands that send messages pay

    broker_url = settings.broker_url or settings.redis_url
    assert broker_url, "an embedded run has its own broker"
    stamp_messages()
    stamp_version()
    with Celery("cliffhanger-producer", set_as_current=False) as app:
        app.conf.update(broker_settings(broker_url))
        for task, argument, queue in messages:
            app.send_task(task, args=(argument,), queue=queue)
