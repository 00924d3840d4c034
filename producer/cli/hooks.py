"""`cliffhanger hooks`: the service that providers call back."""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from producer.cli import interrupts
from producer.embedded.up import LiveUp, live_up
from producer.intake.keys import missing_keys
from shared.catalogue import load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.errors import CliffhangerError, InputError, MissingPart, SettingsError
from shared.keys import KeyRing, key_ring
from shared.log import configure_logging
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    import uvicorn

log = logging.getLogger(__name__)

LOOK_S = 1.0

Host = Annotated[str, typer.Option("--host", help="The address to listen at; a proxy with TLS stands before it.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 is any free one.")]


def hooks(host: Host = "127.0.0.1", port: Port = 8800) -> None:
    """Take providers' callbacks, so that a finished job is collected at once. Runs until it is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    up = None if settings.state_url else live_up(settings)
    if up is not None and up.serves_all:
        settings = up.settings
    if settings.state_url is None:
        raise SettingsError(
            "CLIFFHANGER_REDIS_URL is not set, and no 'cliffhanger up' runs; callbacks wake the workers of a line, so give the Redis that "
            "they use"
        )
    try:
        from producer.hooks import service  # noqa: PLC0415  # an optional part
    except ImportError as error:
        raise MissingPart(f"the package {error.name} is missing; install this part with: pip install 'cliffhanger[hooks]'") from None
    ring = key_ring(settings)
    environment = _environment(ring)
    server = service.build_server(settings, environment)
    try:
        listening = service.listen(host, port)
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: cannot listen there ({error.strerror or error})") from None
    for line in _to_know(settings, ring, environment):
        log.warning("%s", line)
    log.info("listening at http://%s:%d", f"[{host}]" if ":" in host else host, listening.getsockname()[1])
    # A service that is asked to stop has done its work.
    with suppress(KeyboardInterrupt, interrupts.Interrupted):
        if up is not None:
            threading.Thread(target=_end_with, args=(up, server), name="up", daemon=True).start()
        server.run(sockets=[listening])
    if up is not None and not up.is_there():
        raise CliffhangerError("'cliffhanger up' has ended, whose workers were woken; start that, then this again")


def _end_with(up: LiveUp, server: "uvicorn.Server") -> None:
    """End the service when `up` has ended: the next one's Redis is at another address. Runs until then."""
    while up.is_there():
        time.sleep(LOOK_S)
    server.should_exit = True


def _environment(ring: KeyRing) -> dict[str, str]:
    """Variables by name: of the environment; of secret files, then of the keys file, what is blank or absent there."""
    given = {name: value for name, value in ring.environment.items() if value.strip()}
    return {**{name: entry.value for name, entry in ring.entries().items()}, **ring.secrets, **given}


def _to_know(settings: Settings, ring: KeyRing, environment: Mapping[str, str]) -> list[str]:
    """What is not as it may be meant, a line each."""
    lines = []
    if settings.hooks_url is None:
        lines.append("CLIFFHANGER_HOOKS_URL is not set; give workers this service's public address in it, or nobody will call")
    elif settings.hooks_url.startswith("http://"):
        lines.append("CLIFFHANGER_HOOKS_URL is not https; whoever sees a callback on its way may repeat it")
    without: list[str] = []
    for name, vendor in load_catalogue(settings).vendors.items():
        webhook = vendor.webhook if isinstance(vendor, HttpVendor) else None
        if not webhook or not webhook.secret_env or webhook.secrets(environment):
            continue
        if missing_keys(vendor, ring):
            without.append(f"{name} ({' or '.join(webhook.secret_env)})")
        else:
            lines.append(f"{name}: {' and '.join(webhook.secret_env)} is not set; its callbacks are refused, and its jobs only polled")
    if without:
        # This host need not have the keys of those whose callbacks it takes.
        lines.append(f"without a signing secret, callbacks are refused of {', '.join(without)}; of no matter where nobody asks them")
    return lines
