"""The task that tells an event to whoever wants to know; it is never waited for."""

from celery import shared_task

from shared.queues import TaskName
from worker.notices.courier import Courier
from worker.notices.post import Poster
from worker.tasks.base import LineTask


@shared_task(name=TaskName.NOTICE_SEND, base=LineTask, bind=True)
def send(self: LineTask, season: str, notice: str) -> None:
    """Tell one event; where it is not taken, this message waits in the durable timer and comes again."""
    settings = self.line.settings
    again_s = Courier(self.line.redis, Poster(settings.allowed_hosts, settings.webhook_secret)).carry(season, notice)
    if again_s is not None:
        raise self.park(again_s, f"notice/{season}/{notice}")
