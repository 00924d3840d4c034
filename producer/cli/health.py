"""`cliffhanger health`: whether the worker of this machine or container is well, by its heartbeat."""

from pathlib import Path
from typing import Annotated

import typer

from producer.watch import people_console
from shared.errors import SettingsError
from shared.heartbeat import read_health
from shared.settings import load_settings

File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The heartbeat; CLIFFHANGER_HEARTBEAT if not given.")]
Ready = Annotated[bool, typer.Option("--ready", help="Also fail while it waits for the broker and takes no work.")]


def health(file: File = None, ready: Ready = False) -> None:
    """Look at a worker's heartbeat: exit code 0 where its main loop turns, 1 where it should be started again."""
    path = file or load_settings().heartbeat
    if path is None:
        raise SettingsError("CLIFFHANGER_HEARTBEAT is not set; give the worker and this command the same file in it")
    found = read_health(path.expanduser())
    people_console().print(found.text, markup=False, soft_wrap=True)
    raise typer.Exit(0 if (found.is_ready if ready else found.is_alive) else 1)
