"""Has a write of the ledger confirmed by replicas, so that whichever of them is promoted knows it too (WAIT, redis.io/commands/wait)."""

from typing import Any

import redis

from shared import keyspace
from shared.errors import CliffhangerError
from shared.redis_scripts import RedisScript

# Replicas confirm within milliseconds; the client itself gives up after ten seconds.
CONFIRM_WITHIN_MS = 2_000


class Unconfirmed(CliffhangerError):
    """Too few replicas have confirmed a write in time. It was made all the same, and may be lost with its server."""


def run_confirmed(client: redis.Redis, script: RedisScript, replicas: int, *args: str | int) -> Any:
    """Run a script on the line's keys and answer what it answers, once so many replicas have what it wrote.

    Raises Unconfirmed, and redis.RedisError.
    """
    # One connection: WAIT counts the replicas that have what its own connection wrote. The counter is written because a script
    # that finds its work done, as one that is sent again does, writes nothing, and there would be nothing to wait for.
    pipe = client.pipeline(transaction=False)
    pipe.eval(script.source, 1, keyspace.LINE, *(str(arg) for arg in args))
    pipe.incr(keyspace.CONFIRMED)
    pipe.execute_command("WAIT", replicas, CONFIRM_WITHIN_MS)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
    answer, _, confirmed = pipe.execute()
    if int(confirmed) < replicas:
        raise Unconfirmed(
            f"{confirmed} of {replicas} replicas of the ledger's Redis (CLIFFHANGER_LEDGER_REPLICAS) have confirmed a write within "
            f"{CONFIRM_WITHIN_MS / 1000:g} s; see INFO replication there"
        )
    return answer
