"""The simulator's own limits, and what it sees of its clients' manners."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ops.simulator.options import Latency, Limits
from ops.simulator.patience import Patience, asked_wait_s
from ops.simulator.rate import duration
from ops.simulator.witness import Window
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer


def test_no_window_ever_holds_more_than_the_limit(run: Callable[..., Customer]) -> None:
    customer = run(limits=Limits(rpm=5), window_s=0.2)
    deadline = time.monotonic() + 1

    def hammer(_: int) -> list[int]:
        own = Customer(customer.simulator)
        statuses = []
        while time.monotonic() < deadline:
            statuses.append(own.order().status_code)
        return statuses

    with ThreadPoolExecutor(4) as pool:
        statuses = [status for each in pool.map(hammer, range(4)) for status in each]

    seen = customer.books()["accounts"]["all"]
    assert set(statuses) == {201, 429}
    assert seen["max_accepted_in_window"] == 5
    assert seen["max_received_in_window"] > 5
    assert seen["sent_429"] == statuses.count(429)


def test_jobs_in_flight_stay_under_the_limit(run: Callable[..., Customer]) -> None:
    customer = run(limits=Limits(concurrency=2), latency=Latency(100))
    first = [customer.order(prompt=str(number)).status_code for number in range(3)]
    customer.advance(100)

    assert (first, customer.order().status_code) == ([201, 201, 429], 201)
    assert customer.books()["accounts"]["all"]["max_in_flight"] == 2


def test_a_429_of_the_limits_is_in_the_providers_form(run: Callable[..., Customer]) -> None:
    customer = run(limits=Limits(rpm=0))

    atlas = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO)
    openai = customer.post("/v1/images/generations", {"model": "m", "prompt": "x"})

    assert (atlas.status_code, atlas.json()["code"], "Retry-After" in atlas.headers) == (429, 429, False)
    assert (openai.status_code, openai.json()["error"]["code"]) == (429, "rate_limit_exceeded")


def test_a_429_says_when_there_is_room(run: Callable[..., Customer]) -> None:
    customer = run(limits=Limits(rpm=1))
    customer.order()

    answer = customer.order(prompt="another")

    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    assert 55_000 <= int(answer.headers["retry-after-ms"]) <= 60_001


def test_polls_count_where_all_requests_count(run: Callable[..., Customer]) -> None:
    customer = run(limits=Limits(rpm=3, counts_all=True))
    job = customer.order().json()["id"]

    statuses = [customer.get(f"/sim/v1/jobs/{job}").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_accounts_have_limits_of_their_own(customer: Customer) -> None:
    customer.post("/_sim/limits", {"account": "atlas", "rpm": 0})

    assert customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).status_code == 429
    assert customer.order().status_code == 201


def test_what_is_seen_is_seen_for_each_account(customer: Customer) -> None:
    customer.finished()
    Customer(customer.simulator, key="another").order()

    accounts = customer.books()["accounts"]

    assert len([name for name in accounts if name.startswith("sim:")]) == 2
    assert {name: row["polls"] for name, row in accounts.items() if row["polls"]}.keys() >= {"all"}
    assert sum(row["max_accepted_in_window"] for name, row in accounts.items() if name != "all") == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0.5"}, 0.5),
        ({"retry-after-ms": "400", "Retry-After": "1"}, 0.4),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_as_it_is_written(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait_s(headers) == seconds


def test_submits_that_come_too_early_are_counted() -> None:
    patience = Patience()
    patience.ask(100.0, {"Retry-After": "10"})
    for moment in (100.1, 105.0, 109.9, 110.0, 111.0):
        patience.meet(moment)
    patience.ask(200.0, {"Retry-After": "31536000"})
    patience.meet(201.0)

    assert patience.too_early == 2


def test_the_books_tell_who_does_not_wait(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.simulator.patience.GRACE_S", 0.0)
    customer.rule("rate_limited_seconds", options={"value": "60"}, times=1)
    customer.order()
    customer.order()

    assert [row["submits_too_early"] for row in customer.books()["accounts"].values()] == [1, 1]


def test_a_window_forgets_what_is_older_than_it_is_long() -> None:
    window = Window(60)
    for moment in (0.0, 30.0, 59.9, 60.0, 90.1):
        window.add(moment)

    assert window.most == 3
    assert window.count(90.1) == 3
    assert window.free_in_s(90.1, 3) == 59.9 + 60 - 90.1
    assert window.free_in_s(90.1, 4) == 0


def test_a_duration_is_written_as_openai_does() -> None:
    assert [duration(seconds) for seconds in (0.35, 12, 360)] == ["350ms", "12s", "6m0s"]
