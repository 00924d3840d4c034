"""`cliffhanger flower`: the page that shows tasks and workers."""

import logging
import re
from typing import Annotated

import typer

from shared.errors import InputError, SettingsError
from shared.log import configure_logging
from shared.settings import load_settings

log = logging.getLogger(__name__)

Host = Annotated[
    str, typer.Option("--host", help="The address to listen at; one that other machines reach needs CLIFFHANGER_FLOWER_AUTH=user:password.")
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 is any free one.")]
Prefix = Annotated[str, typer.Option("--prefix", help="The path under which a proxy shows it, such as /flower.")]

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")


def flower(host: Host = "127.0.0.1", port: Port = 5555, prefix: Prefix = "") -> None:
    """Show tasks and workers as a web page (Flower), for looking only. Runs until it is stopped."""
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    broker_url = settings.broker_url or settings.redis_url
    if broker_url is None:
        raise SettingsError("CLIFFHANGER_REDIS_URL is not set; Flower shows the workers of a line, so give the Redis that they use")
    if prefix and (not _PREFIX.fullmatch(prefix) or not prefix.strip("/")):
        raise InputError(f"--prefix {prefix[:60]!r} is no path; give one such as /flower")
    from producer.flower.password import password_for  # noqa: PLC0415  # with what follows
    from producer.flower.serve import serve  # noqa: PLC0415  # Tornado and Celery take half a second, which only this command pays

    password = password_for(host, settings.flower_auth)
    serve(broker_url=broker_url, host=host, port=port, prefix=prefix.rstrip("/"), password=password)
