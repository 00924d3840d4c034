"""What every stage looks like.

How to write one: a module with a `STAGE`, listed in `LINE` (worker/stages/registry.py). What the stage needs, hence its content
key, is beside the season's other needs in `shared/line`. A stage that providers can make says in `paid` what it asks of them, in
the words of the catalogue's placeholders (docs/catalogue.md), and how what comes back becomes its product.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.catalogue.models import Model
from shared.line.requests import StageName
from worker.studio.engine import Engine, Input, Made

Accept = Callable[[Any, Path, Made], None]
"""(request, folder, made): raises BadOutput unless every file is what was asked for (I11)."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a provider: values by the catalogue's placeholders, files by role (image, video, audio).

    `timeout_s` is how long its answer is waited for; None is as long as the catalogue's row says.
    """

    values: Mapping[str, Any]
    files: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    timeout_s: float | None = None


def never(_request: Any, _inputs: Mapping[str, Input], _folder: Path) -> Made | None:
    """Of a stage whose products always have to be asked for."""
    return None


@dataclass(frozen=True)
class Paid:
    """The stage as providers make it.

    `ask` may write files into its folder. `check` raises BadOutput for a file that is none of the kind. `finish` makes the
    product of the raw file (role `raw`); where that is `heavy`, the workers of the media queue do it. `seconds` is the length
    that is billed, where the request alone does not tell it; `as_sent` the request as it is billed, where its inputs are a part of it.
    `keeps_source` where the address that a product came from is told. `needless` makes the product of what is there already, where
    nothing has to be asked for; None where it has. Where `finish` judges
    whatever a language model says, a refusal or nothing too, `refused` makes the product of the words by which all of them refused.
    """

    ask: Callable[[Any, Model, Mapping[str, Input], Path], Asked]
    check: Callable[[Path], object]
    finish: Callable[[Any, Input, Mapping[str, Input], Path], Made]
    heavy: bool = False
    seconds: Callable[[Any, Mapping[str, Input]], float | None] = lambda _request, _inputs: None
    as_sent: Callable[[Any, Mapping[str, Input]], Any] = lambda request, _inputs: request
    keeps_source: bool = False
    needless: Callable[[Any, Mapping[str, Input], Path], Made | None] = never
    refused: Callable[[str, Path], Made] | None = None


@dataclass(frozen=True)
class Stage:
    """One stage. `makers` are those that need no provider: ffmpeg, or the user's own file."""

    name: StageName
    accept: Accept
    makers: Mapping[str, Engine[Any]] = field(default_factory=dict)
    paid: Paid | None = None

    @property
    def refused(self) -> Callable[[str, Path], Made] | None:
        """What makes a product of refusals, where the stage takes those for answers."""
        return None if self.paid is None else self.paid.refused
