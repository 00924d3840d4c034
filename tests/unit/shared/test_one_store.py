"""One line, one store: folders that only have one name are told apart."""

from pathlib import Path

import pytest
import redis

from shared import keyspace
from shared.errors import InputError, StoreRefused
from shared.store.folder import FolderStore
from shared.store.one import check_store, claim_store


def test_every_host_that_shares_the_folder_has_the_lines_store(client: redis.Redis, tmp_path: Path) -> None:
    claim_store(FolderStore(tmp_path / "store"), client)
    (tmp_path / "mounted").symlink_to(tmp_path / "store")

    check_store(FolderStore(tmp_path / "mounted"), client)
    claim_store(FolderStore(tmp_path / "mounted"), client)


def test_a_worker_whose_folder_is_not_the_producers_is_told(client: redis.Redis, tmp_path: Path) -> None:
    claim_store(FolderStore(tmp_path / "store"), client)

    with pytest.raises(
        StoreRefused, match=f"CLIFFHANGER_STORE: {tmp_path}/another on this host is not the store of this line, which is {tmp_path}/store"
    ):
        check_store(FolderStore(tmp_path / "another"), client)


def test_a_folder_of_the_same_name_on_another_host_is_another_store(client: redis.Redis, tmp_path: Path) -> None:
    claim_store(FolderStore(tmp_path / "store"), client)
    (tmp_path / "store").rename(tmp_path / "of another host")

    with pytest.raises(StoreRefused, match=f"also named {tmp_path}/store, but another one; share one folder between all hosts"):
        check_store(FolderStore(tmp_path / "store"), client)


def test_a_line_moves_to_another_store_only_while_no_season_is_made(client: redis.Redis, tmp_path: Path) -> None:
    claim_store(FolderStore(tmp_path / "old"), client)
    client.sadd(keyspace.LIVE, "a-season")

    with pytest.raises(InputError, match=f"which is {tmp_path}/old: name that one"):
        claim_store(FolderStore(tmp_path / "new"), client)

    client.delete(keyspace.LIVE)
    claim_store(FolderStore(tmp_path / "new"), client)
    check_store(FolderStore(tmp_path / "new"), client)


def test_a_redis_that_knows_of_no_store_lets_every_store_be(client: redis.Redis, tmp_path: Path) -> None:
    check_store(FolderStore(tmp_path / "store"), client)

    assert not (tmp_path / "store").exists()
