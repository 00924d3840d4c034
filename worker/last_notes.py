"""What a worker does last: answers of providers that only its host has kept, the store having been away, go to the store."""

import logging
import time

from celery import Celery

from shared.errors import CliffhangerError
from worker.context import line_of
from worker.draining import putting_away

log = logging.getLogger(__name__)

TICK_S = 0.5


def leave_nothing(app: Celery) -> None:
    """Send what waits, until the worker's grace ends: its host may go with it, and nobody gives a paid answer twice."""
    try:
        store = line_of(app).store
        with putting_away():
            is_told = False
            while not store.catch_up():
                if not is_told:
                    log.warning("answers that were paid for wait on this host for the store; it is waited for")
                    is_told = True
                time.sleep(TICK_S)
    except (CliffhangerError, OSError) as error:
        log.warning("answers may wait on this host for the store: %s", error)
