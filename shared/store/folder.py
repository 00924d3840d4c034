"""The artifact store in a folder: one folder a product, put in place by a rename, so that it is whole or absent."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shared.errors import NotFound
from shared.line.need import Need
from shared.line.requests import StageName
from shared.store.product import Product, StoredFile

_RECORD = "product.json"
_CHUNK_BYTES = 1 << 20
OLD_WORKSPACE_S = 3600.0


class FolderStore:
    """Products under `root/ab/abcd…/`. Safe for any number of processes that share the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def has(self, key: str) -> bool:
        """Whether the product is there, whole."""
        return self.find(key) is not None

    def find(self, key: str) -> Product | None:
        """The product's record, or None; one whose files are not all there, at their sizes, is as good as absent and is made again."""
        folder = self.folder(key)
        try:
            product = Product.model_validate_json((folder / _RECORD).read_bytes())
            whole = all((folder / file.name).stat().st_size == file.size_bytes for file in product.files.values())
        except (FileNotFoundError, ValidationError):
            return None
        return product if whole else None

    def get(self, key: str) -> Product:
        """The product's record. Raises NotFound."""
        product = self.find(key)
        if product is None:
            raise NotFound(
                f"product {key} is not whole in the store {self.root}: set CLIFFHANGER_STORE to the store it was made in, or produce again"
            )
        return product

    def folder(self, key: str) -> Path:
        """Where the product's files are, or will be."""
        return self.root / key[:2] / key

    def path(self, product: Product, role: str) -> Path:
        """One file of a product. Raises KeyError where it has none of that role."""
        return self.folder(product.key) / product.files[role].name

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A private folder on the store's own file system; what is left in it at the end is removed."""
        parent = self.root / "tmp"
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, need: Need, folder: Path, files: Mapping[str, str], facts: Mapping[str, Any], **about: Any) -> Product:
        """Move the product of a need into the store; `about` as in `put_product`."""
        return self.put_product(key=need.key, stage=need.stage, folder=folder, files=files, facts=facts, **{"model": need.model, **about})

    def put_product(
        self,
        *,
        key: str,
        stage: StageName,
        model: str,
        folder: Path,
        files: Mapping[str, str],
        facts: Mapping[str, Any],
        started_at: float,
        finished_at: float,
        cost_micros: int = 0,
        provider_job_id: str | None = None,
    ) -> Product:
        """Move the product in a workspace `folder` into the store. Where another process was first, its product stays."""
        stored = {role: _seal(folder / name) for role, name in files.items()}
        product = Product(
            key=key,
            stage=stage,
            model=model,
            files=stored,
            facts=dict(facts),
            started_at=started_at,
            finished_at=finished_at,
            cost_micros=cost_micros,
            provider_job_id=provider_job_id,
        )
        for extra in folder.iterdir():
            if extra.name not in files.values():
                shutil.rmtree(extra) if extra.is_dir() else extra.unlink()
        record = folder / _RECORD
        record.write_text(product.model_dump_json(), encoding="utf-8")
        _sync(record)
        target = self.folder(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError:
            # Another process was first; or a folder without its record is in the way, which nobody can use.
            if (first := self.find(key)) is not None:
                return first
            shutil.rmtree(target)
            folder.rename(target)
        _sync(target.parent)
        return product

    def put_upload(self, source: Path, key: str) -> None:
        """Keep a file of the user's under the SHA-256 of its bytes."""
        target = self.upload(key)
        if target.exists():
            return
        with self.workspace() as folder:
            copy = folder / key
            shutil.copyfile(source, copy)
            _seal(copy)
            target.parent.mkdir(parents=True, exist_ok=True)
            copy.replace(target)

    def put_text(self, text: str, key: str) -> None:
        """Keep a text of the user's, cut out of a longer one, under the SHA-256 of its UTF-8."""
        if not self.upload(key).exists():
            with self.workspace() as folder:
                (folder / "text").write_text(text, encoding="utf-8", newline="")
                self.put_upload(folder / "text", key)

    def upload(self, key: str) -> Path:
        """Where a file of the user's is kept."""
        return self.root / "uploads" / key

    def clear_workspaces(self) -> None:
        """Remove the workspaces that killed processes left behind: those that nobody has touched for longer than any work takes."""
        for folder in (self.root / "tmp").glob("*"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > OLD_WORKSPACE_S:
                    shutil.rmtree(folder, ignore_errors=True)


def _seal(path: Path) -> StoredFile:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    # Deliveries are hard links to these files: an editor must not change them in place.
    path.chmod(0o444)
    _sync(path)
    return StoredFile(name=path.name, sha256=digest.hexdigest(), size_bytes=path.stat().st_size)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
