"""One way to open a Redis client: text answers, timeouts everywhere, a retry for what is idempotent by design."""

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

SOCKET_TIMEOUT_S = 10.0
# A redis-server that restarts is back within seconds; every script of ours may run twice without harm.
_ATTEMPTS = 6


def open_redis(url: str) -> redis.Redis:
    """A client for `url` (redis://, rediss://, unix://). Nothing is sent yet."""
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=SOCKET_TIMEOUT_S,
        health_check_interval=30,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=2.0), _ATTEMPTS),
        retry_on_error=[redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, redis.exceptions.BusyLoadingError],
        # RESP2: the same answers from Redis 6.2, 7 and Valkey.
        protocol=2,
    )
