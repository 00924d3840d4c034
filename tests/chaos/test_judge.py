"""The judge finds what must not be: each test breaks one thing in books that are in order."""

from pathlib import Path
from typing import Any

import pytest
import redis

from shared.keyspace import LINE
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits
from shared.store.folder import FolderStore
from tests.chaos.judge import Verdict, judge_money, judge_products

PRICE = 50_000


@pytest.fixture
def ledger(client: redis.Redis) -> Ledger:
    """A ledger with a budget and one settled call."""
    ledger = Ledger(client)
    ledger.set_cap("season:s", 2 * PRICE)
    pay(ledger, "a")
    return ledger


def pay(ledger: Ledger, name: str, actual_micros: int = PRICE) -> None:
    call = Call(name, "s", "1", "1/1", "video", "simulator/sim-video", "simulator", "2026-11-21", PRICE)
    token = ledger.reserve(call, Limits()).token
    assert ledger.submitting(name, token)
    ledger.submitted(name, 1, {"id": f"job-{name}"}, next_poll_ms=0, lease_ms=1000)
    ledger.settle(name, actual_micros)


def a_job(name: str = "a", **changes: Any) -> dict[str, Any]:
    return {"id": f"job-{name}", "client_ref": f"{name}-1", "billed": True, "bill_micros": PRICE, "state": "done", "faults": [], **changes}


def a_store(folder: Path, name: str = "a") -> FolderStore:
    store = FolderStore(folder / "store")
    with store.workspace() as made:
        (made / "raw.mp4").write_bytes(b"film")
        facts = {"facts": {}, "started_at": 0.0, "finished_at": 0.0, "provider_job_id": f"job-{name}"}
        store.put_product(key=f"{name}-raw", stage="video", model="simulator/sim-video", folder=made, files={"raw": "raw.mp4"}, **facts)
    return store


def judged(ledger: Ledger, store: FolderStore, *jobs: dict[str, Any]) -> dict[str, int]:
    verdict = Verdict()
    judge_money(verdict, {"jobs": jobs}, ledger, "s", store)
    kinds = ("doubled", "unequal", "lost", "left open", "unbalanced", "caps exceeded")
    return {kind: verdict.counts[kind] for kind in kinds if verdict.counts[kind]}


def test_books_that_agree_are_in_order(ledger: Ledger, tmp_path: Path) -> None:
    assert judged(ledger, a_store(tmp_path), a_job()) == {}


def test_a_call_that_was_billed_twice_is_found(ledger: Ledger, tmp_path: Path) -> None:
    twice = a_job(id="job-b", client_ref="a-2")

    assert judged(ledger, a_store(tmp_path), a_job(), twice) == {"doubled": 1, "unequal": 1, "lost": 1}


def test_an_attempt_that_was_taken_twice_is_found_although_one_is_not_billed(ledger: Ledger, tmp_path: Path) -> None:
    assert judged(ledger, a_store(tmp_path), a_job(), a_job(id="job-b", billed=False, state="running"))["doubled"] == 1


def test_a_bill_that_the_ledger_does_not_have_is_found(ledger: Ledger, tmp_path: Path) -> None:
    assert judged(ledger, a_store(tmp_path), a_job(bill_micros=PRICE + 1)) == {"unequal": 1}


def test_a_price_without_a_bill_is_found(ledger: Ledger, tmp_path: Path) -> None:
    assert judged(ledger, a_store(tmp_path)) == {"unequal": 1}


def test_a_paid_product_that_is_not_in_the_store_is_found(ledger: Ledger, tmp_path: Path) -> None:
    assert judged(ledger, FolderStore(tmp_path), a_job()) == {"lost": 1}


def test_a_reservation_that_is_never_ended_is_found(ledger: Ledger, tmp_path: Path) -> None:
    ledger.reserve(Call("b", "s", "1", "1/2", "video", "simulator/sim-video", "simulator", "2026-11-21", 1), Limits())

    assert judged(ledger, a_store(tmp_path), a_job()) == {"left open": 1}


def test_a_balance_that_is_not_the_journals_is_found(ledger: Ledger, tmp_path: Path) -> None:
    ledger.client.hincrby(f"{LINE}:balance:season:s", "spent", 1)

    assert judged(ledger, a_store(tmp_path), a_job()) == {"unbalanced": 1}


def test_a_reserve_above_the_cap_is_found(ledger: Ledger, tmp_path: Path) -> None:
    entry = {
        "act": "reserve",
        "call": "b",
        "season": "s",
        "account": "x",
        "day": "d",
        "reserved": 2 * PRICE,
        "held": 0,
        "spent": 0,
        "wasted": 0,
    }
    ledger.client.xadd(f"{LINE}:journal", entry)  # type: ignore[arg-type]

    assert judged(ledger, a_store(tmp_path), a_job())["caps exceeded"] == 1


def test_a_bill_above_its_estimate_is_no_cap_exceeded(ledger: Ledger, tmp_path: Path) -> None:
    pay(ledger, "b", actual_micros=2 * PRICE)

    assert "caps exceeded" not in judged(ledger, a_store(tmp_path), a_job(), a_job("b", bill_micros=2 * PRICE))


def test_a_file_that_is_another_or_missing_is_found() -> None:
    verdict = Verdict()

    judge_products(verdict, {(1, "video"): "aa", (2, "video"): "bb"}, {(1, "video"): "aa", (2, "video"): "cc", (3, "video"): "dd"})

    assert verdict.counts["outputs unequal"] == 2
