"""Which other seasons wait for a call that one of them pays: a job is stopped only when nobody wants it any more."""

import redis

from shared import keyspace

# Longer than any job is asked about.
WANTED_S = 3 * 24 * 3600


def want(client: redis.Redis, call_id: str, season: str) -> None:
    """Note that a season waits for another one's call."""
    with client.pipeline(transaction=True) as pipe:
        pipe.sadd(_wanted(call_id), season)
        pipe.expire(_wanted(call_id), WANTED_S)
        pipe.execute()


def wanted_by(client: redis.Redis, call_id: str) -> frozenset[str]:
    """The seasons that have waited for another one's call; some of them may have ended."""
    return frozenset(str(season) for season in client.smembers(_wanted(call_id)))


def _wanted(call_id: str) -> str:
    return f"{keyspace.LINE}:wanted:{call_id}"
