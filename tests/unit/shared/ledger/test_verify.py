"""The audit finds what is wrong, and nothing where nothing is."""

import tracemalloc

import pytest
import redis

from shared import keyspace
from shared.ledger.export import export
from shared.ledger.ledger import Ledger
from shared.ledger.verify import verify
from tests.unit.shared.ledger.calls import A_CALL, PRICE, a_call, reserved, submitted, submitting

JOURNAL = f"{keyspace.LINE}:journal"
SEASON = "season:heir-0a"


@pytest.fixture
def ledger(client: redis.Redis) -> Ledger:
    return Ledger(client)


def work(ledger: Ledger) -> None:
    """One call of every end."""
    ledger.set_cap(SEASON, 10 * PRICE)
    for call in ("charged", "wasted", "failed", "held", "found", "refused", "free", "under-way"):
        submitted(ledger, a_call(call, amount_micros=0 if call == "free" else PRICE))
    ledger.settle("charged", PRICE - 1)
    ledger.settle("wasted", PRICE, wasted=True, reason="no film")
    ledger.release("failed", "failed", "broken")
    for call in ("held", "found"):
        ledger.hold(call, "no answer")
    ledger.submitted("found", 1, {"id": "j"}, next_poll_ms=1, lease_ms=1)
    ledger.refuse("refused", "busy")
    ledger.settle("free", 0)
    reserved(ledger, a_call("reserved"))


def test_nothing_is_found_where_nothing_is_wrong(ledger: Ledger) -> None:
    work(ledger)

    audit = verify(ledger.client)

    assert audit.books.discrepancies == []
    assert audit.books.balances[SEASON] == ledger.balance(SEASON)
    assert audit.to_json()["intents"] == {"permitted": 8, "charged": 2, "wasted": 1, "not_charged": 2, "held": 1, "under_way": 2}


