"""Tells the span of a season's order, once, when it has ended: all that was done for the order is part of it."""

from shared import keyspace
from shared.tracing import trace
from worker.context import Line

# Deliveries of an order that has ended are asked for again for some minutes.
_TOLD_S = 86_400


def tell_order_span(line: Line, season: str) -> None:
    """Nothing while the order is under way, or where nobody wants traces. Raises NotFound where there is no such season."""
    if not trace.is_on():
        return
    state = line.season(season)
    meta = state.meta()
    run = meta["run"]
    if meta["state"] == "running" or not line.redis.set(keyspace.traced(season, run), "1", nx=True, ex=_TOLD_S):
        return
    balance = line.ledger.balance(f"season:{season}")
    trace.tell_order(
        season,
        run,
        began_at=float(meta["started_at"]),
        ended_at=float(meta.get("finished_at") or state.now_ms() / 1000),
        state=meta["state"],
        reason=meta.get("reason"),
        spent_usd=balance["spent"] / 1_000_000,
        held_usd=balance["held"] / 1_000_000,
    )
