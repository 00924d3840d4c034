"""Celery's settings for a Redis that carries the messages: one server, or one that Sentinels watch."""

from typing import Any
from urllib.parse import quote

from shared.queues import PRIORITY_STEPS
from shared.redis_url import Sentinels, for_celery, scheme_of, sentinels_of, without_tls_options

# Longer than anything runs or waits: what is not acknowledged by then is delivered again, work in progress included.
VISIBILITY_TIMEOUT_S = 30 * 60
# A dead peer (half-open connection) is noticed after this; without it a worker hung for over 150 s.
SOCKET_TIMEOUT_S = 10
SENTINEL_TIMEOUT_S = 2


def redis_settings(url: str) -> dict[str, Any]:
    """Celery's settings for a Redis URL of any form (shared/redis_url.py). Raises ValueError."""
    if scheme_of(url) == "sentinel":
        return _watched(sentinels_of(url))
    if scheme_of(url) == "rediss":
        plain, tls = without_tls_options(url)
        return {"broker_url": plain, "broker_use_ssl": tls, "broker_transport_options": _transport()}
    return {"broker_url": for_celery(url), "broker_transport_options": _transport()}


def _watched(at: Sentinels) -> dict[str, Any]:
    """Celery knows a URL for each Sentinel, and the rest as options of the transport."""
    login = f"{quote(at.username or '', safe='')}:{quote(at.password, safe='')}@" if at.password else ""
    urls = [f"sentinel://{login}{f'[{host}]' if ':' in host else host}:{port}/{at.db}" for host, port in at.hosts]
    timeouts = {"socket_timeout": SENTINEL_TIMEOUT_S, "socket_connect_timeout": SENTINEL_TIMEOUT_S}
    sentinels = {"master_name": at.master, "sentinel_kwargs": {**timeouts, **at.for_sentinels()}}
    secure = {} if at.tls is None else {"broker_use_ssl": at.tls}
    return {"broker_url": ";".join(urls), "broker_transport_options": {**_transport(), **sentinels}, **secure}


def _transport() -> dict[str, Any]:
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        # A SIGKILL'd worker's messages come back as soon as the timeout ends, not a minute later.
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        # Whoever is killed while it looks for such messages holds this lock; the default is five minutes.
        "unacked_mutex_expire": 30,
        "socket_timeout": SOCKET_TIMEOUT_S,
        "socket_connect_timeout": SOCKET_TIMEOUT_S,
        "retry_on_timeout": True,
        "priority_steps": list(PRIORITY_STEPS),
        "queue_order_strategy": "priority",
        # Workers of two environments on one Redis never see each other's queues.
        "global_keyprefix": "cliffhanger:broker:",
    }
