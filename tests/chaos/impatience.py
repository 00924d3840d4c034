"""Shortens every wait of the worker that is there for the sake of providers and networks slower than a test's.

Imported in the processes of a chaotic line alone, after all that it changes and before the app is built from it.
"""

import sys
from typing import Any

import worker.celeryconfig
import worker.pump
import worker.tasks.call
import worker.tasks.episode
import worker.tasks.lost
import worker.tasks.scene
import worker.tasks.season  # noqa: F401  # all modules that hold a copy of a constant
from shared.ledger import ledger
from shared.state.season import SeasonState
from worker.locks.locks import Heartbeat

WORKING_LEASE_MS = 2_000
BEAT_S = 0.5

CONSTANTS: dict[str, Any] = {
    # A socket's timeout must be longer than the second for which a worker's BRPOP waits.
    "SOCKET_TIMEOUT_S": 2.0,
    "VISIBILITY_TIMEOUT_S": 6,
    "QUEUED_LEASE_MS": 1_500,
    "LONGEST_LEASE_MS": 4_000,
    "WORKING_LEASE_MS": WORKING_LEASE_MS,
    "LOCK_MS": 1_500,
    "BEAT_S": BEAT_S,
    "SWEEP_EVERY_MS": 500,
    "PAUSE_S": 0.2,
    "SELDOM_S": 0.3,
    "OFTEN_MS": 500,
    "CONFIRM_WITHIN_MS": 1_500,
    "QUEUE_WAIT_S": 4.0,
    "BACK_OFF_FIRST_S": 0.1,
    "BACK_OFF_MOST_S": 1.0,
    "TIGHT_WAIT_S": 0.3,
    "MOVED_WAIT_S": 0.1,
    "ON_ITS_WAY_MS": 1_000,
    "SHARED_PRODUCT_WAIT_S": 1.5,
    "SHARED_CALL_WAIT_S": 0.3,
    "LATE_MS": 1_500,
    "LOOK_AGAIN_MS": 2_000,
    "FAULT_DELAYS_S": (0.3, 1.0),
    "RESERVED_LEASE_MS": 20_000,
    "FIRST_PAUSE_MS": 200,
    "LONGEST_PAUSE_MS": 1_500,
}

LUA = {"PROBE_MS = 20000": "PROBE_MS = 1500", "GRANT_MS = 20000": "GRANT_MS = 3000", "SUBMIT_LEASE_MS = 300000": "SUBMIT_LEASE_MS = 10000"}


def hurry() -> None:
    """Put the short waits in place of the long ones, in every module that has them."""
    for name, value in CONSTANTS.items():
        holders = [module for module in _ours() if hasattr(module, name)]
        assert holders, f"nothing of the line is called {name} any more; correct tests/chaos/impatience.py"
        for module in holders:
            setattr(module, name, value)
    SeasonState.renew.__defaults__ = (WORKING_LEASE_MS,)
    Heartbeat.__init__.__defaults__ = (BEAT_S,)
    for script in [value for value in vars(ledger).values() if isinstance(value, ledger.RedisScript)]:
        for long, short in LUA.items():
            script._source = script._source.replace(long, short)


def _ours() -> list[Any]:
    return [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in ("shared", "worker")]


hurry()
