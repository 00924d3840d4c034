"""How many messages wait on a queue, whatever the broker."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kombu import Connection

NO_SUCH_QUEUE = 404


def queue_depth(connection: "Connection", queue: str) -> int:
    """How many messages of a queue no worker has taken yet; 0 where the queue does not exist.

    Asked by a passive declaration, which makes nothing (AMQP 0-9-1, queue.declare); on Redis it is the length of the queue's lists of all
    priorities, since kombu's declaration there forgets the prefix of its keys, and finds no queue. Raises what
    `connection.connection_errors` names where the broker does not answer.
    """
    # A channel of its own: AMQP closes the one on which it has refused something.
    channel: Any = connection.channel()
    try:
        if connection.transport.driver_type == "redis":
            return int(channel._size(queue))  # noqa: SLF001  # kombu tells it in no other way
        return int(channel.queue_declare(queue=queue, passive=True).message_count)
    except connection.channel_errors as error:
        # kombu's own brokers tell the code as text.
        if int(getattr(error, "reply_code", None) or 0) != NO_SUCH_QUEUE:
            raise
        return 0
    finally:
        channel.close()
