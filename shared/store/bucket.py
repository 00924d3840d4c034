"""A bucket of an object store that speaks S3: objects by name, whole or absent; its errors in one line, told apart by who mends them."""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from shared.errors import StoreAway, StoreRefused
from shared.store.patience import PATIENCES_S, Link

PART_BYTES = 8 << 20
"""What is larger is sent in parts of this size; S3 takes 10,000 of them, hence files of up to 78 GiB."""
_PARTS_AT_ONCE = 4
# What asks may be asked again soon; what was made is worth more patience, while its maker holds it in hand. After a silence nothing is
# begun again beyond `retry_timeout`, so that a network that swallows everything costs seconds.
_ASKING = {
    "max_retries": 5,
    "backoff": {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=2), "base": 2},
    "retry_timeout": timedelta(seconds=12),
}
_SENDING = {
    "max_retries": 12,
    "backoff": {"init_backoff": timedelta(seconds=0.25), "max_backoff": timedelta(seconds=5), "base": 2},
    "retry_timeout": timedelta(seconds=20),
}
# Connections that a network has forgotten are not tried one after the other.
_TIMEOUTS = {"connect_timeout": timedelta(seconds=4), "timeout": timedelta(seconds=1200), "pool_idle_timeout": timedelta(seconds=20)}
_used: dict[str, int] = {}
"""The process that has used a bucket first."""
_UNANSWERED = "error sending request"
_MENDED_BY_SETTINGS = {
    "NoSuchBucket": "CLIFFHANGER_STORE: there is no bucket of that name in {place}; create it, or name another",
    r"AuthorizationHeaderMalformed|PermanentRedirect|\b301 ": (
        "CLIFFHANGER_STORE_REGION: {place} is in another region ({said}); name the bucket's own"
    ),
    # Where credentials are asked of the machine, and it has none.
    r"169\.254\.169\.254": (
        "CLIFFHANGER_STORE: no credentials for {place}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role"
    ),
    r"AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|\b40[13] ": (
        "CLIFFHANGER_STORE: {place} refuses these credentials ({said}); "
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user who may read, write, list and delete there"
    ),
}
"""What an answer says that no waiting mends, and the line that tells of it."""


