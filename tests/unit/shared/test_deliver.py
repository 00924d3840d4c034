"""Deliveries: whole, repeatable, never outside their folder, never touching what is not theirs."""

import errno
import os
import threading
from pathlib import Path

import pytest

from shared.delivery import placing
from shared.delivery.deliver import deliver
from shared.delivery.manifest import Manifest
from shared.errors import BadOutput, InputError, NotFound
from tests.factories.delivery import StockedStore
from tests.factories.manifest import make_episode, make_manifest


@pytest.fixture
def store(tmp_path):
    return StockedStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out" / "the-heirs"


def delivered(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {".delivery.lock"}


def stamps(folder):
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_every_file_that_the_manifest_names_is_there_with_its_content(store, folder):
    manifest, sources = store.stock(make_manifest())

    deliver(manifest, sources, folder)

    assert delivered(folder) == {*sources, "manifest.json", "report.html"}
    assert all((folder / path).read_bytes() == source.read_bytes() for path, source in sources.items())
    assert Manifest.read(folder / "manifest.json") == manifest


def test_products_are_links_to_the_store_and_episodes_are_copies_that_may_be_changed(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))

    deliver(manifest, sources, folder)

    product, episode = "products/E01/S01/video-0.bin", "E01.mp4"
    assert (folder / product).samefile(sources[product])
    assert not (folder / episode).samefile(sources[episode])
    assert os.access(folder / episode, os.W_OK)
    assert (folder / episode).stat().st_mode & 0o200


def test_a_second_delivery_of_the_same_touches_nothing(store, folder):
    manifest, sources = store.stock(make_manifest())
    deliver(manifest, sources, folder)
    before = stamps(folder)

    deliver(manifest.model_copy(update={"generated_at": manifest.generated_at.replace(year=2027)}), sources, folder)

    assert stamps(folder) == before


def test_a_changed_product_replaces_only_its_own_files(store, folder):
    manifest, sources = store.stock(make_manifest())
    deliver(manifest, sources, folder)
    before = stamps(folder)
    newer, newer_sources = store.stock(manifest, "2")
    episodes = (newer.episodes[0], *manifest.episodes[1:])
    changed = {path: source if "E01" in path else sources[path] for path, source in newer_sources.items()}

    deliver(manifest.model_copy(update={"episodes": episodes}), changed, folder)

    after = stamps(folder)
    touched = {path.name for path in after if after[path] != before.get(path) and "E01" not in str(path)}
    assert (folder / "E01.mp4").read_text() == "E01.mp4 2"
    assert touched == {"manifest.json", "report.html"}


def test_subtitles_of_the_same_size_and_time_but_another_text_are_replaced(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    path = "E01.zh-CN.srt"
    _, newer = store.stock(manifest, "2")
    time_ns = sources[path].stat().st_mtime_ns
    os.utime(newer[path], ns=(time_ns, time_ns))

    deliver(manifest, {**sources, path: newer[path]}, folder)

    assert (folder / path).read_text() == f"{path} 2"


@pytest.mark.parametrize("path", ["E01.mp4", "products/E01/S01/video-0.bin", "report.html", "manifest.json"])
def test_a_file_that_the_user_deleted_comes_back(store, folder, path):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    (folder / path).unlink()

    deliver(manifest, sources, folder)

    assert (folder / path).exists()


def test_files_that_the_season_no_longer_has_are_removed_and_those_of_others_stay(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=2))
    deliver(manifest, sources, folder)
    (folder / "notes.txt").write_text("mine")
    (folder / "products/E02/S01/mine.txt").write_text("mine")

    smaller, smaller_sources = store.stock(make_manifest(episodes=1))
    deliver(smaller, smaller_sources, folder)

    assert delivered(folder) == {*smaller_sources, "manifest.json", "report.html", "notes.txt", "products/E02/S01/mine.txt"}
    assert not (folder / "products/E02/S02").exists()


def test_a_forged_manifest_removes_nothing_outside_the_folder(store, folder):
    victim = folder.parent / "victim.txt"
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    victim.write_text("precious")
    forged = (folder / "manifest.json").read_text().replace('"E01.cover.jpg"', '"../victim.txt"')
    (folder / "manifest.json").write_text(forged)

    deliver(manifest, sources, folder)

    assert victim.read_text() == "precious"


def test_a_linked_folder_is_not_followed_out_of_the_delivery(store, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.mkdir(parents=True)
    (folder / "products").symlink_to(elsewhere)
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))

    with pytest.raises(InputError, match="leads out of"):
        deliver(manifest, sources, folder)

    assert list(elsewhere.iterdir()) == []


