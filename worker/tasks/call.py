"""The task of a paid call whose scene does not look after it any more."""

from celery import Celery, shared_task

from shared.errors import NotFound
from shared.ledger.call import CallRecord
from shared.queues import TaskName, queue_of
from worker.context import Line, line_of
from worker.gateway.build import gateway_of
from worker.gateway.orphans import Orphans
from worker.tasks.base import LineTask

# A call that its own task has not looked after for so long beyond its time is looked at.
LATE_MS = 15_000
# It is not looked at again before this.
LOOK_AGAIN_MS = 60_000


@shared_task(name=TaskName.CALL_TEND, base=LineTask, bind=True)
def tend(self: LineTask, call: str) -> None:
    """Stop or collect a call that no scene waits for."""
    record = self.line.ledger.call(call)
    if record is None or is_waited_for(self.line, record):
        return
    season_state = _season_state(self.line, record)
    again_s = Orphans(gateway_of(self.line)).tend(call, stop=season_state == "cancelled")
    if again_s is not None:
        self.line.ledger.look_again(call, round(again_s * 1000) + LOOK_AGAIN_MS)
        self.retry(countdown=again_s)


def look_after_calls(app: Celery) -> None:
    """Send for every open call that is overdue, and now and then for those that are held although their job is known."""
    line = line_of(app)
    for record in line.ledger.late():
        if not is_waited_for(line, record):
            app.send_task(TaskName.CALL_TEND, args=(record.id,), queue=queue_of(record.model))
    for record in line.ledger.overdue(LATE_MS):
        line.ledger.look_again(record.id, LOOK_AGAIN_MS)
        if not is_waited_for(line, record):
            app.send_task(TaskName.CALL_TEND, args=(record.id,), queue=queue_of(record.model))


def is_waited_for(line: Line, record: CallRecord) -> bool:
    """Whether the unit that a call is for is still to be made: its own task looks after it then.

    Of an earlier order nobody knows: what was its unit may be another job by now, or none. Who asks for it beside is in nobody's way.
    """
    if _season_state(line, record) != "running" or record.run != f"{record.season}#{line.season(record.season).meta()['run']}":
        return False
    episode = line.season(record.season).episode(record.episode)
    return episode.state == "pending" and episode.unit(record.unit).state not in ("done", "failed")


def _season_state(line: Line, record: CallRecord) -> str:
    try:
        return line.season(record.season).meta()["state"]
    except NotFound:
        return "cancelled"
