"""Begins spans, and says what a message that is sent now belongs to. What is not configured costs a look at a flag.

On where `OTEL_EXPORTER_OTLP_ENDPOINT` (or its form for traces alone) is set, unless `OTEL_SDK_DISABLED` or `OTEL_TRACES_EXPORTER=none`
say otherwise; the other standard variables are OpenTelemetry's own business.
"""

import logging
import os
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from shared.tracing.span import NOTHING, Kind, Span, Told

if TYPE_CHECKING:
    from shared.tracing.otel import Exported

log = logging.getLogger(__name__)

HEADER = "traceparent"
"""The header of messages."""

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")

current: ContextVar[str] = ContextVar("traceparent", default="")
"""What a span that is begun now is part of."""


def is_configured(environment: Mapping[str, str]) -> bool:
    """Whether somebody wants traces."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "").strip().lower() not in ("", "otlp"):
        return False
    return any(environment.get(name, "").strip() for name in ENDPOINTS)


def is_on() -> bool:
    """Whether this process traces."""
    return _exported() is not None


def span(name: str, *, parent: str = "", kind: Kind = "internal", **attributes: Told | None) -> Span:
    """Begin a span, which is a context manager. `parent` is a `traceparent`; without one it is part of the span around it."""
    exported = _exported()
    return NOTHING if exported is None else exported.span(name, parent or current.get(), kind, attributes)


def order_of(season: str, run: str) -> str:
    """The `traceparent` of a season's order: everybody finds the same, though its span is told when the order has ended."""
    exported = _exported()
    return "" if exported is None else exported.order_of(f"{season}#{run}")


def tell_order(season: str, run: str, *, began_at: float, ended_at: float, **attributes: Told | None) -> None:
    """Tell the span of an order that has ended; times are Unix seconds."""
    exported = _exported()
    if exported is not None:
        exported.tell_order(f"{season}#{run}", began_at, ended_at, {"season": season, "run": run, **attributes})


def headers() -> dict[str, str]:
    """The headers of a message that is sent now."""
    parent = current.get()
    return {HEADER: parent} if parent else {}


def flush(patience_s: float = 2.0) -> None:
    """Send what was told, before the process ends; a receiver that does not answer is not waited for any longer."""
    exported = _exported()
    if exported is not None:
        exported.flush(patience_s)


def _exported() -> "Exported | None":
    return _of_process(os.getpid()) if _is_wanted() else None


@cache
def _is_wanted() -> bool:
    return is_configured(os.environ)


@cache
def _of_process(_pid: int) -> "Exported | None":
    # A forked process has its own: threads do not follow into it, nor do connections.
    try:
        from shared.tracing.otel import Exported  # noqa: PLC0415  # an optional part, and only where it is wanted
    except ImportError as error:
        log.warning("no traces: the package %s is missing; install it with: pip install 'cliffhanger[otel]'", error.name)
        return None
    return Exported()
