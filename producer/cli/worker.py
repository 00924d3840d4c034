"""`cliffhanger worker KIND`: becomes one worker of the line, of the kind that is named."""

import os
from typing import Annotated, NoReturn

import typer

from producer.intake.keys import keyed_by, missing_keys, unfit_keys
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.errors import InputError, SettingsError
from shared.queues import queue_of
from shared.services import PACKAGES, WORKERS, WorkerKind, celery_command, worker_environment
from shared.settings import load_settings

Kind = Annotated[
    WorkerKind,
    typer.Argument(metavar="KIND", help="media (draws, speaks, joins), paid (asks providers) or control (keeps the books of the line)."),
]
Concurrency = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, max=512, help="How much is done at once; media: processes (a core each), else threads (8, 4)."),
]
Vendors = Annotated[
    str | None, typer.Option("--vendors", metavar="A,B", help="paid: the vendors to ask, instead of all whose keys are there.")
]
Name = Annotated[str | None, typer.Option("--name", help="The worker's name before the @, which no other on this machine may have.")]


def worker(kind: Kind, concurrency: Concurrency = None, vendors: Vendors = None, name: Name = None) -> NoReturn:
    """Work for the line whose Redis is CLIFFHANGER_REDIS_URL, until stopped: SIGTERM lets what is in hand end first."""
    settings = load_settings()
    if settings.state_url is None:
        raise SettingsError("CLIFFHANGER_REDIS_URL is not set; a worker needs the Redis that its producers use")
    if vendors is not None and kind != "paid":
        raise InputError(f"--vendors {vendors}: only paid workers ask vendors; drop it, or start 'cliffhanger worker paid'")
    queues = paid_queues(load_catalogue(settings), vendors) if kind == "paid" else WORKERS[kind].queues
    if kind == "media":
        concurrency = concurrency or settings.media_processes
    # The process stays, so its id tells workers of one machine apart.
    command = celery_command(kind, queues=queues, concurrency=concurrency, name=name or f"{kind}-{os.getpid()}", is_watched=True)
    environment = worker_environment(settings)
    # Celery puts the folder that it is started in first on the import path: a folder named "worker" in the user's would be run.
    os.chdir(PACKAGES)
    os.execve(command[0], command, environment)  # noqa: S606  # there is no shell to want


def paid_queues(catalogue: Catalogue, vendors: str | None = None) -> list[str]:
    """The queues of the vendors that are named, else of all whose keys are there.

    Raises InputError for a vendor that there is not, or whose key there is not, and where no key is there at all.
    """
    has_keys = keyed_by(catalogue)
    asked = [name for name, vendor in catalogue.vendors.items() if isinstance(vendor, HttpVendor)]
    if vendors is None:
        chosen = [name for name in asked if has_keys(name)]
        if not chosen:
            raise InputError("no vendor's key is there, so a paid worker has nobody to ask; 'cliffhanger providers' lists the keys' names")
        return [queue_of(name) for name in chosen]
    chosen = list(dict.fromkeys(filter(None, (name.strip() for name in vendors.split(",")))))
    if not chosen:
        raise InputError("--vendors names nobody; give vendors, comma-separated, or drop it")
    for name in chosen:
        if name not in asked:
            raise InputError(f"--vendors: there is no vendor {name[:60]!r}; there are: {', '.join(asked)}")
        vendor = catalogue.vendors[name]
        for missing in missing_keys(vendor):
            raise InputError(f"--vendors: {name} needs {missing}, which is not set")
        for wrong in unfit_keys(vendor):
            raise InputError(f"--vendors: {name}: {wrong}")
    return [queue_of(name) for name in chosen]
