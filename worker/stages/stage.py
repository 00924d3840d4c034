"""What every stage looks like.

How to write one: a module with a `STAGE`, listed in `LINE` (worker/stages/registry.py). What the stage needs, hence its content
key, is beside the season's other needs in `shared/line`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.line.requests import StageName
from worker.studio.engine import Engine, Made

Accept = Callable[[Any, Path, Made], None]
"""(request, folder, made): raises BadOutput unless every file is what was asked for (I11)."""


@dataclass(frozen=True)
class Stage:
    """One stage. `makers` are those that need no provider: ffmpeg, or the user's own file."""

    name: StageName
    accept: Accept
    makers: Mapping[str, Engine[Any]] = field(default_factory=dict)
