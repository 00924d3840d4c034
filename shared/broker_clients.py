"""Keeps the Redis client of a channel: kombu makes one for each message that it sends, takes or acknowledges, which costs as much again."""

from typing import Any


def keep_clients() -> None:
    """From now on, a channel of this process has one client for as long as it has one pool of connections. May be called again."""
    from kombu.transport import redis  # noqa: PLC0415  # a third of a second that only those who send messages pay

    transport: Any = redis
    create = transport.Channel._create_client  # noqa: SLF001  # there is no setting for it
    if not hasattr(create, "keeps"):
        transport.Channel._create_client = _keeping(create)  # noqa: SLF001


def _keeping(create: Any) -> Any:
    def kept(channel: Any, asynchronous: bool = False) -> Any:
        if asynchronous:
            # The main loop's own: kombu makes it once, and holds a connection by it.
            return create(channel, asynchronous=True)
        pool = channel.pool
        known, client = getattr(channel, "kept_client", (None, None))
        # After a fork, or when its connections were given up, the channel has another pool.
        if known is not pool:
            client = create(channel)
            channel.kept_client = pool, client
        return client

    kept.keeps = True  # type: ignore[attr-defined]  # so that it is done once
    return kept
