"""Faults in what becomes of a job, as every protocol tells it."""

from collections.abc import Callable
from typing import Any

import pytest

from ops.simulator.faults.fates import DRIFTED
from ops.simulator.options import Latency
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer

CENTS_5 = 50_000


def atlas(customer: Customer) -> dict[str, Any]:
    job = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()["data"]["id"]
    return customer.get(f"/api/v1/model/prediction/{job}").json()["data"]


def test_a_stuck_job_never_ends_and_is_never_billed(customer: Customer) -> None:
    customer.rule("stuck")
    job = customer.order().json()["id"]
    customer.advance(100_000)

    assert customer.get(f"/sim/v1/jobs/{job}").json()["status"] == "running"
    assert (customer.totals()["states"], customer.totals()["billed"]) == ({"running": 1}, 0)


@pytest.mark.parametrize("for_ever", [False, True])
def test_a_throttled_job_says_so(run: Callable[..., Customer], for_ever: bool) -> None:
    customer = run(latency=Latency(10))
    customer.rule("throttled", options={"for_ever": for_ever})
    job = customer.order().json()["id"]
    words = []

    for _ in range(2):
        words.append(customer.get(f"/sim/v1/jobs/{job}").json()["status"])
        customer.advance(20)

    assert words == ["THROTTLED", "THROTTLED" if for_ever else "succeeded"]


def test_a_job_takes_several_times_as_long(run: Callable[..., Customer]) -> None:
    customer = run(latency=Latency(10))
    customer.rule("slow_job", options={"factor": 3})
    job = customer.order().json()["id"]
    customer.advance(20)
    at_20_s = customer.get(f"/sim/v1/jobs/{job}").json()["status"]
    customer.advance(11)

    assert (at_20_s, customer.get(f"/sim/v1/jobs/{job}").json()["status"]) == ("running", "succeeded")


def test_an_expired_job_is_not_billed(customer: Customer) -> None:
    customer.rule("expired")

    assert customer.finished()["status"] == "expired"
    assert atlas(customer)["status"] == "timeout"
    assert customer.totals()["billed"] == 0


@pytest.mark.parametrize("billed", [False, True])
def test_a_failed_job_is_billed_only_where_the_provider_does_that(customer: Customer, billed: bool) -> None:
    customer.rule("failed", options={"billed": billed, "error": "no GPU"})

    assert customer.finished()["error"] == {"code": "broken", "message": "no GPU"}
    assert customer.totals()["billed_micros"] == (CENTS_5 if billed else 0)


def test_moderation_of_what_was_made_has_its_code(customer: Customer) -> None:
    customer.rule("moderated_output")

    told = atlas(customer)
    speech = customer.post("/v1/audio/speech", {"model": "m", "input": "hello"})

    assert (told["status"], told["error_code"]) == ("failed", 1039)
    assert (speech.status_code, speech.json()["error"]["code"]) == (400, "moderation_blocked")


def test_a_job_can_be_done_and_empty(customer: Customer) -> None:
    customer.rule("done_but_empty")

    told = atlas(customer)
    speech = customer.post("/v1/audio/speech", {"model": "m", "input": "hello"})
    chat = customer.post("/v1/chat/completions", {"model": "m", "messages": [{"role": "user", "content": "x"}]}).json()

    assert (told["status"], told["outputs"], speech.content) == ("completed", [], b"")
    assert (chat["choices"][0]["finish_reason"], chat["choices"][0]["message"]["content"]) == ("content_filter", None)
    assert customer.totals()["billed"] == 3


def test_an_unknown_word_is_said_while_it_runs(run: Callable[..., Customer]) -> None:
    customer = run(latency=Latency(10))
    customer.rule("unknown_status", options={"word": "brewing"})
    job = customer.order().json()["id"]
    customer.advance(5)

    assert customer.get(f"/sim/v1/jobs/{job}").json()["status"] == "brewing"


@pytest.mark.parametrize("spelling", sorted(DRIFTED))
def test_a_status_can_be_spelled_as_another_version_does(customer: Customer, spelling: str) -> None:
    customer.rule("spelling_drift", options={"spelling": spelling})

    assert atlas(customer)["status"].lower() == spelling


@pytest.mark.parametrize(("options", "micros"), [({}, 75_000), ({"factor": 0.5}, 25_000), ({"micros": 1}, 1)])
def test_a_bill_can_be_unlike_the_estimate(customer: Customer, options: dict[str, float], micros: int) -> None:
    customer.rule("price_surprise", options=options)

    job = customer.finished()

    assert (round(job["cost_usd"] * 1_000_000), customer.totals()["billed_micros"]) == (micros, micros)


def test_a_job_is_forgotten_some_time_after_its_end(customer: Customer) -> None:
    customer.rule("retention", options={"seconds": 3600})
    job = customer.order().json()["id"]
    before = customer.get(f"/sim/v1/jobs/{job}").status_code
    customer.advance(3600)

    assert (before, customer.get(f"/sim/v1/jobs/{job}").status_code) == (200, 404)


def test_a_request_that_answers_at_once_fails_with_a_500(customer: Customer) -> None:
    customer.rule("failed", match={"kind": "speech"})

    assert customer.post("/v1/audio/speech", {"model": "m", "input": "hello"}).status_code == 500
    assert customer.finished()["status"] == "succeeded"


def test_jobs_of_one_account_are_nobody_elses(customer: Customer) -> None:
    job = customer.order().json()["id"]

    stranger = Customer(customer.simulator, key="another")

    assert stranger.get(f"/sim/v1/jobs/{job}").status_code == 404
