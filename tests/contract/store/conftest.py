"""Every store there is, empty; and a second look at the same store, as another host has it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.settings import load_settings
from shared.store.open import open_store
from shared.store.store import Store
from tests.support.s3 import REGION, S3Server

OpenStore = Callable[..., Store]


@pytest.fixture
def open_bucket(tmp_path: Path, s3: S3Server) -> OpenStore:
    """Opens the bucket with the cache of a host."""

    def opened(host: str = "a", **settings: object) -> Store:
        about = {"store": s3.url, "store_endpoint": s3.endpoint, "store_region": REGION, "store_cache": tmp_path / f"cache-{host}"}
        return open_store(load_settings(**{**about, **settings}))

    return opened


@pytest.fixture(params=["folder", "bucket"])
def open_any(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStore:
    """Opens one kind of store, as a host sees it."""
    if request.param == "bucket":
        opened: OpenStore = request.getfixturevalue("open_bucket")
        return opened
    return lambda _host="a": open_store(load_settings(store=str(tmp_path / "store")))


@pytest.fixture
def store(open_any: OpenStore) -> Store:
    """The store as one host sees it."""
    return open_any()


@pytest.fixture
def elsewhere(open_any: OpenStore) -> Store:
    """The same store as another host sees it."""
    return open_any("b")
