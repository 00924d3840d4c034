"""Asks the ledger whether a request may leave, and keeps in mind which ones did not leave although the ledger may believe that they did."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.ledger.replicas import Unconfirmed
from worker.gateway.admission import MOVED_WAIT_S
from worker.gateway.answers import KeptAnswers
from worker.gateway.terms import Terms
from worker.gateway.waits import Wait

log = logging.getLogger(__name__)

# A replica that was away is back, or one more has been started.
REPLICAS_WAIT_S = 15.0


def be_permitted(terms: Terms, ledger: Ledger, answers: KeptAnswers, token: str) -> None:
    """Write that the request is about to leave. Raises Wait where it must not leave now, and redis.RedisError: it does not leave then."""
    call = terms.call
    with _unsent(call.id, token, answers):
        try:
            permitted = ledger.submitting(call.id, token, round(terms.answer_s * 1000))
        except Unconfirmed as error:
            log.warning("%s: not sent: %s", call.place, error, extra={"call": call.id})
            ledger.release(call.id, "planned")
            raise Wait(REPLICAS_WAIT_S, why="the ledger's replicas do not confirm") from None
    if not permitted:
        # Somebody else has taken the reservation over; it is theirs to send.
        raise Wait(MOVED_WAIT_S)


@contextmanager
def _unsent(call_id: str, token: str, answers: KeptAnswers) -> Iterator[None]:
    try:
        yield
    except redis.RedisError:
        # Whether the ledger has it nobody knows; that nothing was sent is known here, and nowhere else.
        answers.keep_unsent(call_id, token)
        raise


def never_left(record: CallRecord, answers: KeptAnswers) -> bool:
    """Whether the attempt that the ledger has as being sent is known not to have been."""
    return record.job is None and answers.is_unsent(record.id, record.token)
