"""Follows a paid call: its log lines name it, and where traces are wanted it is a span with its provider, model, attempt and cost."""

from collections.abc import Callable

from shared.errors import StageFailed
from shared.ledger.ledger import Ledger
from shared.log import log_fields
from shared.store.product import Product
from shared.tracing import trace
from worker.gateway.terms import Terms
from worker.gateway.waits import Refused, Wait


def followed(terms: Terms, ledger: Ledger, obtain: Callable[[], Product]) -> Product:
    """What `obtain` answers, or raises."""
    call = terms.call
    with log_fields(call=call.id, model=call.model):
        return _traced(terms, ledger, obtain) if trace.is_on() else obtain()


def _traced(terms: Terms, ledger: Ledger, obtain: Callable[[], Product]) -> Product:
    call = terms.call
    vendor, _, model = call.model.partition("/")
    with trace.span("provider.call", call=call.id, provider=vendor, model=model, stage=call.stage) as span:
        span.tell(season=call.season, place=call.place, account=call.account, retake=call.retake)
        before = ledger.call(call.id)
        try:
            raw = obtain()
        except Wait as wait:
            span.tell(outcome="waits", reason=wait.why)
            raise
        except Refused as refused:
            span.tell(outcome="refused", reason=refused.reason)
            raise
        except StageFailed as error:
            span.tell(outcome="failed")
            span.fail(error.message)
            raise
        else:
            if before is not None and before.state == "settled":
                # Paid and told before: whoever adds up what calls cost counts it once.
                span.tell(outcome="kept")
            else:
                span.tell(outcome="made", cost_usd=raw.cost_micros / 1_000_000)
            return raw
        finally:
            record = ledger.call(call.id)
            if record is not None:
                job = str((record.job or {}).get("id", "")) or None
                span.tell(state=record.state, attempt=record.attempt, most_usd=record.amount_micros / 1_000_000, job=job)
