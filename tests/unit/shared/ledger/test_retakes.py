"""Takes after one that a gate refused: they are paid out of the quality budget too, and what was refused is told as wasted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from shared import keyspace
from shared.ledger.export import export
from shared.ledger.ledger import Ledger
from shared.ledger.verify import verify
from tests.unit.shared.ledger.calls import NO_LIMITS, PRICE, a_call, reserved, submitted

SEASON, QUALITY = "season:heir-0a", "quality:heir-0a"


@pytest.fixture
def ledger(client: redis.Redis) -> Ledger:
    ledger = Ledger(client)
    ledger.set_cap(SEASON, 10 * PRICE)
    ledger.set_cap(QUALITY, 2 * PRICE)
    return ledger


def test_a_retake_is_booked_to_the_quality_budget_beside_all_others(ledger: Ledger) -> None:
    submitted(ledger, a_call("first"))
    submitted(ledger, a_call("again", retake=1))
    ledger.settle("first", PRICE)
    ledger.settle("again", PRICE - 1)

    assert ledger.balance(SEASON)["spent"] == 2 * PRICE - 1
    assert ledger.balance(QUALITY) == {"reserved": 0, "held": 0, "spent": PRICE - 1, "wasted": 0}
    record = ledger.call("again")
    assert record is not None
    assert record.retake == 1
    assert verify(ledger.client).books.discrepancies == []


def test_a_retake_that_is_not_charged_gives_its_money_back(ledger: Ledger) -> None:
    submitted(ledger, a_call(retake=2))

    ledger.hold("c1", "no answer")
    held = ledger.balance(QUALITY)
    ledger.release("c1", "failed", "not taken")

    assert held == {"reserved": 0, "held": PRICE, "spent": 0, "wasted": 0}
    assert ledger.balance(QUALITY) == {"reserved": 0, "held": 0, "spent": 0, "wasted": 0}


def test_many_retakes_at_once_never_pass_the_quality_budget(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda number: ledger.reserve(a_call(f"c{number}", retake=1), NO_LIMITS), range(40)))

    assert sorted({each.outcome for each in got}) == ["reserved", "tight"]
    assert sum(each.outcome == "reserved" for each in got) == 2
    assert ledger.balance(QUALITY)["reserved"] == 2 * PRICE


def test_a_spent_quality_budget_keeps_no_first_take_back(ledger: Ledger) -> None:
    ledger.set_cap(QUALITY, 0)

    refused = ledger.reserve(a_call("again", retake=1), NO_LIMITS)

    assert (refused.outcome, refused.scope) == ("over", QUALITY)
    reserved(ledger, a_call("first"))


def test_what_was_refused_is_wasted_and_of_use_again_when_it_is_taken_after_all(ledger: Ledger) -> None:
    submitted(ledger, a_call(retake=1))
    ledger.settle("c1", PRICE)

    assert ledger.waste("c1", "refused by the gate black")
    assert not ledger.waste("c1", "refused by the gate black")
    wasted = [ledger.balance(scope)["wasted"] for scope in (SEASON, QUALITY)]
    told = verify(ledger.client)
    assert ledger.use("c1")
    assert not ledger.use("c1")

    assert wasted == [PRICE, PRICE]
    assert told.to_json()["intents"]["wasted"] == 1
    assert [ledger.balance(scope) for scope in (SEASON, QUALITY)] == [{"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}] * 2
    assert verify(ledger.client).to_json()["intents"] == {
        "permitted": 1, "charged": 1, "wasted": 0, "not_charged": 0, "held": 0, "under_way": 0,
    }  # fmt: skip
    assert verify(ledger.client).is_well


def test_what_is_not_settled_is_not_wasted(ledger: Ledger) -> None:
    submitted(ledger)

    assert not ledger.waste("c1", "refused by the gate black")
    assert not ledger.waste("nobody's", "refused by the gate black")


def test_retakes_come_through_an_export(ledger: Ledger, tmp_path) -> None:
    submitted(ledger, a_call("again", retake=1))
    ledger.settle("again", PRICE)
    ledger.waste("again", "refused by the gate black")

    export(ledger.client, tmp_path / "journal.jsonl")

    assert verify(ledger.client).is_well
    assert verify(ledger.client, [tmp_path / "journal.jsonl"]).books.balances[QUALITY] == ledger.balance(QUALITY)


def test_an_entry_of_a_call_that_is_no_retake_is_as_it_was_before_there_were_any(ledger: Ledger) -> None:
    submitted(ledger)

    entries = [entry for _, entry in ledger.client.xrange(f"{keyspace.LINE}:journal") if entry["act"] != "cap"]

    assert {tuple(entry) for entry in entries} == {
        ("act", "call", "attempt", "season", "account", "day", "reserved", "held", "spent", "wasted")
    }
