"""What every export looks like: it makes the files of one product in a folder, under the paths at which they are handed over.

How to write one: a module with `make(work) -> Made`, listed in `EXPORTS` (worker/exports/registry.py) under its name in `FORMS`
(shared/exports/forms.py). Equal work must give files that are equal byte for byte.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.exports.request import ExportRequest
from shared.state.season import SeasonState
from shared.store.product import Product
from shared.store.store import Store
from worker.studio.engine import Made


@dataclass(frozen=True)
class Work:
    """An export to be made in `folder`, which is its own; the season's state is for what a whole season is made of."""

    request: ExportRequest
    state: SeasonState
    store: Store
    folder: Path

    def episode(self) -> Product:
        """The finished episode. Raises NotFound."""
        return self.store.get(self.request.episode)


Export = Callable[[Work], Made]


@dataclass
class Files:
    """The files of an export by their paths in what is handed over, and which of them are told of, with what they are."""

    folder: Path
    paths: dict[str, str] = field(default_factory=dict)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def new(self, path: str) -> Path:
        """Where to write the file of that path."""
        # A product's folder is flat.
        self.paths[path] = path.replace("/", "-")
        return self.folder / self.paths[path]

    def link(self, source: Path, path: str) -> Path:
        """Take a file of the store as it is: a link, so that it needs no room; a copy where that cannot be."""
        target = self.new(path)
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
        return target

    def show(self, path: str, *, seconds: float | None = None, language: str = "") -> None:
        """Tell of a file; the others are what it needs."""
        about = {"seconds": seconds, "language": language}
        self.shown.append({"path": path, **{name: value for name, value in about.items() if value}})

    def made(self, **facts: Any) -> Made:
        """The product."""
        return Made(self.paths, {"shown": self.shown, **facts})
