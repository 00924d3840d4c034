"""Puts exports beside a season's episodes: media as links to the store, what people edit as copies, nothing half-written."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shared.delivery import placing
from shared.delivery.deliver import delivering
from shared.delivery.paths import Inside
from shared.errors import NotFound
from shared.store.product import Product
from shared.store.store import Away, Source, Store, brought

FOLDER = "exports"
RECORD = "exports.json"
"""Which files each export has put there, so that those of an earlier one can be removed."""

# Links cannot be changed in place, and need no room; an editor saves subtitles and edits where they are.
_LINKED = frozenset({".mp4", ".wav", ".zip"})


@dataclass(frozen=True)
class Placed:
    """An export to be put in place. `owner` names it among the others, `folder` is where its files go, below `exports/`."""

    owner: str
    folder: str
    product: Product

    def path(self, role: str) -> str:
        """Where a file goes, below `exports/`."""
        return f"{self.folder}/{role}" if self.folder else role


def place_exports(season_folder: Path, placed: Iterable[Placed], store: Store) -> Path:
    """Put exports into `season_folder`/exports and answer that folder; what an earlier export of the same owners had is removed.

    What is in place already is left alone. Raises NotFound where the store lacks a file, InputError for a path that leads out,
    OSError where the folder cannot be written.
    """
    folder = season_folder / FOLDER
    with delivering(season_folder):
        folder.mkdir(exist_ok=True)
        inside = Inside(folder)
        record = _read(folder / RECORD)
        for one in placed:
            paths = {one.path(role): role for role in one.product.files}
            for path, role in paths.items():
                _put(store.source(one.product, role), inside.path(path), one.product.files[role].sha256)
            for path in set(record.get(one.owner, ())) - set(paths):
                inside.path(path).unlink(missing_ok=True)
            record[one.owner] = sorted(paths)
        _write(folder / RECORD, record)
    return folder


def _put(there: Source, target: Path, sha256: str) -> None:
    with suppress(FileNotFoundError):
        if isinstance(there, Away) and there.looks_like(target.lstat()):
            return
    source = brought(there)
    try:
        wanted = source.stat()
        with suppress(FileNotFoundError):
            present = target.lstat()
            same_copy = (wanted.st_size, wanted.st_mtime_ns) == (present.st_size, present.st_mtime_ns)
            if os.path.samestat(wanted, present) or same_copy:
                return
        target.parent.mkdir(parents=True, exist_ok=True)
        (placing.link if target.suffix in _LINKED else placing.copy)(source, target, sha256)
    except FileNotFoundError:
        raise NotFound(f"{source} is no longer in the store; give the command again to make it anew") from None


def _read(path: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(owner): [str(each) for each in paths] for owner, paths in found.items()} if isinstance(found, dict) else {}


def _write(path: Path, record: Mapping[str, list[str]]) -> None:
    text = json.dumps(dict(sorted(record.items())), ensure_ascii=False, indent=1) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        placing.write_text(path, text)
