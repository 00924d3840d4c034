"""What holds for products in every store: whole or absent, put once, and the same for all hosts."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from shared.errors import NotFound
from shared.store.store import Store
from tests.contract.store.conftest import OpenStore
from tests.factories.stored import a_need, put

KEY = a_need().key


def test_a_product_is_found_with_its_files_and_facts_on_every_host(store: Store, elsewhere: Store) -> None:
    put(store, more={"cover": "a picture"})

    for host in (store, elsewhere):
        product = host.get(KEY)
        assert host.has(KEY)
        assert (product.facts, product.seconds) == ({"bpm": 90}, 2.0)
        assert host.path(product, "music").read_text() == "sound"
        assert (host.folder(KEY) / "cover").read_text() == "a picture"
        assert host.folder(KEY) == host.path(product, "cover").parent


def test_a_product_that_nobody_made_is_absent(store: Store) -> None:
    assert not store.has(KEY)
    assert store.find(KEY) is None
    with pytest.raises(NotFound, match=f"product {KEY} is not whole in the store {store.name}"):
        store.get(KEY)


def test_the_first_of_two_makers_stays_on_every_host(store: Store, elsewhere: Store) -> None:
    put(store, "first")

    second = put(elsewhere, "second")

    assert second.files["music"].sha256 == sha256(b"first").hexdigest()
    assert all(host.path(host.get(KEY), "music").read_text() == "first" for host in (store, elsewhere))


def test_of_many_makers_at_once_one_is_first_and_all_have_its_product(open_any: OpenStore) -> None:
    hosts = [open_any(host) for host in "abcd"]

    with ThreadPoolExecutor(4) as pool:
        products = list(pool.map(lambda each: put(each[1], f"maker {each[0]}"), enumerate(hosts)))

    assert len({product.files["music"].sha256 for product in products}) == 1
    assert len({host.path(host.get(KEY), "music").read_text() for host in hosts}) == 1


def test_what_is_put_cannot_be_changed_in_place(store: Store, elsewhere: Store) -> None:
    product = put(store)

    assert all(host.path(product, "music").stat().st_mode & 0o222 == 0 for host in (store, elsewhere))


def test_only_what_belongs_to_a_product_is_kept(store: Store, elsewhere: Store) -> None:
    put(store)

    assert all({path.name for path in host.folder(KEY).iterdir()} <= {"music.wav", "product.json"} for host in (store, elsewhere))


def test_a_removed_product_is_absent_and_can_be_made_again(store: Store) -> None:
    put(store, "old")

    store.remove(KEY)

    assert not store.has(KEY)
    assert list(store.products()) == []
    put(store, "new")
    assert store.path(store.get(KEY), "music").read_text() == "new"
    store.remove(a_need(2).key)


def test_products_are_told_with_their_size_and_age(store: Store) -> None:
    for seed in range(3):
        put(store, "x" * 1000, seed=seed, more={"cover": "y" * 500})
    now_s = store.path(store.get(a_need(0).key), "music").parent.stat().st_mtime

    held = {each.key: each for each in store.products()}

    assert set(held) == {a_need(seed).key for seed in range(3)}
    assert all(each.is_whole and 1500 < each.size_bytes < 3000 and abs(each.at_s - now_s) < 60 for each in held.values())


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert (list(store.products()), list(store.uploads())) == ([], [])


def test_a_product_without_files_is_a_product(store: Store, elsewhere: Store) -> None:
    with store.workspace() as folder:
        store.put(a_need(), folder, {}, {"verdicts": []}, started_at=0, finished_at=1)

    assert elsewhere.get(KEY).facts == {"verdicts": []}


def test_what_is_left_in_a_workspace_goes_with_it(store: Store) -> None:
    with store.workspace() as folder:
        (folder / "half").write_text("made")
        store.clear_workspaces()
        assert folder.exists()

    assert not folder.exists()


def test_the_users_files_are_there_for_every_host(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    picture = tmp_path / "zhang.png"
    picture.write_bytes(b"a face")
    key = sha256(b"a face").hexdigest()

    store.put_upload(picture, key)
    store.put_upload(picture, key)
    store.put_text("第一章\r\n", text_key := sha256("第一章\r\n".encode()).hexdigest())

    assert elsewhere.has_upload(key)
    assert elsewhere.upload(key).read_bytes() == b"a face"
    assert elsewhere.upload(key).name == key
    assert elsewhere.upload(text_key).read_bytes() == "第一章\r\n".encode()
    assert {(each.key, each.size_bytes) for each in elsewhere.uploads()} == {(key, 6), (text_key, 11)}
    store.remove_upload(key)
    assert not elsewhere.has_upload(key)


def test_a_removed_upload_can_be_put_again(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"a face")
    key = sha256(b"a face").hexdigest()
    store.put_upload(picture, key)
    assert store.upload(key).exists()

    elsewhere.remove_upload(key)
    store.put_upload(picture, key)

    assert elsewhere.has_upload(key)


def test_notes_are_kept_for_every_host_until_they_are_forgotten(store: Store, elsewhere: Store) -> None:
    store.keep_note("answers/ab/abc-1", b"first")
    store.keep_note("answers/ab/abc-2", b"second")
    store.keep_note("answers/ab/abcd-1", b"another's")

    assert elsewhere.note("answers/ab/abc-1") == b"first"
    elsewhere.forget_notes("answers/ab/abc-")
    assert [store.note(f"answers/ab/{name}") for name in ("abc-1", "abc-2", "abcd-1")] == [None, None, b"another's"]


def test_a_store_knows_itself_on_every_host(store: Store, elsewhere: Store) -> None:
    assert len(store.identity()) == 32
    assert elsewhere.identity() == store.identity()


def test_a_file_of_many_parts_comes_back_as_it_was(store: Store, elsewhere: Store) -> None:
    text = "0123456789abcdef" * (1 << 20)

    product = put(store, text + "!")

    assert elsewhere.path(product, "music").read_text() == text + "!"
    assert elsewhere.source(product, "music") is not None
