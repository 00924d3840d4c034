"""`cliffhanger up`: a line of one machine that stays: Redis, workers, Flower and metrics."""

import socket
import time
from typing import IO, Annotated

import typer
from rich.markup import escape

from producer.embedded.run import card_in, lock_of, open_folder, take
from producer.embedded.serving import Serving
from producer.embedded.up import up_folder
from producer.watch import people_console
from shared.errors import InputError
from shared.settings import Settings, load_settings
from shared.store.open import open_store

LOOKING_S = 1.0
FLOWER_PORT, METRICS_PORT = 5555, 9808

Host = Annotated[
    str,
    typer.Option(
        "--host", help="Where Flower and metrics listen; an address that others reach needs CLIFFHANGER_FLOWER_AUTH=user:password."
    ),
]
FlowerPort = Annotated[int | None, typer.Option("--flower-port", min=0, max=65535, help="Flower's port; 0 is any free one. Usually 5555.")]
MetricsPort = Annotated[
    int | None, typer.Option("--metrics-port", min=0, max=65535, help="The metrics' port; 0 is any free one. Usually 9808.")
]


def up(host: Host = "127.0.0.1", flower_port: FlowerPort = None, metrics_port: MetricsPort = None) -> None:
    """Keep Redis, workers, Flower and metrics running on this machine until Ctrl-C; 'produce' and all the others find them.

    Seasons that were ordered here go on when it is started again. One that was produced without it keeps its own Redis.
    """
    settings = load_settings()
    if settings.state_url or settings.broker_url:
        raise InputError(
            "CLIFFHANGER_REDIS_URL (or LEDGER_URL, BROKER_URL) is set, and 'up' brings its own Redis; unset it, or start 'cliffhanger "
            "worker' for that line"
        )
    from producer.flower.password import password_for  # noqa: PLC0415  # with Flower's own parts, which only this command needs

    password_for(host, settings.flower_auth)
    ports = {"flower": _port(host, "flower", flower_port, FLOWER_PORT), "metrics": _port(host, "metrics", metrics_port, METRICS_PORT)}
    folder = up_folder(settings)
    with lock_of(folder) as lock:
        if not _take_soon(lock):
            card = card_in(folder) or {}
            who = "'cliffhanger up' is running already" if card.get("serves") == "all" else "another command has the seasons of 'up' open"
            raise InputError(f"{who} (process {card.get('pid', 'unknown')}, {folder}); 'cliffhanger produce' orders there")
        services = {name: (name, "--host", host, "--port", str(port)) for name, port in ports.items()}
        with open_folder(settings, folder, lock) as run:
            _serve(Serving(settings, run, dict(services), _say), settings, host, ports)


def _serve(serving: Serving, settings: Settings, host: str, ports: dict[str, int]) -> None:
    client = serving.start()
    open_store(settings).clear_workspaces()
    shown = f"[{host}]" if ":" in host else host
    _say(f"up: Flower at http://{shown}:{ports['flower']}, metrics at http://{shown}:{ports['metrics']}/metrics; Ctrl-C ends it")
    serving.stay(client)


def _take_soon(lock: IO[str]) -> bool:
    """Take the lock; a command that only looks whether somebody has it holds it for a moment."""
    deadline = time.monotonic() + LOOKING_S
    while not take(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOKING_S / 20)
    return True


def _say(line: str) -> None:
    people_console().print(escape(line), soft_wrap=True)


def _port(host: str, service: str, wanted: int | None, usual: int) -> int:
    """A port that is free now: the one that is wanted, else the usual one or any. Raises InputError."""
    for port in (wanted,) if wanted is not None else (usual, 0):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return int(probe.getsockname()[1])
            except OSError as error:
                why = error.strerror or str(error)
    raise InputError(f"--{service}-port {wanted or usual} at {host}: cannot listen there ({why}); give another port, or 0 for a free one")
