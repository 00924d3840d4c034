"""The artifact store in a bucket: files first, the record last, so that a product is whole or absent; read through a cache of this host.

products/KEY/product.json            the record: who puts it first has made the product
products/KEY/<sha256, 16 digits>/NAME   its files; two makers never write to one name, unless it is the same file
uploads/KEY, lent/<sha256>.SUFFIX    the user's files; what providers fetch that is no product's
answers/…, store-id                  notes; what tells this store from others
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import groupby
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError

from shared.errors import NotFound
from shared.store.bucket import Bucket
from shared.store.cache import Cache
from shared.store.fetch import fetch
from shared.store.product import Product, StoredFile
from shared.store.spool import Spool
from shared.store.store import RECORD, Away, Held, Store, sha256_of, write_whole

PRODUCTS, UPLOADS, LENT, IDENTITY = "products", "uploads", "lent", "store-id"
TRUST_S = 600.0
"""For so long a host remembers that a product is there: it never changes, but may be removed."""


class ObjectStore(Store):
    """Products in a bucket. Any number of hosts may share it; processes of one host should share the cache."""

    def __init__(self, bucket: Bucket, cache: Cache) -> None:
        self.bucket = bucket
        self.cache = cache
        self._spool = Spool(cache.root / "spool", partial(bucket.write, patiently=False))

    @property
    def name(self) -> str:
        """The bucket and its endpoint."""
        return str(self.bucket.place)

    # Products

    def find(self, key: str) -> Product | None:
        """One question, unless this host has asked within `TRUST_S`."""
        remembered = self._entry(key) / RECORD
        with suppress(OSError, ValidationError):
            if time.time() - remembered.stat().st_mtime < TRUST_S:
                return Product.model_validate_json(remembered.read_bytes())
        return self._ask(key)

    def _ask(self, key: str) -> Product | None:
        record = self.bucket.read(_record(key))
        try:
            product = Product.model_validate_json(record or b"")
        except ValidationError:
            self._forget(key)
            return None
        self._remember(product)
        return product

    def folder(self, key: str) -> Path:
        product = self.get(key)
        for file in product.files.values():
            self._bring(product, file)
        return self._entry(key)

    def path(self, product: Product, role: str) -> Path:
        return self._bring(product, product.files[role])

    def source(self, product: Product, role: str) -> Away:
        file = product.files[role]
        return Away(file.size_bytes, _modified_ns(product), file.sha256, partial(self._bring, product, file))

    def _new_workspace(self) -> Path:
        return self.cache.workspace()

    def clear_workspaces(self) -> None:
        self.cache.clear_workspaces()

    def _keep(self, product: Product, folder: Path) -> Product:
        files = {_object(product.key, file): file for file in product.files.values()}
        for name, file in files.items():
            self.bucket.write(name, folder / file.name, file.sha256)
        if not self.bucket.write_first(_record(product.key), product.model_dump_json().encode()):
            first = self._ask(product.key)
            if first is not None:
                self.bucket.remove(*set(files) - {_object(first.key, file) for file in first.files.values()})
                return first
            # A record that cannot be read is in the way, which nobody can use.
            self.bucket.write(_record(product.key), product.model_dump_json().encode())
        for file in files.values():
            self._place(product, folder / file.name)
        self._remember(product)
        return product

    # The user's own files

    def put_upload(self, source: Path, key: str) -> None:
        if not self.has_upload(key):
            self.bucket.write(f"{UPLOADS}/{key}", source, key)

    def has_upload(self, key: str) -> bool:
        # What is in the cache may have been removed from the bucket, where others need it.
        return self.bucket.size(f"{UPLOADS}/{key}") is not None

    def upload(self, key: str) -> Path:
        target, name = self._upload(key), f"{UPLOADS}/{key}"
        if not self.cache.kept(target):
            with self.cache.bringing(key) as folder:
                if not self.cache.kept(target):
                    size_bytes = self.bucket.size(name)
                    if size_bytes is None:
                        raise NotFound(f"the file {key} of the season is gone from the store {self.name}; order the season again")
                    fetch(self.bucket, name, folder / key, StoredFile(name=key, sha256=key, size_bytes=size_bytes))
                    self.cache.place(folder / key, target)
        return target

    # Notes

    def keep_note(self, name: str, content: bytes) -> None:
        self._spool.keep(name, content)

    def note(self, name: str) -> bytes | None:
        waiting = self._spool.read(name)
        return self.bucket.read(name) if waiting is None else waiting

    def forget_notes(self, start: str) -> None:
        self._spool.forget(start)
        self.bucket.remove(*(found.name for found in self.bucket.list(start)))

    def catch_up(self) -> bool:
        self._spool.catch_up()
        return self._spool.is_empty

    # Who reads what is there

    @contextmanager
    def session(self) -> Iterator[None]:
        self._spool.catch_up()
        with self.cache.session():
            yield

    def address(self, path: Path, ttl_s: float) -> str | None:
        if self.bucket.place.endpoint and not self.bucket.place.public_endpoint:
            return None
        name = self._name_of(path)
        if name is None:
            sha256 = sha256_of(path)
            name = f"{LENT}/{sha256}{path.suffix}"
            if self.bucket.size(name) is None:
                self.bucket.write(name, path, sha256)
        return self.bucket.address(name, ttl_s)

    def _name_of(self, path: Path) -> str | None:
        """The object of a file in the cache; None for any other."""
        key = path.parent.name
        if path == self._upload(key):
            return f"{UPLOADS}/{key}"
        product = self.find(key) if path.parent == self._entry(key) else None
        return next((_object(key, file) for file in product.files.values() if file.name == path.name), None) if product else None

    def identity(self) -> str:
        if self.bucket.read(IDENTITY) is None:
            self.bucket.write_first(IDENTITY, uuid4().hex.encode("ascii"))
        return (self.bucket.read(IDENTITY) or b"").decode("ascii").strip()

    # Keeping house

    def products(self) -> Iterator[Held]:
        for key, group in groupby(self.bucket.list(f"{PRODUCTS}/"), lambda found: found.name.split("/")[1]):
            found = list(group)
            record = next((each for each in found if each.name == _record(key)), None)
            at_s = record.at_s if record else max(each.at_s for each in found)
            yield Held(key, sum(each.size_bytes for each in found), at_s, is_whole=record is not None)

    def remove(self, key: str) -> None:
        self.bucket.remove(_record(key))
        self._forget(key)
        self.bucket.remove(*(found.name for found in self.bucket.list(f"{PRODUCTS}/{key}/")))

    def uploads(self) -> Iterator[Held]:
        for found in self.bucket.list(f"{UPLOADS}/"):
            yield Held(found.name.rpartition("/")[2], found.size_bytes, found.at_s)

    def remove_upload(self, key: str) -> None:
        self.bucket.remove(f"{UPLOADS}/{key}")

    # The cache

    def _entry(self, key: str) -> Path:
        return self.cache.entry("kept-products", key)

    def _upload(self, key: str) -> Path:
        return self.cache.entry("kept-uploads", key) / key

    def _bring(self, product: Product, file: StoredFile) -> Path:
        """A file in the cache, fetched where it is not there; once a host, whoever asks at the same time."""
        target = self._entry(product.key) / file.name
        if self.cache.kept(target, file.size_bytes):
            return target
        with self.cache.bringing(product.key) as folder:
            if not self.cache.kept(target, file.size_bytes):
                self._if_there(product, lambda: fetch(self.bucket, _object(product.key, file), folder / file.name, file))
                self._place(product, folder / file.name)
        return target

    def _if_there(self, product: Product, bring: Callable[[], None]) -> None:
        try:
            bring()
        except NotFound:
            # Its record lies: without it the product is absent, and is made again by whoever asks. Not so where the record is another
            # one by now, the product having been removed and made anew since this host has seen it.
            if self._ask(product.key) == product:
                self.remove(product.key)
            raise

    def _place(self, product: Product, file: Path) -> None:
        # The same time on every host: deliveries tell by it that a file is in place.
        file.chmod(0o444)
        os.utime(file, ns=(_modified_ns(product), _modified_ns(product)))
        self.cache.place(file, self._entry(product.key) / file.name)

    def _remember(self, product: Product) -> None:
        with suppress(OSError):
            write_whole(self._entry(product.key) / RECORD, product.model_dump_json().encode(), lasting=False)

    def _forget(self, key: str) -> None:
        (self._entry(key) / RECORD).unlink(missing_ok=True)


def _record(key: str) -> str:
    return f"{PRODUCTS}/{key}/{RECORD}"


def _object(key: str, file: StoredFile) -> str:
    return f"{PRODUCTS}/{key}/{file.sha256[:16]}/{file.name}"


def _modified_ns(product: Product) -> int:
    # In whole seconds, which every file system can tell.
    return int(product.finished_at) * 1_000_000_000
