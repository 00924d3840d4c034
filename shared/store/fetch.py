"""Fetches one object into a file, part by part, and lets nothing pass that is not what was put."""

import hashlib
from pathlib import Path

from shared.errors import NotFound
from shared.store.bucket import PART_BYTES, Bucket
from shared.store.product import StoredFile

# What comes damaged is fetched again so often.
_ATTEMPTS = 3


def fetch(bucket: Bucket, name: str, target: Path, wanted: StoredFile) -> None:
    """Fetch the object `name` into `target`, which is a whole file then, of the size and the SHA-256 that are wanted.

    Raises NotFound where there is no such object, or one of another content.
    """
    for _ in range(_ATTEMPTS):
        if _fetched(bucket, name, target, wanted.size_bytes) == wanted.sha256:
            return
    raise NotFound(f"{name} in the store {bucket.place} is damaged: its SHA-256 is not {wanted.sha256}; produce again to make it anew")


def _fetched(bucket: Bucket, name: str, target: Path, size_bytes: int) -> str:
    """Fetch once; answers the digest of what came."""
    digest = hashlib.sha256()
    with target.open("wb") as stream:
        for start in range(0, size_bytes, PART_BYTES):
            part = bucket.read_part(name, start, min(PART_BYTES, size_bytes - start))
            if part is None:
                raise NotFound(f"{name} is gone from the store {bucket.place}; produce again to make it anew")
            digest.update(part)
            stream.write(part)
    return digest.hexdigest()
