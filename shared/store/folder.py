"""The artifact store in a folder: one folder a product, put in place by a rename, so that it is whole or absent."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from shared.store.product import Product
from shared.store.store import RECORD, Held, Store, seal, sync, write_whole

OLD_WORKSPACE_S = 3600.0
IDENTITY = "store-id"
"""The file that tells one store from another."""


class FolderStore(Store):
    """Products under `root/ab/abcd…/`. Safe for any number of processes that share the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.root)

    def find(self, key: str) -> Product | None:
        """The product's record, or None; one whose files are not all there, at their sizes, is as good as absent and is made again."""
        folder = self.folder(key)
        try:
            product = Product.model_validate_json((folder / RECORD).read_bytes())
            whole = all((folder / file.name).stat().st_size == file.size_bytes for file in product.files.values())
        except (FileNotFoundError, ValidationError):
            return None
        return product if whole else None

    def folder(self, key: str) -> Path:
        """Where the product's files are, or will be."""
        return self.root / key[:2] / key

    def path(self, product: Product, role: str) -> Path:
        """One file of a product. Raises KeyError where it has none of that role."""
        return self.folder(product.key) / product.files[role].name

    def _new_workspace(self) -> Path:
        # On the store's own file system: products are put by a rename.
        parent = self.root / "tmp"
        parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=parent))

    def clear_workspaces(self) -> None:
        clear_old(self.root / "tmp")

    def _keep(self, product: Product, folder: Path) -> Product:
        record = folder / RECORD
        record.write_text(product.model_dump_json(), encoding="utf-8")
        sync(record)
        target = self.folder(product.key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError:
            # Another process was first; or a folder without its record is in the way, which nobody can use.
            if (first := self.find(product.key)) is not None:
                return first
            shutil.rmtree(target)
            folder.rename(target)
        sync(target.parent)
        return product

    def put_upload(self, source: Path, key: str) -> None:
        target = self.upload(key)
        if target.exists():
            return
        with self.workspace() as folder:
            copy = folder / key
            shutil.copyfile(source, copy)
            seal(copy)
            target.parent.mkdir(parents=True, exist_ok=True)
            copy.replace(target)

    def has_upload(self, key: str) -> bool:
        return self.upload(key).exists()

    def upload(self, key: str) -> Path:
        """Where a file of the user's is kept."""
        return self.root / "uploads" / key

    def keep_note(self, name: str, content: bytes) -> None:
        write_whole(self.root / name, content)

    def note(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None

    def forget_notes(self, start: str) -> None:
        beginning = self.root / start
        for file in beginning.parent.glob(f"{beginning.name}*"):
            file.unlink(missing_ok=True)

    def session(self) -> AbstractContextManager[None]:
        """Nothing is fetched, and nothing goes by itself."""
        return nullcontext()

    def identity(self) -> str:
        file = self.root / IDENTITY
        if not file.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            with self.workspace() as folder, suppress(FileExistsError):
                (folder / IDENTITY).write_text(uuid4().hex, encoding="ascii")
                # A link, unlike a rename, leaves what another process was first with.
                file.hardlink_to(folder / IDENTITY)
        return file.read_text(encoding="ascii").strip()

    def products(self) -> Iterator[Held]:
        for shelf in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for folder in _scan(shelf):
                yield _held(folder)

    def remove(self, key: str) -> None:
        # Gone whole, at once: whoever makes it anew meanwhile neither finds half of it nor loses files of its own.
        with self.workspace() as folder, suppress(FileNotFoundError):
            self.folder(key).rename(folder / key)

    def uploads(self) -> Iterator[Held]:
        for file in _scan(self.root / "uploads"):
            with suppress(FileNotFoundError):
                about = file.stat()
                yield Held(file.name, about.st_size, about.st_mtime)

    def remove_upload(self, key: str) -> None:
        self.upload(key).unlink(missing_ok=True)


def clear_old(workspaces: Path) -> None:
    """Remove the folders that nobody has touched for longer than any work takes."""
    for folder in workspaces.glob("*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLD_WORKSPACE_S:
                shutil.rmtree(folder, ignore_errors=True)


def _held(folder: Path) -> Held:
    files = {file.name: file.stat() for file in _scan(folder)}
    record = files.get(RECORD)
    at_s = record.st_mtime if record else max((about.st_mtime for about in files.values()), default=0.0)
    return Held(folder.name, sum(about.st_size for about in files.values()), at_s, is_whole=record is not None)


def _scan(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            yield Path(entry.path)
