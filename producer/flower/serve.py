"""Runs Flower until it is asked to stop."""

import logging
import signal

from tornado.ioloop import IOLoop

from producer.flower.password import Password
from producer.flower.server import build_flower
from shared.errors import InputError

log = logging.getLogger(__name__)


def serve(*, broker_url: str, host: str, port: int, prefix: str, password: Password | None) -> None:
    """Listen and show, until SIGTERM, SIGINT or SIGHUP. Raises InputError where nobody can listen there."""
    flower = build_flower(broker_url=broker_url, host=host, port=port, prefix=prefix, password=password)
    try:
        port = flower.start_http_server()
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: cannot listen there ({error.strerror or error})") from None
    shown = f"[{host}]" if ":" in host else host
    log.info("Flower at http://%s:%d%s/%s", shown, port, prefix, "" if password else " (without a password: for this machine alone)")
    # It says so of each kind of question whenever no worker is there.
    logging.getLogger("flower.inspector").setLevel(logging.ERROR)
    loop = IOLoop.current()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.asyncio_loop.add_signal_handler(number, loop.stop)  # type: ignore[attr-defined]  # every loop of Tornado's has it
    try:
        flower.start()
    finally:
        flower.stop()
