"""Spans by OpenTelemetry's SDK, sent by OTLP over HTTP; the only module that imports either."""

import hashlib
import logging
import os
import socket
import threading
import time
from collections.abc import Mapping
from contextvars import Token
from types import TracebackType

from opentelemetry import trace as api
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.keys.known import without_known
from shared.tracing.span import Kind, Span, Told
from shared.tracing.trace import current

log = logging.getLogger(__name__)

_KINDS: Mapping[Kind, api.SpanKind] = {
    "internal": api.SpanKind.INTERNAL,
    "client": api.SpanKind.CLIENT,
    "producer": api.SpanKind.PRODUCER,
    "consumer": api.SpanKind.CONSUMER,
}
_LONGEST = 500
_W3C = TraceContextTextMapPropagator()
# A receiver that is away is told of by every process, every second, in both of these.
_NOISY = ("opentelemetry.exporter.otlp.proto.http.trace_exporter", "opentelemetry.sdk._shared_internal")
_TOLD_EVERY_S = 900.0
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


class Exported:
    """The spans of one process."""

    def __init__(self) -> None:
        seldom = _Seldom()
        for name in _NOISY:
            logging.getLogger(name).addFilter(seldom)
        self._ids = _Ids()
        self._provider = TracerProvider(resource=Resource.create(_about_us()), id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("cliffhanger")
        told = next((os.environ[name] for name in _PROTOCOLS if os.environ.get(name)), "http/protobuf")
        if told != "http/protobuf":
            log.warning("traces are sent as http/protobuf, not as %s: give a receiver's address for that (port 4318 as a rule)", told[:40])

    def span(self, name: str, parent: str, kind: Kind, attributes: Mapping[str, Told | None]) -> Span:
        """Begin a span."""
        around = _W3C.extract({"traceparent": parent}) if parent else None
        return _Followed(self._tracer.start_span(name, context=around, kind=_KINDS[kind], attributes=_attributes(attributes)))

    def order_of(self, order: str) -> str:
        """The `traceparent` of an order by its name."""
        trace_id, span_id = _ids_of(order)
        decision = self._provider.sampler.should_sample(None, trace_id, "season.order").decision
        return f"00-{trace_id:032x}-{span_id:016x}-{int(decision is Decision.RECORD_AND_SAMPLE):02x}"

    def tell_order(self, order: str, began_at: float, ended_at: float, attributes: Mapping[str, Told | None]) -> None:
        """Tell the span of an order; times are Unix seconds."""
        nowhere = api.set_span_in_context(api.INVALID_SPAN)
        with self._ids.being(*_ids_of(order)):
            told = self._tracer.start_span("season.order", nowhere, start_time=_ns(began_at), attributes=_attributes(attributes))
        told.end(_ns(max(began_at, ended_at)))

    def flush(self, patience_s: float) -> None:
        """Send what was told."""
        # In a thread: OpenTelemetry's own limit of time does not hold where a receiver takes the connection and says nothing.
        sending = threading.Thread(target=self._provider.force_flush, name="traces", daemon=True)
        sending.start()
        sending.join(patience_s)


class _Seldom(logging.Filter):
    """Lets a line pass, and no other for a quarter of an hour."""

    def __init__(self) -> None:
        super().__init__()
        self._next_at = 0.0

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002  # whichever it is, it tells of the same
        now = time.monotonic()
        if now < self._next_at:
            return False
        self._next_at = now + _TOLD_EVERY_S
        return True


class _Followed(Span):
    """A span that is told to somebody."""

    def __init__(self, span: api.Span) -> None:
        self._span = span
        self._token: Token[str] | None = None
        told: dict[str, str] = {}
        _W3C.inject(told, api.set_span_in_context(span))
        self.traceparent = told.get("traceparent", "")

    def tell(self, **attributes: Told | None) -> None:
        self._span.set_attributes(_attributes(attributes))

    def fail(self, reason: str) -> None:
        self._span.set_status(api.Status(api.StatusCode.ERROR, _shown(reason)))

    def __enter__(self) -> Span:
        self._token = current.set(self.traceparent)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._token is not None:
            current.reset(self._token)
        self._span.end()


class _Ids(RandomIdGenerator):
    """Random numbers, but for an order's span, which everybody must know before it is told."""

    def __init__(self) -> None:
        self._given = threading.local()

    def being(self, trace_id: int, span_id: int) -> "_Being":
        """Over a block this thread's next span has these numbers."""
        return _Being(self._given, (trace_id, span_id))

    def generate_trace_id(self) -> int:
        given: tuple[int, int] | None = getattr(self._given, "ids", None)
        return super().generate_trace_id() if given is None else given[0]

    def generate_span_id(self) -> int:
        given: tuple[int, int] | None = getattr(self._given, "ids", None)
        return super().generate_span_id() if given is None else given[1]


class _Being:
    def __init__(self, place: threading.local, ids: tuple[int, int]) -> None:
        self._place, self._ids = place, ids

    def __enter__(self) -> None:
        self._place.ids = self._ids

    def __exit__(self, *_: object) -> None:
        self._place.ids = None


def _ids_of(order: str) -> tuple[int, int]:
    digest = hashlib.sha256(order.encode()).digest()
    # Neither may be nought.
    return int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1


def _about_us() -> dict[str, Told]:
    named = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    mine: dict[str, Told] = {"host.name": socket.gethostname(), "process.pid": os.getpid()}
    return mine if named else {**mine, "service.name": "cliffhanger"}


def _attributes(told: Mapping[str, Told | None]) -> dict[str, Told]:
    return {f"cliffhanger.{name}": _shown(value) if isinstance(value, str) else value for name, value in told.items() if value is not None}


def _shown(text: str) -> str:
    return without_known(text[: 4 * _LONGEST])[:_LONGEST]


def _ns(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
