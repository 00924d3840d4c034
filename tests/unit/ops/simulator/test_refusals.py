"""Faults before a submit is taken: nothing is accepted, nothing is billed."""

import email.utils
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from ops.simulator.faults.refusals import REFUSALS
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer

CHAT = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "hello"}]}
STATUSES = {
    "no_funds_402": 402, "error_in_200": 200, "moderated_input": 400, "html_refusal": 502, "unauthorized": 401, "bad_request": 400,
    "model_gone": 404, "overloaded": 503,
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(set(REFUSALS) - {"reset_before"}))
@pytest.mark.parametrize("path", ["/api/v1/model/generateVideo", "/v1/chat/completions", "/sim/v1/jobs"])
def test_a_refused_submit_is_not_in_the_books(customer: Customer, fault: str, path: str) -> None:
    body = {"/v1/chat/completions": CHAT}.get(path, {**ATLAS_VIDEO, "kind": "video"})
    customer.rule(fault)

    answer = customer.post(path, body)

    totals = customer.totals()
    assert answer.status_code == STATUSES.get(fault, 429)
    assert (totals["accepted"], totals["billed_micros"], totals["faults"]) == (0, 0, {fault: 1})
    assert totals["refusals"] == {str(answer.status_code): 1}


def test_a_connection_can_be_reset_before_the_request_is_taken(customer: Customer) -> None:
    customer.rule("reset_before")

    with pytest.raises(requests.ConnectionError):
        customer.order()

    assert customer.totals()["accepted"] == 0


@pytest.mark.parametrize(
    ("fault", "header", "value"),
    [
        ("rate_limited", "Retry-After", None),
        ("rate_limited_seconds", "Retry-After", "1"),
        ("rate_limited_float", "Retry-After", "0.5"),
        ("rate_limited_ms", "retry-after-ms", "400"),
        ("rate_limited_absurd", "Retry-After", "31536000"),
        ("rate_limited_garbage", "Retry-After", "soon"),
    ],
)
def test_a_429_says_when_to_come_back_in_its_own_way(customer: Customer, fault: str, header: str, value: str | None) -> None:
    customer.rule(fault)

    assert customer.order().headers.get(header) == value


def test_a_429_can_carry_a_date(customer: Customer) -> None:
    customer.rule("rate_limited_date", options={"seconds": 60})

    told = email.utils.parsedate_to_datetime(customer.order().headers["Retry-After"]).timestamp()

    assert told - time.time() == pytest.approx(60, abs=5)


def test_a_value_can_be_given(customer: Customer) -> None:
    customer.rule("rate_limited_seconds", options={"value": "7"})

    assert customer.order().headers["Retry-After"] == "7"


def test_no_money_looks_as_the_provider_writes_it(customer: Customer) -> None:
    customer.rule("no_funds_429")

    answers = [customer.post("/v1/chat/completions", CHAT).json(), customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()]

    assert answers[0]["error"]["code"] == "insufficient_quota"
    assert (answers[1]["msg"], answers[1]["code"]) == ("Account balance not enough", 1101)


def test_everything_about_a_refusal_can_be_given(customer: Customer) -> None:
    customer.rule("bad_request", options={"status": 451, "code": 7, "message": "not here", "header": "X-Reason", "value": "law"})

    answer = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO)

    assert (answer.status_code, answer.json()["code"], answer.json()["msg"], answer.headers["X-Reason"]) == (451, 7, "not here", "law")


def test_concurrency_and_rate_are_told_apart(customer: Customer) -> None:
    customer.rule("concurrency_limited", times=1)
    first = customer.post("/v1/chat/completions", CHAT).json()["error"]["code"]
    customer.rule("rate_limited", times=1)
    second = customer.post("/v1/chat/completions", CHAT).json()["error"]["code"]

    assert (first, second) == ("concurrency_limit_exceeded", "rate_limit_exceeded")


def test_an_error_hides_in_a_200(customer: Customer) -> None:
    customer.rule("error_in_200", options={"reason": "moderation"})

    answer = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO)

    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (200, 1039, None)


def test_a_storm_strikes_everything_while_it_lasts(run: Callable[..., Customer]) -> None:
    customer = run()
    url = customer.finished()["urls"][0]
    customer.rule("storm_503", for_s=3600)

    during = [customer.order().status_code, customer.get("/v1/models").status_code, customer.get(url).status_code]
    customer.rule("storm_503", from_s=3600, for_s=1)

    assert during == [503, 503, 503]
    assert customer.get(url).status_code == 200


def test_a_provider_that_is_down_closes_without_an_answer(customer: Customer) -> None:
    customer.rule("down", for_s=3600)

    with pytest.raises(requests.ConnectionError):
        customer.order()


def test_a_provider_that_does_not_answer_holds_the_line(customer: Customer) -> None:
    customer.rule("no_answer")

    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{customer.simulator.url}/v1/models", headers=customer.session.headers, timeout=0.1)


def test_connections_are_refused_for_a_while(customer: Customer) -> None:
    customer.post("/_sim/down", {"for_s": 0.3})
    deadline, answers = time.monotonic() + 10, []
    while time.monotonic() < deadline and answers[-1:] != ["back"]:
        try:
            requests.get(customer.simulator.url, timeout=5)
            answers += ["back"] if "refused" in answers else []
        except requests.ConnectionError:
            answers.append("refused")

    assert answers[-1] == "back"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"fault": "nonsense"}, "there is no fault 'nonsense'"),
        ({"fault": "stuck", "mach": {}}, "does not take mach"),
        ({"fault": "stuck", "match": {"colour": "red"}}, "does not take colour"),
        ({"fault": "stuck", "options": {"x": 1}}, "options of stuck: does not take x"),
        ({"fault": "stuck", "match": "everything"}, "match of stuck: is 'everything'"),
        ({"fault": "slow_job", "options": {"factor": "twice"}}, "options of slow_job: could not convert"),
        ({"fault": "spelling_drift", "options": {"spelling": "dun"}}, "there is no spelling 'dun'"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(customer: Customer, rule: dict[str, Any], said: str) -> None:
    answer = customer.post("/_sim/rules", {"rules": [rule]})

    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
