"""Traces: nothing where none are wanted, and what a receiver is told where they are."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from shared.tracing import trace
from shared.tracing.span import NOTHING
from tests.support.otlp import Receiver


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("OTEL_"):
            monkeypatch.delenv(name)
    _forget()
    yield
    _forget()


def _forget() -> None:
    trace._is_wanted.cache_clear()
    trace._of_process.cache_clear()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as receiver:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
        yield receiver


def test_without_a_receiver_nothing_is_imported_and_a_span_is_nothing() -> None:
    code = (
        "import sys; from shared.tracing import trace\n"
        "with trace.span('x', season='s') as span: span.tell(a=1); span.fail('y')\n"
        "assert trace.headers() == {} and trace.order_of('s', '1') == '' and not trace.is_on(); trace.flush()\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

    assert trace.span("x") is NOTHING


@pytest.mark.usefixtures("receiver")
def test_a_receiver_that_stays_away_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with trace.span("x"):
        for _ in range(3):
            logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter").warning("cannot be reached")

    assert [record.getMessage() for record in caplog.records] == ["cannot be reached"]


@pytest.mark.parametrize(
    ("environment", "is_wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_standard_variables_say_whether(environment: dict[str, str], is_wanted: bool) -> None:
    assert trace.is_configured(environment) is is_wanted


def test_without_the_package_the_work_goes_on_and_a_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "shared.tracing.otel", None)

    with trace.span("x") as span:
        assert span is NOTHING

    assert [record.getMessage() for record in caplog.records if "cliffhanger[otel]" in record.getMessage()]


def test_spans_are_part_of_what_is_around_them_and_of_what_messages_say(receiver: Receiver) -> None:
    order = trace.order_of("heirs", "2")
    with trace.span("outer", parent=order, kind="producer", season="heirs", episode=None):
        header = trace.headers()["traceparent"]
        with trace.span("inner", kind="client") as inner:
            inner.tell(cost_usd=0.25)
            inner.fail("it broke")
    with trace.span("later", parent=header, kind="consumer"):
        pass
    trace.tell_order("heirs", "2", began_at=100.0, ended_at=160.0, state="done")
    trace.flush()

    told = {span.name: span for span in receiver.spans()}
    assert receiver.paths == {"/v1/traces"}
    assert {span.trace for span in told.values()} == {order.split("-")[1]}
    root = told["season.order"]
    assert (root.id, root.parent, root.end - root.start) == (order.split("-")[2], "", 60 * 10**9)
    assert told["outer"].parent == root.id
    assert told["inner"].parent == told["later"].parent == told["outer"].id
    assert (told["inner"]["cost_usd"], told["inner"].is_failed, told["inner"].reason) == (0.25, True, "it broke")
    assert "cliffhanger.episode" not in told["outer"].attributes
    assert told["outer"].resource["service.name"] == "cliffhanger"


def test_no_span_shows_what_looks_like_a_secret(receiver: Receiver) -> None:
    with trace.span("x", url="https://host/f?token=t0k3n") as span:
        span.fail("Bearer zyxwvut987654321")
    trace.flush()

    assert not any(secret in body for body in receiver.bodies for secret in (b"t0k3n", b"zyxwvut"))


def test_a_sampler_takes_whole_orders_or_none_of_them(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")

    flags = {trace.order_of("heirs", str(run)).split("-")[3] for run in range(32)}
    unfollowed = next(order for run in range(32) if (order := trace.order_of("heirs", str(run))).endswith("-00"))
    with trace.span("x", parent=unfollowed) as span:
        header: Any = span.traceparent
    trace.flush()

    assert flags == {"00", "01"}
    assert header.endswith("-00")
    assert receiver.spans() == []
