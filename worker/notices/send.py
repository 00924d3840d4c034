"""Puts an event into the outbox and its message on the control queue; finds those whose message was lost."""

from collections.abc import Mapping
from typing import Any

from celery import Celery

from shared.outbox import LOOK_AFTER_MS, Outbox, notice_of
from shared.queues import CONTROL, TaskName
from worker.context import line_of


def send_event(app: Celery, season: str, kind: str, data: Mapping[str, Any], *, subject: str, url: str | None = None) -> bool:
    """Have an event told, once; answers whether it is news.

    `kind` is its type (`job.finished`), `data` JSON values without secrets, `subject` what tells it from others of its type in the
    season (a job's name and the order's number). `url` is where to; None is the season's own `webhook_url`, and nothing happens where
    there is none. It may be said again whenever it is found out again. Raises NotFound where there is no such season.
    """
    line = line_of(app)
    if url is None:
        url = line.production(season, line.season(season).meta()["run"]).webhook_url
    if not url:
        return False
    notice = notice_of(season, kind, data, url, subject=subject)
    if not Outbox(line.redis).add(season, notice):
        return False
    _send(app, season, notice.id)
    return True


def send_lost(app: Celery) -> None:
    """Send again for events that nobody has looked after in time."""
    outbox = Outbox(line_of(app).redis)
    for season, notice_id in outbox.overdue():
        outbox.look_again(season, notice_id, LOOK_AFTER_MS)
        _send(app, season, notice_id)


def _send(app: Celery, season: str, notice_id: str) -> None:
    app.send_task(TaskName.NOTICE_SEND, args=(season, notice_id), queue=CONTROL)
