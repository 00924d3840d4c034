"""Follows a run of a task: its log lines say what it is about, and where traces are wanted it is a span of its order's."""

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from celery.exceptions import Ignore, Retry
from celery.signals import task_postrun, worker_process_shutdown, worker_shutdown

from shared.errors import NotFound
from shared.log import set_log_fields
from shared.queues import TaskName
from shared.tracing import trace
from shared.tracing.span import NOTHING, Span
from worker.draining import HandedBack
from worker.tasks.about import about

if TYPE_CHECKING:
    from worker.tasks.base import LineTask

# It looks at all seasons every two seconds, and belongs to none of them.
_UNTRACED = frozenset({TaskName.SEASON_SWEEP.value})


class Waiting(Exception):
    """Why a task comes back later, for whoever looks on."""


class followed:  # noqa: N801  # a context manager, read as one: `with followed(task, args):`
    """Over a run of `task`."""

    def __init__(self, task: "LineTask", args: Sequence[object]) -> None:
        self._task = task
        self._fields = about(task.name, args)
        self._span: Span = NOTHING

    def __enter__(self) -> None:
        # They stay until the next task of this thread, or the end of this one: Celery tells of its failure after the run.
        set_log_fields(self._fields)
        if self._task.name not in _UNTRACED and trace.is_on():
            request = self._task.request
            known = {"task_id": request.id, "retries": request.retries, "queue": self._task.queue}
            self._span = trace.span(self._task.name, parent=self._parent(), kind="consumer", **self._fields, **known)
            self._span.__enter__()
            if told := self._span.traceparent.split("-")[1:2]:
                set_log_fields({**self._fields, "trace": told[0]})

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._span is NOTHING:
            return
        if isinstance(error, Retry):
            self._span.tell(outcome="waits", reason=str(error.exc or ""))
        elif isinstance(error, Ignore):
            self._span.tell(outcome="needless")
        elif isinstance(error, HandedBack):
            self._span.tell(outcome="handed back")
        elif error is not None:
            self._span.tell(outcome="failed")
            self._span.fail(str(error) or type(error).__name__)
        else:
            self._span.tell(outcome="done")
        self._span.__exit__(kind, error, trace)

    def _parent(self) -> str:
        """What this run is part of: what its message says, else its season's order."""
        told = (self._task.request.headers or {}).get(trace.HEADER)
        if isinstance(told, str):
            return told
        line = self._task.line
        if "call" in self._fields:
            record = line.ledger.call(str(self._fields["call"]))
            return trace.order_of(*record.run.split("#", 1)) if record is not None and "#" in record.run else ""
        season = str(self._fields.get("season", ""))
        try:
            return trace.order_of(season, line.season(season).meta()["run"]) if season else ""
        except NotFound:
            return ""


@task_postrun.connect
def _forget(**_: object) -> None:
    set_log_fields({})


@worker_process_shutdown.connect
@worker_shutdown.connect
def _send_last(**_: object) -> None:
    trace.flush()
