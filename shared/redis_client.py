"""One way to open a Redis client: text answers, timeouts everywhere, a retry for what is idempotent by design."""

from typing import Any

import redis
from redis.backoff import EqualJitterBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from shared.redis_url import Sentinels, for_redis_py, scheme_of, sentinels_of

SOCKET_TIMEOUT_S = 10.0
# A Sentinel that is gone must not keep us from the next one.
SENTINEL_TIMEOUT_S = 2.0
# A redis-server that restarts is back within seconds; every script of ours may run twice without harm.
_ATTEMPTS = 6
# Sentinels agree that a server is down, and who follows it, within ten seconds as they are usually set; votes that are split on busy
# machines cost as much again. With the waits below this is about half a minute.
_ATTEMPTS_OVER_A_FAILOVER = 24


def open_redis(url: str) -> redis.Redis:
    """A client for `url` (redis://, rediss://, unix://, sentinel://; see shared/redis_url.py). Nothing is sent yet. Raises ValueError."""
    if scheme_of(url) == "sentinel":
        return _watched(sentinels_of(url))
    return redis.Redis.from_url(for_redis_py(url), **_options(_ATTEMPTS))


def _watched(at: Sentinels) -> redis.Redis:
    """A client for whichever server is the master: asked for at each new connection."""
    short = {"socket_timeout": SENTINEL_TIMEOUT_S, "socket_connect_timeout": SENTINEL_TIMEOUT_S, "protocol": 2}
    sentinel: Any = Sentinel(list(at.hosts), sentinel_kwargs={**short, **at.for_sentinels()})  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
    secure = {} if at.tls is None else {"ssl": True, **at.tls}
    login = {"username": at.username, "password": at.password}
    client: redis.Redis = sentinel.master_for(at.master, redis.Redis, db=at.db, **login, **secure, **_options(_ATTEMPTS_OVER_A_FAILOVER))
    return client


def _options(attempts: int) -> dict[str, Any]:
    return {
        "decode_responses": True,
        "socket_timeout": SOCKET_TIMEOUT_S,
        "socket_connect_timeout": SOCKET_TIMEOUT_S,
        "health_check_interval": 30,
        "retry": Retry(EqualJitterBackoff(base=0.05, cap=2.0), attempts),
        "retry_on_error": [redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, redis.exceptions.BusyLoadingError],
        # RESP2: the same answers from Redis 6.2, 7 and Valkey.
        "protocol": 2,
    }
