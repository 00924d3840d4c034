"""What a product made for the purpose looks like, and what makes its files."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import imageio_ffmpeg

from shared.line.request import Request
from shared.line.requests import Format, Look, StageName
from worker.studio.engine import Input, Made

FORMAT = Format(width=480, height=854, fps=24)
SECONDS = 5.0

LOOKS = {
    look.name: look
    for look in (
        Look(name="Lin", gender="female", age=24, appearance="long black hair, white dress", seed=1),
        Look(name="Chen", gender="male", age=32, appearance="short black hair, dark suit", seed=2),
        Look(name="Grandma", gender="female", age=70, appearance="grey hair", seed=3),
        Look(name="Boy", gender="male", age=8, appearance="school uniform", seed=4),
        Look(name="Mei", gender="female", age=28, appearance="red hair, glasses", seed=5),
        Look(name="Bo", gender="male", age=55, appearance="beard, grey hair", seed=6),
    )
}


@dataclass(frozen=True)
class Case:
    """A product with what it was ordered by."""

    request: Request
    made: Made
    inputs: Mapping[str, Input] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """A good product (`gates` is empty), or a bad one that any of `gates` ought to find. `make` leaves its files in a folder.

    `make` raises LookupError where what it is made of is not installed.
    """

    name: str
    stage: StageName
    make: Callable[[Path], Case]
    gates: tuple[str, ...] = ()


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg. Raises RuntimeError with its own words."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-threads", "1", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"ffmpeg: {done.stderr.decode(errors='replace').strip()[-400:]}")
