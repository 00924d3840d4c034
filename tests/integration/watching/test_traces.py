"""The trace of an order, as a receiver of OTLP over HTTP has it."""

import pytest

from tests.integration.conftest import wait_for
from tests.integration.watching.conftest import Watched
from tests.support.otlp import Told


@pytest.fixture(scope="session")
def spans(watched: Watched) -> list[Told]:
    def all_of_it() -> list[Told]:
        told = watched.line.receiver.spans()
        known = {span.id for span in told}
        has_ended = any(span.name == "season.order" for span in told)
        return told if has_ended and all(span.parent in known for span in told if span.parent) else []

    return list(wait_for("the trace", all_of_it, 20))


def chain_of(spans: list[Told], episode: int, scene: int) -> Told:
    (found,) = [span for span in spans if span.name == "scene.chain" and (span["episode"], span["scene"]) == (episode, scene)]
    return found


def test_all_of_an_order_is_one_trace_under_its_span(watched: Watched, spans: list[Told]) -> None:
    (order,) = [span for span in spans if span.name == "season.order"]

    of_season = [span for span in spans if span["season"] == watched.season]
    assert {span.trace for span in of_season} == {order.trace}
    assert [span.name for span in of_season if not span.parent] == ["season.order"]
    assert (order["state"], order["spent_usd"]) == ("partial", 0.1)
    assert all(order.start <= span.start for span in of_season)


def test_the_stages_of_a_scene_are_under_its_chain_through_waits_and_queues(spans: list[Told]) -> None:
    chain = chain_of(spans, 1, 1)

    runs = [span for span in sorted(spans, key=lambda span: span.start) if span.parent == chain.id]
    stages = list(dict.fromkeys(span.name for span in runs))
    video = [span for span in runs if span.name == "scene.video"]
    assert stages == ["scene.reference", "scene.video", "scene.speech", "scene.lipsync", "episode.advance"]
    assert [span["outcome"] for span in video] == ["waits"] * (len(video) - 1) + ["done"]
    assert {span["queue"] for span in video} == {"provider.simulator", "media"}
    assert "its provider is at work" in str([span["reason"] for span in video])


def test_a_providers_call_has_its_provider_model_attempt_and_cost_once(spans: list[Told]) -> None:
    calls = [span for span in spans if span.name == "provider.call"]

    assert {(span["provider"], span["model"]) for span in calls} == {("simulator", "sim-video")}
    assert {span["attempt"] for span in calls if span["outcome"] == "made"} == {1}
    assert round(sum(span["cost_usd"] or 0 for span in calls), 6) == 0.1
    assert len([span for span in spans if span.name == "provider.submit"]) == 3
    by_id = {span.id: span for span in spans}
    assert all(by_id[span.parent].name == "provider.call" for span in spans if span.name in ("provider.submit", "provider.poll"))


def test_log_lines_name_their_trace(watched: Watched, spans: list[Told]) -> None:
    lines = [line for line in watched.lines("media") if "stage" in line]

    assert lines
    assert {line["trace"] for line in lines} == {span.trace for span in spans if span.name == "season.order"}


def test_what_failed_says_why(spans: list[Told]) -> None:
    failed = [span for span in spans if span.is_failed]

    assert {span.name for span in failed} == {"scene.video", "provider.call", "provider.submit"}
    assert all("Content policy violation" in span.reason for span in failed)


def test_no_span_shows_a_secret(watched: Watched, spans: list[Told]) -> None:
    assert spans
    for body in watched.line.receiver.bodies:
        assert [secret for secret in watched.secrets if secret.encode() in body] == []
