"""Calls as tests make them."""

from dataclasses import replace

from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits

NO_LIMITS = Limits()
PRICE = 220_000
A_CALL = Call("c1", "heir-0a", "1", "1/1", "video", "atlas/clips", "atlas", "2026-11-21", PRICE)


def a_call(call_id: str = "c1", **changes: object) -> Call:
    """A call that costs 22 cents at most."""
    return replace(A_CALL, id=call_id, **changes)


def reserved(ledger: Ledger, call: Call = A_CALL, limits: Limits = NO_LIMITS) -> str:
    """Reserve; answers the token."""
    got = ledger.reserve(call, limits)
    assert got.outcome == "reserved", got
    return got.token


def submitting(ledger: Ledger, call: Call = A_CALL, limits: Limits = NO_LIMITS) -> str:
    """Reserve and permit the submit; answers the token."""
    token = reserved(ledger, call, limits)
    assert ledger.submitting(call.id, token)
    return token


def submitted(ledger: Ledger, call: Call = A_CALL, limits: Limits = NO_LIMITS, lease_ms: int = 60_000) -> None:
    """Have it taken by its provider."""
    submitting(ledger, call, limits)
    record = ledger.call(call.id)
    assert record is not None
    assert ledger.submitted(call.id, record.attempt, {"id": "j1"}, next_poll_ms=1_000, lease_ms=lease_ms)
