"""What only a folder can do wrong: anybody may have changed what is in it."""

from pathlib import Path

import pytest

from shared.errors import NotFound
from shared.store.folder import FolderStore
from tests.factories.stored import a_need, put

KEY = a_need().key


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


@pytest.mark.parametrize("damage", ["gone", "cut", "record"])
def test_a_damaged_product_is_as_good_as_absent_and_is_made_again(store: FolderStore, damage: str) -> None:
    path = store.path(put(store), "music")
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.chmod(0o644)
        path.write_text("so")
    else:
        (store.folder(KEY) / "product.json").write_text('{"key":')

    assert not store.has(KEY)
    with pytest.raises(NotFound, match="is not whole in the store"):
        store.get(KEY)
    put(store, "again")
    assert store.path(store.get(KEY), "music").read_text() == "again"


def test_a_folder_without_its_record_is_told_as_not_whole(store: FolderStore) -> None:
    put(store)
    (store.folder(KEY) / "product.json").unlink()

    assert [(held.key, held.is_whole, held.size_bytes) for held in store.products()] == [(KEY, False, 5)]


def test_answers_tmp_and_uploads_are_no_products(store: FolderStore) -> None:
    store.keep_note("answers/ab/abc-1", b"kept")
    store.put_text("text", "0" * 64)
    store.identity()

    assert list(store.products()) == []
    assert [held.key for held in store.uploads()] == ["0" * 64]
