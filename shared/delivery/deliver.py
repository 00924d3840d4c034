"""Puts a season's finished files in place, removes those that it no longer has, and writes the manifest and the report last."""

import fcntl
import filecmp
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from shared.delivery import placing, report
from shared.delivery.manifest import Manifest
from shared.delivery.paths import Inside
from shared.errors import InputError, NotFound
from shared.store.store import Away, Source, brought, sha256_of

PRODUCTS = "products"
"""Below this folder are the scenes' products, as hard links to the store's files."""


def deliver(manifest: Manifest, sources: Mapping[str, Source], folder: Path) -> None:
    """Bring `folder` to what `manifest` says. `sources` maps each path that it names to the file in the store.

    What is in place already is left alone, and not fetched from a store that is elsewhere, so that delivering again is quick; only
    files that an earlier manifest here names are ever removed. Killed at any moment, the next delivery completes it; deliveries at
    the same time wait for each other.
    Raises InputError for a path that leads out of the folder or that only one of the two arguments names, NotFound for a source
    that is gone, BadOutput for one that is damaged, OSError where the folder cannot be written.
    """
    _check_same(set(manifest.files()), set(sources))
    with delivering(folder) as delivery:
        delivery.place(manifest, sources)


class Delivery:
    """A delivery under way; only one at a time has a folder. Use `delivering`."""

    def __init__(self, folder: Path) -> None:
        self.previous = _previous(folder)
        """The manifest of the delivery before."""
        self._inside = Inside(folder)

    def place(self, manifest: Manifest, sources: Mapping[str, Source]) -> None:
        """Put files in place, remove what no longer belongs, and write manifest and report. Raises as `deliver` does."""
        named = manifest.files()
        _check_same(set(named), set(sources))
        targets = {path: self._inside.path(path) for path in named}
        placing.sweep(self._inside.folder)
        before = self.previous.files() if self.previous else {}
        placed = 0
        for path, sha256 in named.items():
            known = sha256 if path in before and before[path] == sha256 else None
            placed += _place(path, sources[path], targets[path], sha256, known)
        _remove(set(before) - set(named), self._inside)
        _describe(manifest, self.previous, self._inside.folder, changed=placed > 0)


@contextmanager
def delivering(folder: Path) -> Iterator[Delivery]:
    """Hold a folder over the collecting of a manifest and its delivery: an older one can then never overwrite a newer one."""
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        yield Delivery(folder)


def _check_same(named: set[str], given: set[str]) -> None:
    if missing := sorted(named - given):
        raise InputError(f"cannot deliver: the manifest names {missing[0]!r}, for which no source is given")
    if extra := sorted(given - named):
        # It could never be removed again.
        raise InputError(f"cannot deliver {extra[0]!r}: the manifest does not name it")


def _place(path: str, source: Source, target: Path, sha256: str | None, known: str | None) -> bool:
    """Put one file in place; whether there was anything to do. `known` is the digest of what was delivered there before."""
    is_product = path.startswith(f"{PRODUCTS}/")
    try:
        if _is_in_place(source, target, known):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        (placing.link if is_product else placing.copy)(brought(source), target, sha256)
    except FileNotFoundError:
        what = path if isinstance(source, Away) else f"{source}, to be delivered as {path!r},"
        raise NotFound(f"{what} is no longer in the store; resume the season to make it again") from None
    return True


def _is_in_place(source: Source, target: Path, known: str | None) -> bool:
    wanted = None if isinstance(source, Away) else source.stat()
    try:
        present = target.lstat()
    except FileNotFoundError:
        return False
    if isinstance(source, Away):
        return source.looks_like(present) and (known is not None or sha256_of(target) == source.sha256)
    assert wanted is not None
    if os.path.samestat(wanted, present):
        return True
    if (wanted.st_size, wanted.st_mtime_ns) != (present.st_size, present.st_mtime_ns):
        return False
    # Files without a recorded digest are small: subtitles and pictures.
    return known is not None or filecmp.cmp(source, target, shallow=False)


def _previous(folder: Path) -> Manifest | None:
    """The manifest of the delivery before, or None where there is none that can be read; then nothing of it is removed."""
    try:
        return Manifest.read(folder / "manifest.json")
    except (InputError, FileNotFoundError):
        return None


def _remove(paths: set[str], inside: Inside) -> None:
    """Remove files of the delivery before, and the folders that this empties."""
    for path in sorted(paths):
        target = inside.path(path)
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == inside.folder or not _remove_empty(parent):
                break


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _describe(manifest: Manifest, previous: Manifest | None, folder: Path, *, changed: bool) -> None:
    """Write the manifest and the report, unless they say the same already."""
    page = folder / "report.html"
    digest = report.digest(manifest)
    if changed or report.digest_of(page) != digest:
        placing.write_text(page, report.render(manifest, folder))
    if changed or previous is None or report.digest(previous) != digest:
        placing.write_text(folder / "manifest.json", manifest.to_json())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel lets go of it when the process ends, however it ends."""
    with (folder / ".delivery.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
