"""Faults after a submit was taken: whatever the client was told, the job goes on and the books say so."""

import pytest
import requests

from ops.simulator.faults.answers import ANSWERS
from ops.simulator.faults.polls import POLLS
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer

BROKEN = {"reset_after", "closed_after", "cut_answer"}
HANGING = {"timeout_after", "poll_hang"}


@pytest.mark.parametrize("fault", sorted(set(ANSWERS) - HANGING - {"slow_answer"}))
def test_what_was_taken_is_made_and_billed(customer: Customer, fault: str) -> None:
    customer.rule(fault)

    try:
        answer = customer.order(client_ref="a")
        understood = answer.ok and answer.headers["Content-Type"] == "application/json" and '"id"' in answer.text and _is_json(answer)
    except requests.RequestException:
        assert fault in BROKEN
        understood = False

    found = customer.get("/sim/v1/jobs?client_ref=a").json()["data"]
    assert not understood
    assert [job["status"] for job in found] == ["succeeded"]
    assert customer.totals()["billed_micros"] == 50_000


def test_an_answer_can_stay_away(customer: Customer) -> None:
    customer.rule("timeout_after")

    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{customer.simulator.url}/api/v1/model/generateVideo", json=ATLAS_VIDEO, headers=customer.session.headers, timeout=0.2
        )

    assert customer.totals()["billed"] == 1


def test_an_answer_can_be_late(customer: Customer) -> None:
    customer.rule("slow_answer", options={"seconds": 0.2})

    assert customer.order().elapsed.total_seconds() >= 0.2


@pytest.mark.parametrize("fault", ["accepted_then_500", "reset_after", "closed_after"])
def test_what_was_taken_can_be_lost_without_a_bill(customer: Customer, fault: str) -> None:
    customer.rule(fault, options={"dropped": True})

    try:
        customer.order(client_ref="a")
    except requests.RequestException:
        assert fault in BROKEN

    assert customer.get("/sim/v1/jobs?client_ref=a").json()["data"] == []
    assert customer.totals()["billed_micros"] == 0


@pytest.mark.parametrize("path", ["/v1/audio/speech", "/v1/images/generations", "/v1/audio/synthesis"])
def test_a_product_that_comes_at_once_is_billed_although_it_never_arrives(customer: Customer, path: str) -> None:
    customer.rule("reset_after")

    with pytest.raises(requests.ConnectionError):
        customer.post(path, {"model": "m", "input": "a letter", "prompt": "a letter"})

    assert customer.totals()["billed"] == 1


@pytest.mark.parametrize("fault", sorted(set(POLLS) - HANGING - {"poll_slow"}))
def test_a_bad_poll_changes_nothing_about_the_job(customer: Customer, fault: str) -> None:
    job = customer.order().json()["id"]
    customer.rule(fault, times=1)

    try:
        first = customer.get(f"/sim/v1/jobs/{job}")
        understood = first.ok and _is_json(first)
    except requests.RequestException:
        understood = fault != "poll_reset"

    assert not understood
    assert customer.get(f"/sim/v1/jobs/{job}").json()["status"] == "succeeded"


@pytest.mark.parametrize(("fault", "options"), [("poll_hang", {}), ("poll_slow", {"seconds": 5})])
def test_a_poll_can_stay_away(customer: Customer, fault: str, options: dict[str, float]) -> None:
    job = customer.order().json()["id"]
    customer.rule(fault, times=1, options=options)

    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{customer.simulator.url}/sim/v1/jobs/{job}", headers=customer.session.headers, timeout=0.2)


def _is_json(answer: requests.Response) -> bool:
    try:
        answer.json()
    except ValueError:
        return False
    return True
