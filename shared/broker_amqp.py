"""Celery's settings for RabbitMQ: quorum queues, and each publish confirmed."""

import socket
import ssl
from typing import Any

from shared.redis_url import without_tls_options

# A worker whose host has vanished is known to be gone after two of these; what it had in hand is delivered again then.
HEARTBEAT_S = 20
# Against a peer that is gone without a word: probed when it has been silent for so long, given up after the last probe.
_KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": 10_000}
# Not every system has them all.
_SOCKET = {getattr(socket, name): value for name, value in _KEEPALIVE.items() if hasattr(socket, name)}
_VERIFY = {"required": ssl.CERT_REQUIRED, "optional": ssl.CERT_OPTIONAL, "none": ssl.CERT_NONE}


def amqp_settings(broker_url: str) -> dict[str, Any]:
    """Celery's settings for one or several URLs (`;` between them) of one RabbitMQ cluster. Raises ValueError."""
    parted = [without_tls_options(url) for url in broker_url.split(";")]
    secure = {} if not broker_url.startswith("amqps://") else {"broker_use_ssl": _tls(parted[0][1])}
    return {
        "broker_url": ";".join(url for url, _ in parted),
        "broker_heartbeat": HEARTBEAT_S,
        "broker_transport_options": {
            # Without it a message that the broker refuses, or that a dying connection swallows, is lost without a word.
            "confirm_publish": True,
            "socket_settings": _SOCKET,
        },
        # Kept on the disks of a majority of the cluster's nodes. RabbitMQ never lets a queue's kind change afterwards.
        "task_default_queue_type": "quorum",
        "task_create_missing_queue_type": "quorum",
        **secure,
    }


def _tls(options: dict[str, Any]) -> dict[str, Any]:
    """py-amqp's names for redis-py's options."""
    files = {name: options[f"ssl_{name}"] for name in ("ca_certs", "certfile", "keyfile") if f"ssl_{name}" in options}
    # With the name None kombu puts in the host of the URL, which the certificate is checked against.
    name: dict[str, Any] = {"server_hostname": None} if options["ssl_check_hostname"] else {}
    return {"cert_reqs": _VERIFY[options["ssl_cert_reqs"]], **files, **name}