@dataclass(frozen=True)
class Place:
    """Where a bucket is. Without an endpoint it is Amazon's; `keys` are credentials by obstore's names, what lacks is found by obstore."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    public_endpoint: str = ""
    keys: Mapping[str, str] | None = None

    def __str__(self) -> str:
        path = f"s3://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")
        return f"{path} at {self.endpoint}" if self.endpoint else path


@dataclass(frozen=True)
class Found:
    """An object as a listing tells of it; `at_s` in Unix seconds."""

    name: str
    size_bytes: int
    at_s: float


class Bucket:
    """One bucket, or what is below a prefix of one. Raises StoreAway where it does not answer, StoreRefused where it will not serve us."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._link = Link(PART_BYTES * _PARTS_AT_ONCE)
        self._senders: dict[int, S3Store] = {}

    def read(self, name: str) -> bytes | None:
        """All of a small object, or None."""
        with self._telling():
            try:
                return bytes(obstore.get(self._asking, name).bytes())
            except FileNotFoundError as error:
                self._check_absent(error)
                return None

    def read_part(self, name: str, start: int, length: int) -> bytes | None:
        """Bytes of a large object, fewer where it ends before, or None where there is none of that name."""
        with self._telling():
            try:
                return bytes(obstore.get_range(self._asking, name, start=start, length=length))
            except BaseError as error:
                # Range Not Satisfiable (RFC 9110, 15.5.17): it ends before `start`.
                if " 416 " not in str(error):
                    raise
                return b""
            except FileNotFoundError as error:
                self._check_absent(error)
                return None

    def size(self, name: str) -> int | None:
        """How many bytes an object has, or None."""
        return next((found.size_bytes for found in self.list(name) if found.name == name), None)

    def write(self, name: str, content: Path | bytes, sha256: str = "", *, patiently: bool = True) -> None:
        """Put an object, replacing what is there; files beyond a part's size go in parts, a few at once."""
        if not patiently:
            return self._write(self._asking, name, content, sha256)
        size_bytes = len(content) if isinstance(content, bytes) else content.stat().st_size
        for step in range(self._link.first_step(size_bytes), len(PATIENCES_S)):
            began_s = time.monotonic()
            try:
                self._write(self._sending(step), name, content, sha256)
            except StoreAway as error:
                # A link is slow, not dead, if what is short is answered meanwhile.
                if _UNANSWERED not in str(error) or step + 1 == len(PATIENCES_S) or not self._is_there():
                    raise
            else:
                return self._link.learn(size_bytes, time.monotonic() - began_s)
        return None

    def _write(self, store: S3Store, name: str, content: Path | bytes, sha256: str) -> None:
        attributes: dict[str, str] = {"sha256": sha256} if sha256 else {}
        with self._telling():
            obstore.put(store, name, content, attributes=attributes, chunk_size=PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    def _is_there(self) -> bool:
        with suppress(StoreAway):
            self.read("store-id")
            return True
        return False

    def write_first(self, name: str, content: bytes) -> bool:
        """Put a small object unless there is one; whether this one is there now."""
        with self._telling():
            try:
                obstore.put(self._sending(0), name, content, mode="create", use_multipart=False)
            except AlreadyExistsError:
                # It may be our own, whose answer was lost on its way.
                return self.read(name) == content
        return True

    def remove(self, *names: str) -> None:
        """Remove objects, in this order; what is absent is no error."""
        for name in names:
            with self._telling():
                try:
                    obstore.delete(self._asking, name)
                except FileNotFoundError as error:
                    self._check_absent(error)

    def list(self, start: str) -> Iterator[Found]:
        """All objects whose names begin so, by name, a thousand at a time."""
        with self._telling():
            # The service's own prefixes are of whole folders.
            folder, _, beginning = start.rpartition("/")
            for page in obstore.list(self._asking, folder or None, chunk_size=1000):
                for entry in page:
                    if entry["path"].startswith(f"{folder}/{beginning}" if folder else beginning):
                        modified: datetime = entry["last_modified"]
                        yield Found(entry["path"], entry["size"], modified.timestamp())

    def address(self, name: str, ttl_s: float) -> str | None:
        """An address under which anybody can read an object for `ttl_s`; None where nobody outside reaches this bucket."""
        if self.place.endpoint and not self.place.public_endpoint:
            return None
        with self._telling():
            return obstore.sign(self._public, "GET", name, timedelta(seconds=ttl_s))

    # Its clients

    def _only_here(self) -> None:
        """Raise RuntimeError in a process forked from one that used a bucket: obstore's threads are not in it, and all would hang."""
        if _used.setdefault("pid", os.getpid()) != os.getpid():
            raise RuntimeError("a bucket was used before this process was forked; whoever forks must leave the store to the children")

    @cached_property
    def _asking(self) -> S3Store:
        return self._open(self.place.endpoint, _ASKING)

    @cached_property
    def _public(self) -> S3Store:
        return self._open(self.place.public_endpoint, _ASKING)

    def _sending(self, step: int) -> S3Store:
        if step not in self._senders:
            self._senders[step] = self._open(self.place.endpoint, _SENDING, step)
        return self._senders[step]

    def _open(self, endpoint: str, retries: Mapping[str, Any], step: int = 0) -> S3Store:
        config: dict[str, Any] = {"checksum_algorithm": "SHA256", **(self.place.keys or {})}
        if endpoint:
            config["endpoint"] = endpoint
        if self.place.region:
            config["region"] = self.place.region
        options = {**_TIMEOUTS, "read_timeout": timedelta(seconds=PATIENCES_S[step]), "allow_http": endpoint.startswith("http://")}
        with self._telling():
            prefix = self.place.prefix or None
            return S3Store(self.place.bucket, prefix=prefix, config=config, client_options=options, retry_config=retries)  # type: ignore[arg-type]

    # Its errors

    def _check_absent(self, error: Exception) -> None:
        """That an object is absent is an answer; that its bucket is, is none."""
        if "NoSuchBucket" in str(error):
            raise self._told(error) from None

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What obstore raises, as errors of one line."""
        self._only_here()
        try:
            yield
        except (BaseError, FileNotFoundError, PermissionError) as error:
            raise self._told(error) from None

    def _told(self, error: Exception) -> StoreAway:
        text = str(error).partition("\n\nDebug source")[0]
        code, message = (re.search(f"<{tag}>([^<]*)</{tag}>", text) for tag in ("Code", "Message"))
        said = f"{code[1]}: {message[1]}" if code and message else text.rpartition(" - ")[2].partition(": <")[0].partition("\n")[0]
        for sign, what in _MENDED_BY_SETTINGS.items():
            if re.search(sign, text):
                return StoreRefused(what.format(place=self.place, said=said))
        return StoreAway(f"the store {self.place} does not answer ({said}); see that it runs, and that this host reaches it")
