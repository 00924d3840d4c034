"""What every offline engine looks like: it makes the files of one product in a folder, and tells its facts.

How to write one: a module-level function `make(request, inputs, folder) -> Made`, listed in `worker/studio/registry.py`.
Equal requests and inputs must give files that are equal byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from shared.line.request import Request

R_contra = TypeVar("R_contra", bound=Request, contravariant=True)


@dataclass(frozen=True)
class Input:
    """A product made before: its folder, its files by role, its facts."""

    key: str
    folder: Path
    files: Mapping[str, str]
    facts: Mapping[str, Any]

    def path(self, role: str) -> Path:
        """The file of that role. Raises KeyError where the product has none."""
        return self.folder / self.files[role]


@dataclass(frozen=True)
class Made:
    """Files that an engine left in its folder, role to file name, and what it says of them (JSON values only)."""

    files: dict[str, str]
    facts: dict[str, Any] = field(default_factory=dict)


class Engine(Protocol[R_contra]):
    """An offline engine."""

    def __call__(self, request: R_contra, inputs: Mapping[str, Input], folder: Path) -> Made:
        """Make the product of `request` in `folder`; `inputs` are by content key. Raises StageFailed."""
        ...
