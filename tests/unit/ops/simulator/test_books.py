"""The books: what they add up to, what they call a duplicate, and where they are kept."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from ops.simulator.options import Latency
from ops.simulator.prices import Kind, Quantity, bill_micros
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer


@pytest.mark.parametrize(
    ("kind", "model", "quantity", "micros"),
    [
        ("video", "kling-video-v1.5", Quantity(seconds=Fraction(5)), 250_000),
        ("video", "video-gen-2.0", Quantity(seconds=Fraction(30)), 150_000),
        ("video", "bytedance/seedance-v1.5-pro/text-to-video", Quantity(seconds=Fraction(5)), 110_000),
        ("image", "flux-2-pro", Quantity(count=3), 120_000),
        ("speech", "anything", Quantity(characters=1), 100),
        ("chat", "deepseek-v3.2", Quantity(tokens=1), 1),
        ("chat", "gpt-4.1", Quantity(tokens=1_000_000), 8_000_000),
        ("reference", "anything", Quantity(), 0),
    ],
)
def test_a_bill_is_the_articles_price_rounded_up(kind: Kind, model: str, quantity: Quantity, micros: int) -> None:
    assert bill_micros(kind, model, quantity) == micros


def test_the_totals_are_the_sum_of_the_rows(customer: Customer) -> None:
    customer.rule("failed", match={"nth": 2}, options={"billed": True})
    customer.rule("failed", match={"nth": [1, 3]})
    for number in range(5):
        customer.order(prompt=str(number), seconds=number + 1)

    books = customer.books()

    billed = [row for row in books["jobs"] if row["billed"]]
    assert books["totals"]["accepted"] == len(books["jobs"]) == 5
    assert books["totals"]["billed"] == len(billed) == 3
    assert books["totals"]["billed_micros"] == sum(row["bill_micros"] for row in billed) == 50_000 * (2 + 4 + 5)
    assert books["totals"]["would_be_micros"] == 50_000 * 15
    assert books["totals"]["states"] == {"failed": 2, "done": 3}


def test_a_row_tells_all_about_a_job(customer: Customer) -> None:
    job = customer.post(
        "/sim/v1/jobs", {"kind": "video", "model": "m", "prompt": "x", "client_ref": "r"}, headers={"Idempotency-Key": "k"}
    ).json()
    for _ in range(2):
        customer.get(customer.get(f"/sim/v1/jobs/{job['id']}").json()["urls"][0])

    row = customer.books()["jobs"][0]

    known = {name: row[name] for name in ("id", "protocol", "kind", "model", "client_ref", "idempotency_key", "state", "billed", "why")}
    assert known == {
        "id": job["id"], "protocol": "native", "kind": "video", "model": "m", "client_ref": "r", "idempotency_key": "k", "state": "done",
        "billed": True, "why": "done, charged",
    }  # fmt: skip
    assert (row["fetched_whole"], row["polls"], len(row["body_sha256"]), row["faults"]) == (2, 2, 64, [])


def test_keys_are_not_in_the_books(run: Callable[..., Customer]) -> None:
    customer = Customer(run().simulator, key="very-secret-words")
    customer.order()

    assert "very-secret" not in json.dumps(customer.books())


def test_the_same_body_twice_is_a_duplicate(customer: Customer) -> None:
    ids = [customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()["data"]["id"] for _ in range(2)]

    found = customer.books()["duplicates"]

    assert [(row["id"], row["first"], row["why"]) for row in found] == [(ids[1], ids[0], "body")]


def test_the_same_reference_twice_is_a_duplicate(customer: Customer) -> None:
    customer.order(client_ref="a", prompt="one")
    customer.order(client_ref="a", prompt="two")

    assert [row["why"] for row in customer.books()["duplicates"]] == ["client_ref"]


def test_only_what_is_charged_twice_is_billed_twice(customer: Customer) -> None:
    customer.rule("failed", times=1)
    for _ in range(2):
        customer.order(client_ref="a")
    after_a_failure = customer.totals()["billed_twice"]
    customer.order(client_ref="a")

    assert (after_a_failure, customer.totals()["billed_twice"], customer.totals()["duplicates"]) == (0, 1, 2)


def test_other_requests_of_another_account_are_no_duplicates(customer: Customer) -> None:
    customer.order(client_ref="a")
    Customer(customer.simulator, key="another").order(client_ref="a")

    assert customer.totals()["duplicates"] == 0


def test_what_was_refused_is_written_down(customer: Customer) -> None:
    customer.rule("unauthorized")
    customer.order()

    row = customer.books()["refused"][0]

    assert (row["path"], row["status"], row["reason"]) == ("/sim/v1/jobs", 401, "auth")


def test_a_reset_forgets_everything_but_the_set_up(run: Callable[..., Customer]) -> None:
    customer = run(rules=[{"fault": "expired"}], latency=Latency(50))
    customer.rule("stuck")
    customer.order()
    customer.post("/_sim/reset", {})
    job = customer.order().json()["id"]
    customer.advance(60)

    assert customer.totals()["accepted"] == 1
    assert customer.get(f"/sim/v1/jobs/{job}").json()["status"] == "expired"


def test_the_books_are_kept_in_a_file(run: Callable[..., Customer], tmp_path: Path) -> None:
    path = tmp_path / "deep" / "books.json"
    customer = run(books=path)
    customer.finished()

    customer.simulator.stop()

    assert json.loads(path.read_text(encoding="utf-8"))["totals"]["billed_micros"] == 50_000


def test_the_page_shows_jobs_and_bills_and_asks_nobody(customer: Customer) -> None:
    customer.rule("price_surprise", options={"micros": 1_234_567})
    job = customer.finished(model="<script>alert(1)</script>")

    page = customer.get("/")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert job["id"] in page.text
    assert "1.234567" in page.text
    assert "<script>alert" not in page.text
    assert not [word for word in ("src=", 'href="http', "@import", "url(") if word in page.text]
