"""Paths inside a delivery: relative, with forward slashes, and never leading out of the folder (I10)."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from shared.errors import InputError
from shared.production import Episode

_LONGEST_CHARACTERS = 400
# Windows takes `C:` for a drive and `:` for a stream, and a player on another system must be able to open the files.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_OURS = frozenset({"manifest.json", "report.html", ".delivery.lock"})


def check_relative(path: str) -> str:
    """The same path, when it is one that may be delivered. Raises ValueError that says what is wrong with it."""
    parts = path.split("/")
    if not path or path.startswith("/") or any(part in {"", ".", ".."} for part in parts):
        raise ValueError(f"{path!r} is not a path below the delivery's folder, such as 'products/E01/S03/video.mp4'")
    if _FORBIDDEN.search(path) or len(path) > _LONGEST_CHARACTERS:
        raise ValueError(f"{path!r} has characters or a length that not every system can store; use letters, digits, '-', '_' and '.'")
    if path.lower() in _OURS:
        raise ValueError(f"{path!r} is written by the delivery itself; give the file another name")
    return path


def film_stem(episode: Episode) -> str:
    """Where an episode's own files are, without what their names end in: `E01`, and of a dub `dubs/en/E01`."""
    name = f"E{episode.of:02d}"
    return f"dubs/{episode.dub}/{name}" if episode.dub else name


RelativePath = Annotated[str, AfterValidator(check_relative)]
"""A path relative to the manifest, with forward slashes."""


class Inside:
    """Resolves relative paths below one folder, and refuses those that a symbolic link would lead out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._checked: set[Path] = {self.folder}

    def path(self, relative: str) -> Path:
        """Where the file is, or will be. Raises InputError when that is not below the folder."""
        try:
            check_relative(relative)
        except ValueError as error:
            raise InputError(f"cannot deliver: {error}") from None
        target = self.folder.joinpath(*relative.split("/"))
        # Thousands of files share few parents, so each parent is resolved once.
        if target.parent not in self._checked:
            if not target.parent.resolve().is_relative_to(self.folder):
                raise InputError(f"cannot deliver {relative!r}: {target.parent} leads out of {self.folder}; remove that link")
            self._checked.add(target.parent)
        return target
