"""What every store is: products by content key, whole or absent; the user's files; notes that must outlive a worker.

How to write one: a class below `Store`, opened by `open_store` (shared/store/open.py), that passes tests/contract/store.
"""

import hashlib
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import NotFound
from shared.line.need import Need
from shared.line.requests import StageName
from shared.store.product import Product, StoredFile

RECORD = "product.json"
"""The file that makes a product whole: it comes last, and goes first."""

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Held:
    """What a store holds under a key: a product, or a file of the user's. `at_s` is when it came there, in Unix seconds.

    What is not whole is what a death left of a product; nobody sees it but who looks for such.
    """

    key: str
    size_bytes: int
    at_s: float
    is_whole: bool = True


@dataclass(frozen=True)
class Away:
    """A file of a product that is elsewhere, and known here by its record; `bring` fetches it and answers where it is."""

    size_bytes: int
    modified_ns: int
    sha256: str
    bring: Callable[[], Path]

    def looks_like(self, found: os.stat_result) -> bool:
        """Whether a file that was found is as long, and as old: every host gives a product's files one time."""
        return (found.st_size, found.st_mtime_ns) == (self.size_bytes, self.modified_ns)


Source = Path | Away
"""A file to be delivered."""


def brought(source: Source) -> Path:
    """The file on this host. Raises NotFound, StoreAway where it must be fetched and cannot be."""
    return source.bring() if isinstance(source, Away) else source


class Store(ABC):
    """The artifact store. Safe for any number of threads, processes and hosts.

    Any method may raise StoreAway, where what keeps the files cannot be reached, and OSError for a disk of this host.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """Where it is, for people: a folder, or an address without secrets."""

    # Products

    def has(self, key: str) -> bool:
        """Whether the product is there, whole."""
        return self.find(key) is not None

    @abstractmethod
    def find(self, key: str) -> Product | None:
        """The product's record, or None where the product is absent or not whole, which is the same: it is made again."""

    def get(self, key: str) -> Product:
        """The product's record. Raises NotFound."""
        product = self.find(key)
        if product is None:
            raise NotFound(
                f"product {key} is not whole in the store {self.name}: set CLIFFHANGER_STORE to the store it was made in, or produce again"
            )
        return product

    @abstractmethod
    def folder(self, key: str) -> Path:
        """The folder on this host with all files of a product, to be read within the session. Raises NotFound where it must be fetched."""

    @abstractmethod
    def path(self, product: Product, role: str) -> Path:
        """One file of a product on this host, to be read within the session. Raises KeyError where it has none of that role, NotFound."""

    def source(self, product: Product, role: str) -> Source:
        """One file of a product, to be delivered: where it is away it is fetched only if it is not in place. Raises KeyError."""
        return self.path(product, role)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A private folder from which products are put; what is left in it at the end is removed."""
        folder = self._new_workspace()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @abstractmethod
    def _new_workspace(self) -> Path:
        """An empty folder."""

    @abstractmethod
    def clear_workspaces(self) -> None:
        """Remove the workspaces that killed processes left behind: those that nobody has touched for longer than any work takes."""

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
        stored = {role: seal(folder / name) for role, name in files.items()}
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
        return self._keep(product, folder)

    @abstractmethod
    def _keep(self, product: Product, folder: Path) -> Product:
        """Make the sealed files in `folder` the product, unless there is one: answers the one that is there then."""

    # The user's own files

    @abstractmethod
    def put_upload(self, source: Path, key: str) -> None:
        """Keep a file of the user's under the SHA-256 of its bytes."""

    def put_text(self, text: str, key: str) -> None:
        """Keep a text of the user's, cut out of a longer one, under the SHA-256 of its UTF-8."""
        if not self.has_upload(key):
            with self.workspace() as folder:
                (folder / "text").write_text(text, encoding="utf-8", newline="")
                self.put_upload(folder / "text", key)

    @abstractmethod
    def has_upload(self, key: str) -> bool:
        """Whether a file of the user's is there."""

    @abstractmethod
    def upload(self, key: str) -> Path:
        """A file of the user's on this host, to be read within the session; its name is the key. Raises NotFound where it is gone."""

    # Notes

    @abstractmethod
    def keep_note(self, name: str, content: bytes) -> None:
        """Keep a few bytes under a name (`answers/ab/abcd-1`), on disk before this returns, and for all hosts as soon as may be.

        Raises OSError where not even this host could keep it; a store that is away is waited for, and then caught up with.
        """

    @abstractmethod
    def note(self, name: str) -> bytes | None:
        """What was kept under a name."""

    @abstractmethod
    def forget_notes(self, start: str) -> None:
        """Remove all notes whose names begin so."""

    def catch_up(self) -> bool:
        """Have for all hosts what only this one has kept yet, if that is possible now; whether nothing waits any more."""
        return True

    # Who reads what is there

    @abstractmethod
    def session(self) -> AbstractContextManager[None]:
        """A span of work: what is fetched and read within it stays on this host until its end."""

    def address(self, path: Path, ttl_s: float) -> str | None:  # noqa: ARG002  # what the others need
        """A public address, for `ttl_s` seconds, of a file that `path`, `folder` or `upload` answered, or of any other on this host.

        None where nobody outside can reach this store.
        """
        return None

    @abstractmethod
    def identity(self) -> str:
        """What tells this store from every other: made when first asked for, and the same for all who share it."""

    # Keeping house

    @abstractmethod
    def products(self) -> Iterator[Held]:
        """All products, and what deaths left of such, in no order that means anything; few are in memory at a time."""

    @abstractmethod
    def remove(self, key: str) -> None:
        """Remove a product: its record first, so that nobody sees half of it. What is absent is no error."""

    @abstractmethod
    def uploads(self) -> Iterator[Held]:
        """All files of the user's."""

    @abstractmethod
    def remove_upload(self, key: str) -> None:
        """Remove a file of the user's. What is absent is no error."""


def seal(path: Path) -> StoredFile:
    """Make a file unchangeable, on disk, and known by its digest."""
    digest = sha256_of(path)
    # Deliveries are hard links to these files: an editor must not change them in place.
    path.chmod(0o444)
    sync(path)
    return StoredFile(name=path.name, sha256=digest, size_bytes=path.stat().st_size)


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk before this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file that is whole or absent, and where it is to last on disk before this returns; its folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with part.open("xb") as stream:
            stream.write(content)
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