def test_a_linked_file_is_replaced_and_what_it_pointed_to_stays(store, folder, tmp_path):
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    folder.mkdir(parents=True)
    (folder / "E01.mp4").symlink_to(victim)
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))

    deliver(manifest, sources, folder)

    assert victim.read_text() == "precious"
    assert not (folder / "E01.mp4").is_symlink()


def test_a_path_without_a_source_is_refused_before_anything_is_written(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    del sources["E01.mp4"]

    with pytest.raises(InputError, match=r"'E01\.mp4', for which no source"):
        deliver(manifest, sources, folder)

    assert not folder.exists()


def test_a_source_that_the_manifest_does_not_name_is_refused(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))

    with pytest.raises(InputError, match=r"'\.\./x'"):
        deliver(manifest, {**sources, "../x": sources["E01.mp4"]}, folder)

    assert not folder.exists()


def test_a_source_that_is_gone_is_named_with_what_to_do(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    sources["E01.mp4"].unlink()

    with pytest.raises(NotFound, match="resume the season"):
        deliver(manifest, sources, folder)


def test_a_damaged_episode_is_not_delivered_and_the_earlier_one_stays(store, folder):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    newer, newer_sources = store.stock(manifest, "2")
    newer_sources["E01.mp4"].chmod(0o644)
    newer_sources["E01.mp4"].write_text("rotten")

    with pytest.raises(BadOutput, match="is damaged"):
        deliver(newer, newer_sources, folder)

    assert (folder / "E01.mp4").read_text() == "E01.mp4 1"
    assert not list(folder.rglob(f"*{placing.UNFINISHED}"))


def test_products_are_copied_read_only_where_they_cannot_be_linked(store, folder, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EXDEV, "another device")

    monkeypatch.setattr(os, "link", refuse)
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    before = stamps(folder)

    deliver(manifest, sources, folder)

    product = folder / "products/E01/S01/video-0.bin"
    assert product.read_text() == "products/E01/S01/video-0.bin 1"
    assert product.stat().st_mode & 0o777 == 0o444
    assert stamps(folder) == before


@pytest.mark.parametrize("killed_at", range(1, 9))
def test_a_delivery_killed_at_any_rename_is_completed_by_the_next(store, folder, monkeypatch, killed_at):
    class Killed(BaseException):
        pass

    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    deliver(manifest, sources, folder)
    newer, newer_sources = store.stock(manifest, "2")
    renames = []
    replace = Path.replace

    def counted(self, target):
        renames.append(target)
        if len(renames) == killed_at:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", counted)
        with pytest.raises(Killed):
            deliver(newer, newer_sources, folder)
    assert all((folder / path).read_text() in {f"{path} 1", f"{path} 2"} for path in sources)
    (folder / f".deadbeef{placing.UNFINISHED}").write_text("left by a killed process")

    deliver(newer, newer_sources, folder)

    assert delivered(folder) == {*sources, "manifest.json", "report.html"}
    assert all((folder / path).read_text() == f"{path} 2" for path in sources)
    assert Manifest.read(folder / "manifest.json") == newer


def test_the_manifest_is_written_after_all_that_it_names(store, folder, monkeypatch):
    manifest, sources = store.stock(make_manifest(episodes=1, scenes=1))
    order = []
    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: (order.append(Path(target).name), replace(self, target))[1])

    deliver(manifest, sources, folder)

    assert order[-2:] == ["report.html", "manifest.json"]
    assert len(order) == len(sources) + 2


def test_two_deliveries_at_once_leave_one_whole_delivery(store, folder):
    first = store.stock(make_manifest(episodes=2))
    second = store.stock(make_manifest(episodes=2), "2")
    third = store.stock(make_manifest(episodes=1), "3")
    failures = []

    def run(manifest, sources):
        try:
            deliver(manifest, sources, folder)
        except Exception as error:  # noqa: BLE001 - a thread's failure is judged below
            failures.append(error)

    threads = [threading.Thread(target=run, args=work) for work in (first, second, third, first, second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    manifest = Manifest.read(folder / "manifest.json")
    version = {candidate[0].to_json(): str(number) for number, candidate in enumerate((first, second, third), 1)}[manifest.to_json()]
    assert delivered(folder) == {*manifest.files(), "manifest.json", "report.html"}
    assert all((folder / path).read_text() == f"{path} {version}" for path in manifest.files())


def test_a_season_in_which_nothing_is_finished_is_delivered_as_a_manifest_and_a_report(folder):
    episode = make_episode(1, path=None, sha256=None, cover=None, subtitles={}, subtitles_vtt={}, scenes=0, state="running")
    manifest = make_manifest(episodes_made=(episode,), characters=(), products=(), state="running", finished_at=None)

    deliver(manifest, {}, folder)

    assert delivered(folder) == {"manifest.json", "report.html"}
