"""Opens the store that the settings name."""

import hashlib
from pathlib import Path

from shared.errors import MissingPart
from shared.secret_files import read_variable
from shared.settings import Settings
from shared.store.folder import FolderStore
from shared.store.store import Store

# Credentials by obstore's names; where none are given, obstore looks for the machine's role.
_KEYS = {"AWS_ACCESS_KEY_ID": "access_key_id", "AWS_SECRET_ACCESS_KEY": "secret_access_key", "AWS_SESSION_TOKEN": "session_token"}


def open_store(settings: Settings) -> Store:
    """The artifact store; nothing is asked of it yet. Raises MissingPart where the package for buckets is absent."""
    url = settings.store_url
    return _open_bucket(url, settings) if "://" in url else FolderStore(Path(url))


def _open_bucket(url: str, settings: Settings) -> Store:
    try:
        from shared.store.bucket import Bucket, Place  # noqa: PLC0415  # an extra's package, for those who name a bucket
        from shared.store.cache import Cache  # noqa: PLC0415
        from shared.store.objects import ObjectStore  # noqa: PLC0415
    except ImportError:
        raise MissingPart("CLIFFHANGER_STORE=s3://… needs the package obstore: pip install 'cliffhanger[s3]'") from None

    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    place = Place(
        bucket,
        prefix.strip("/"),
        settings.store_endpoint or "",
        settings.store_region or "",
        settings.store_public_endpoint or "",
        {name: value for variable, name in _KEYS.items() if (value := read_variable(variable)) is not None},
    )
    # Keys tell products apart within a store, not between stores.
    folder = f"{bucket}-{hashlib.sha256(str(place).encode()).hexdigest()[:8]}"
    return ObjectStore(Bucket(place), Cache(settings.cache_path / folder, round(settings.store_cache_gb * 1e9)))
