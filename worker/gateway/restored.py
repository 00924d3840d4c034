"""A ledger that was brought back from a backup may not know that a call was sent: who can tell is asked before it is sent again.

What arrived is kept in the store, under a later attempt perhaps than the ledger has come to. Else the provider is asked for the very
attempt that would be sent, where it can be asked at all.
"""

from collections.abc import Callable

import redis

from shared.backup.resting import is_restored
from worker.engines.engine import Ask, Engine, Finished, Job, Prepared
from worker.engines.failures import LookupUnsupported
from worker.gateway.answers import KeptAnswers

# An attempt that a provider refuses is counted too: so many may have been made since the backup.
LATER_ATTEMPTS = 8


def adopt_answer(client: redis.Redis, answers: KeptAnswers, call_id: str, attempt: int) -> bool:
    """Whether an attempt was answered before, as this or a later one: its answer is kept as this one's from now on."""
    if answers.kept(call_id, attempt) is not None:
        return True
    if not is_restored(client):
        return False
    for later in range(attempt + 1, attempt + 1 + LATER_ATTEMPTS):
        if (answer := answers.kept(call_id, later)) is not None:
            answers.keep(call_id, attempt, answer)
            return True
    return False


def sent_before(
    client: redis.Redis, engine: Engine, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]
) -> Job | Finished | None:
    """What the provider has of an attempt that no book knows; None where it has none, or cannot be asked. Raises ProviderFailure."""
    if not is_restored(client):
        return None
    try:
        return engine.find(ask, prepared, on_answer)
    except LookupUnsupported:
        return None
