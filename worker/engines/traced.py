"""An engine each of whose requests is a span of a trace. Put around the others only where traces are wanted."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from shared.tracing import trace
from shared.tracing.span import Span
from worker.engines.engine import Ask, Engine, Finished, Job, Output, Prepared, Running

T = TypeVar("T")


class TracedEngine:
    """Whatever `engine` does, with a span over it. No address, body or header is told: they may hold keys."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prepare(self, ask: Ask) -> Prepared:
        """Uploads, where there is something to upload."""
        with _span("prepare", ask) as span:
            return _told(span, lambda: self._engine.prepare(ask))

    def submit(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        """The one billable request."""
        with _span("submit", ask) as span:
            return _told(span, lambda: self._engine.submit(ask, prepared, on_answer))

    def resume(self, ask: Ask, answer: bytes) -> Job | Finished:
        """Nothing is sent for it."""
        return self._engine.resume(ask, answer)

    def poll(self, ask: Ask, job: Job) -> Running | Finished:
        """A question about a job."""
        with _span("poll", ask) as span:
            answer = _told(span, lambda: self._engine.poll(ask, job))
            span.tell(status=answer.word[:40] if isinstance(answer, Running) else "finished")
            return answer

    def fetch(self, ask: Ask, output: Output, target: Path) -> Path:
        """A download."""
        with _span("fetch", ask) as span:
            file = _told(span, lambda: self._engine.fetch(ask, output, target))
            span.tell(bytes=file.stat().st_size)
            return file

    def find(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
        """A question whether a call is known."""
        with _span("find", ask) as span:
            return _told(span, lambda: self._engine.find(ask, prepared, on_answer))

    def cancel(self, ask: Ask, job: Job) -> bool:
        """A wish that a job be stopped."""
        with _span("cancel", ask) as span:
            return _told(span, lambda: self._engine.cancel(ask, job))


def _span(what: str, ask: Ask) -> Span:
    vendor, _, model = ask.model.name.partition("/")
    return trace.span(f"provider.{what}", kind="client", provider=vendor, model=model, capability=ask.capability)


def _told(span: Span, act: Callable[[], T]) -> T:
    try:
        return act()
    except Exception as error:
        span.fail(f"{type(error).__name__}: {error}")
        raise
