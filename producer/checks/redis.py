"""Checks of the line's Redis and broker: whether they answer, and whether the ledger would outlive what happens to them."""

from typing import Any
from urllib.parse import urlsplit

import redis

from shared.broker_url import is_amqp
from shared.errors import CliffhangerError
from shared.redis_client import open_redis
from shared.redis_url import scheme_of, sentinels_of
from shared.settings import Settings

CONNECT_WITHIN_S = 5
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def ledger_told(settings: Settings, url: str) -> str:
    """The ledger's Redis, and what is to be thought of about it. Raises CliffhangerError where money could be lost track of."""
    name = "CLIFFHANGER_LEDGER_URL" if settings.ledger_url else "CLIFFHANGER_REDIS_URL"
    client = open_redis(url)
    try:
        info: dict[str, Any] = dict(client.info())
    except redis.RedisError as error:
        raise CliffhangerError(f"{name} does not answer ({error}); start that Redis, or unset it for embedded runs") from None
    _refuse(info, settings.ledger_replicas)
    beware = [*_durability(info, _fsync(client)), *_openness(url)]
    return f"Redis {info['redis_version']} at {name}" + "".join(f"; beware: {note}" for note in beware)


def broker_told(settings: Settings) -> str:
    """The broker, where it is not the line's Redis itself. Raises CliffhangerError."""
    url = settings.broker_url
    if not url:
        return "the line's Redis" if settings.redis_url else "embedded"
    from celery import Celery  # noqa: PLC0415  # half a second that only a look at a broker costs

    from shared.broker import broker_settings  # noqa: PLC0415

    with Celery("cliffhanger-doctor", set_as_current=False) as app:
        app.conf.update(broker_settings(url), broker_connection_timeout=CONNECT_WITHIN_S)
        with app.connection_for_write() as connection:
            known: tuple[type[BaseException], ...] = (OSError, redis.RedisError, *connection.connection_errors)
            try:
                connection.ensure_connection(max_retries=1, timeout=CONNECT_WITHIN_S, reraise_as_library_errors=False)
            except known as error:
                raise CliffhangerError(f"CLIFFHANGER_BROKER_URL does not answer ({error}); docs/brokers.md says what it may be") from None
            if not is_amqp(url):
                return "Redis at CLIFFHANGER_BROKER_URL"
            told = connection.connection.server_properties
            return f"{told.get('product', 'a broker')} {told.get('version', '')} at CLIFFHANGER_BROKER_URL"


def _refuse(info: dict[str, Any], wanted: int) -> None:
    if int(info.get("maxmemory", 0)) and info.get("maxmemory_policy") != "noeviction":
        raise CliffhangerError(
            f"the ledger's Redis may throw money's books away when it is full (maxmemory-policy {info['maxmemory_policy']}); "
            "set it to noeviction"
        )
    have = int(info.get("connected_slaves", 0))
    if have < wanted:
        raise CliffhangerError(
            f"CLIFFHANGER_LEDGER_REPLICAS is {wanted} and the ledger's Redis has {have} replicas: nothing paid would be sent; "
            "start replicas, or lower it"
        )


def _durability(info: dict[str, Any], fsync: str) -> list[str]:
    if not int(info.get("aof_enabled", 0)):
        return ["appendonly is off: a restart forgets what was paid; set appendonly yes"]
    return [f"appendfsync is {fsync}: a power cut forgets what was paid last; set it to always"] if fsync not in ("always", "") else []


def _fsync(client: redis.Redis) -> str:
    try:
        return str(client.config_get("appendfsync").get("appendfsync", ""))
    except redis.RedisError:
        # A user with the least rights may not ask.
        return ""


def _openness(url: str) -> list[str]:
    if scheme_of(url) == "sentinel":
        at = sentinels_of(url)
        hosts, is_open, is_plain = [host for host, _ in at.hosts], not at.password, at.tls is None
    elif scheme_of(url) in ("redis", "rediss"):
        parts = urlsplit(url)
        hosts, is_open, is_plain = [parts.hostname or "localhost"], not parts.password, scheme_of(url) == "redis"
    else:
        return []
    if all(host in _LOOPBACK for host in hosts):
        return []
    notes = [(is_open, "it has no password: whoever reaches it can change the books"), (is_plain, "it is reached without TLS")]
    return [note for holds, note in notes if holds]
