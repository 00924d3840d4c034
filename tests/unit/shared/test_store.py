"""The artifact store: products are whole or absent, and put in place once."""

from pathlib import Path

import pytest

from shared.errors import NotFound
from shared.line.need import Need
from shared.line.requests import MusicRequest
from shared.store.folder import FolderStore
from shared.store.product import Product

NEED = Need("music", "studio/score", MusicRequest(mood="sad", genre="", seconds=20, seed=1))


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def put(store: FolderStore, text: str = "sound") -> Product:
    with store.workspace() as folder:
        (folder / "music.wav").write_text(text)
        (folder / "scratch.txt").write_text("left over")
        return store.put(NEED, folder, {"music": "music.wav"}, {"bpm": 90}, started_at=1.0, finished_at=3.0)


def test_a_product_is_found_with_its_files_and_facts(store: FolderStore) -> None:
    put(store)

    product = store.get(NEED.key)

    assert store.has(NEED.key)
    assert (product.facts, product.seconds) == ({"bpm": 90}, 2.0)
    assert store.path(product, "music").read_text() == "sound"


def test_only_what_belongs_to_a_product_is_kept(store: FolderStore) -> None:
    put(store)

    assert {path.name for path in store.folder(NEED.key).iterdir()} == {"music.wav", "product.json"}
    assert list((store.root / "tmp").iterdir()) == []


def test_stored_files_cannot_be_changed_in_place(store: FolderStore) -> None:
    product = put(store)

    assert store.path(product, "music").stat().st_mode & 0o222 == 0


def test_the_first_of_two_makers_stays(store: FolderStore) -> None:
    put(store, "first")

    assert put(store, "second").files["music"].sha256 == store.get(NEED.key).files["music"].sha256
    assert store.path(store.get(NEED.key), "music").read_text() == "first"


@pytest.mark.parametrize("damage", ["gone", "cut", "record"])
def test_a_damaged_product_is_as_good_as_absent_and_is_made_again(store: FolderStore, damage: str) -> None:
    path = store.path(put(store), "music")
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.chmod(0o644)
        path.write_text("so")
    else:
        (store.folder(NEED.key) / "product.json").write_text('{"key":')

    assert not store.has(NEED.key)
    with pytest.raises(NotFound, match="is not whole in the store"):
        store.get(NEED.key)
    put(store, "again")
    assert store.path(store.get(NEED.key), "music").read_text() == "again"


def test_workspaces_in_use_are_not_cleared(store: FolderStore) -> None:
    with store.workspace() as folder:
        store.clear_workspaces()

        assert folder.exists()
