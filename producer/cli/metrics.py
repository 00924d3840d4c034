"""`cliffhanger metrics`: the service that Prometheus asks."""

import asyncio
import logging
from contextlib import suppress
from typing import Annotated

import typer

from producer.cli import interrupts
from shared.catalogue.access import is_loopback
from shared.errors import InputError
from shared.log import configure_logging
from shared.settings import load_settings

log = logging.getLogger(__name__)

Host = Annotated[str, typer.Option("--host", help="The address to listen at. It has no password: whoever reaches it may read.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 is any free one.")]


def metrics(host: Host = "127.0.0.1", port: Port = 9808) -> None:
    """Tell Prometheus of queues, providers' limits, money and seasons, at /metrics. Runs until it is stopped."""
    from producer.metrics import service  # noqa: PLC0415  # half a second that other commands need not pay
    from producer.metrics.gather import Gatherer  # noqa: PLC0415

    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    gatherer = Gatherer(settings)
    try:
        listening = service.listen(host, port)
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: cannot listen there ({error.strerror or error})") from None
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    if not is_loopback(address):
        log.warning("%s is not loopback: whoever reaches it reads seasons' ids, models and amounts, without a password", host)
    log.info("listening at %s/metrics", address)
    # A service that is asked to stop before it serves has done its work, too.
    with suppress(KeyboardInterrupt, interrupts.Interrupted):
        asyncio.run(service.serve(gatherer.gather, listening))