def test_an_empty_ledger_is_well(client: redis.Redis) -> None:
    assert verify(client).is_well


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            lambda c: c.hincrby(f"{keyspace.LINE}:balance:{SEASON}", "spent", 1),
            "season:heir-0a: spent 439999 in the journal, 440000 in Redis",
        ),
        (lambda c: c.hset(f"{keyspace.LINE}:balance:season:ghost", "held", 5), "season:ghost: held 0 in the journal, 5 in Redis"),
        (lambda c: c.delete(f"{keyspace.LINE}:balance:account:atlas"), "account:atlas: "),
        (lambda c: c.hset(f"{keyspace.LINE}:call:charged", "actual", 1), "its record has ['settled', '1', '1']"),
        (lambda c: c.delete(f"{keyspace.LINE}:call:charged"), "its record has [None, None, None]"),
        (lambda c: c.hset(f"{keyspace.LINE}:caps", SEASON, 1), "caps: "),
        (lambda c: c.xdel(JOURNAL, next(i for i, e in c.xrange(JOURNAL) if e["act"] == "reserve")), "has no reserve"),
        (lambda c: c.xdel(JOURNAL, next(i for i, e in c.xrange(JOURNAL) if e["act"] == "release")), "season:heir-0a: reserved"),
        (lambda c: c.xadd(JOURNAL, {"act": "gift"}), "there is no act 'gift'"),
        (lambda c: c.xadd(JOURNAL, {"act": "settle", "call": "charged"}), "settle cannot be read"),
        (
            lambda c: c.xadd(JOURNAL, dict(next(e for _, e in c.xrange(JOURNAL) if e["act"] == "settle"))),
            "settle of charged, attempt 1, has no reserve",
        ),
        (
            lambda c: c.xadd(JOURNAL, dict(next(e for _, e in c.xrange(JOURNAL) if e.get("call") == "under-way"))),
            "under-way is reserved again",
        ),
        (lambda c: c.xadd(JOURNAL, dict(_permit(c, "under-way"))), "may be sent a second time"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(ledger: Ledger, spoil, told: str) -> None:
    work(ledger)

    spoil(ledger.client)

    audit = verify(ledger.client)
    assert not audit.is_well
    assert any(told in line for line in audit.books.discrepancies), audit.books.discrepancies


def test_a_reserve_above_its_cap_is_found(ledger: Ledger) -> None:
    reserved(ledger)
    first = ledger.client.xrange(JOURNAL)[0][1]
    ledger.client.delete(JOURNAL)
    ledger.client.xadd(JOURNAL, {"act": "cap", "scope": SEASON, "cap": PRICE - 1})
    ledger.client.xadd(JOURNAL, first)
    ledger.client.hset(f"{keyspace.LINE}:caps", SEASON, PRICE - 1)

    assert "above its cap of $0.219999" in verify(ledger.client).books.discrepancies[0]


def test_a_price_above_its_reservation_is_told_apart(ledger: Ledger) -> None:
    ledger.set_cap(SEASON, PRICE)
    submitted(ledger)
    ledger.settle("c1", PRICE + 1)

    audit = verify(ledger.client)

    assert audit.is_well
    assert "the price was above its reservation" in audit.books.excesses[0]


def test_a_lowered_cap_is_told_apart_and_excuses_no_new_reserve(ledger: Ledger) -> None:
    submitting(ledger)
    ledger.set_cap(SEASON, 1)
    ledger.settle("c1", PRICE - 1)

    audit = verify(ledger.client)

    assert audit.is_well
    assert "its cap was lowered" in audit.books.excesses[0]
    entry = {**ledger.client.xrange(JOURNAL)[0][1], "call": "c2"}
    ledger.client.xadd(JOURNAL, entry)
    assert any("reserve takes season:heir-0a" in line for line in verify(ledger.client).books.discrepancies)


def test_the_line_may_be_at_work_meanwhile(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    work(ledger)
    scan = ledger.client.scan_iter
    late = iter(["late1", "late2"])

    def busy(*args, **kwargs):
        yield from list(scan(*args, **kwargs))
        for call in late:
            submitted(ledger, a_call(call, season=call))
            break

    monkeypatch.setattr(ledger.client, "scan_iter", busy)

    assert verify(ledger.client).books.discrepancies == []


def test_memory_does_not_grow_with_the_entries(ledger: Ledger) -> None:
    peaks = []
    for calls in (1_000, 3_000):
        pipe = ledger.client.pipeline(transaction=False)
        fields = {"season": "s", "account": "a", "day": "d", "held": "0", "spent": "0", "wasted": "0", "attempt": "1"}
        for number in range(calls):
            pipe.xadd(JOURNAL, {"act": "reserve", "call": f"c{number}", "reserved": "5", **fields})
            pipe.xadd(JOURNAL, {"act": "release", "call": f"c{number}", "reserved": "-5", **fields})
        pipe.execute()
        verify(ledger.client)
        tracemalloc.start()
        verify(ledger.client)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.2 * peaks[0]


def test_what_was_told_before_an_export_is_told_after_it(ledger: Ledger, tmp_path) -> None:
    work(ledger)
    ledger.client.xadd(JOURNAL, {"act": "gift"})
    before = verify(ledger.client)

    export(ledger.client, tmp_path / "journal.jsonl")

    assert verify(ledger.client).books.discrepancies == before.books.discrepancies


def test_a_settled_call_is_packed(ledger: Ledger) -> None:
    submitting(ledger)
    ledger.submitted("c1", 1, {"id": "job-1", "urls": {"poll": "https://provider.test/" + "x" * 200}}, next_poll_ms=1, lease_ms=1)

    ledger.settle("c1", PRICE)

    key = f"{keyspace.LINE}:call:c1"
    assert ledger.client.object("encoding", key) in ("ziplist", "listpack")
    record = ledger.call("c1")
    assert record is not None
    assert (record.job, record.spent_micros, record.model) == ({"id": "job-1"}, PRICE, A_CALL.model)


def _permit(client: redis.Redis, call: str) -> dict[str, str]:
    return next(entry for _, entry in client.xrange(JOURNAL) if entry["act"] == "submit" and entry["call"] == call)
