"""Every form of export, by the same tests: whole, as told, probed for what it is, and made once."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.exports.forms import FORMS
from tests.integration.exports.conftest import Exported
from worker.exports.registry import EXPORTS
from worker.media.probe import check_picture, check_video, probe
from worker.media.rates import samples_at
from worker.media.sound import read_samples


def _mp4(exported: Exported, paths: list[Path]) -> None:
    assert [path.name for path in paths] == ["E01.mp4", "E02.mp4"]
    for path in paths:
        delivered = exported.folder.parent / path.name
        assert path.read_bytes() == delivered.read_bytes()


def _master(exported: Exported, paths: list[Path]) -> None:
    assert [path.name for path in paths[:4]] == ["E01.master.mp4", "E01.picture.mp4", "E01.dialogue.wav", "E01.music.wav"]
    frames = probe(exported.folder.parent / "E01.mp4").frames
    with_mix, silent = (check_video(path, decode=True) for path in paths[:2])
    assert (with_mix.frames, with_mix.audio_codec) == (frames, "aac")
    assert (silent.frames, silent.audio_codec) == (frames, None)
    assert len(read_samples(paths[2])) == samples_at(frames, 24)
    assert len(read_samples(paths[3], channels=2)) == 2 * samples_at(frames, 24)


def _cover(exported: Exported, paths: list[Path]) -> None:
    for path in paths:
        check_picture(path)


def _subtitles(exported: Exported, paths: list[Path]) -> None:
    names = {path.name for path in paths}
    assert {"E01.en.srt", "E01.en.vtt", "E02.en.srt", "E02.en.vtt"} <= names
    assert "Don't lie to me." in (exported.folder / "subtitles" / "E01.en.srt").read_text()


def _otio(exported: Exported, paths: list[Path]) -> None:
    assert {path.suffix for path in paths} == {".otio", ".xml", ".fcpxml", ".edl"}
    assert (exported.folder / "otio" / "media" / "E01" / "S01.mp4").exists()


def _zip(exported: Exported, paths: list[Path]) -> None:
    with zipfile.ZipFile(paths[0]) as archive:
        assert archive.testzip() is None
        assert "test-season/README.txt" in archive.namelist()


PROBES: dict[str, Callable[[Exported, list[Path]], None]] = {
    "mp4": _mp4,
    "master": _master,
    "cover": _cover,
    "subtitles": _subtitles,
    "otio": _otio,
    "zip": _zip,
}


def test_every_form_has_a_maker_and_a_probe() -> None:
    assert set(EXPORTS) == set(FORMS) == set(PROBES)


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_a_form_is_there_whole_as_it_was_told(exported: Exported, form: str) -> None:
    entries = [entry for entry in exported.told["exports"] if entry["form"] == form]

    assert entries
    for entry in entries:
        path = Path(entry["path"])
        assert path.is_relative_to(exported.folder)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
        assert entry["preset"] is None
    assert not list(exported.folder.rglob(".*")), "nothing half-written is left"


@pytest.mark.parametrize("form", sorted(PROBES))
def test_a_form_is_what_it_says(exported: Exported, form: str) -> None:
    PROBES[form](exported, exported.files(form))


def test_exporting_again_makes_nothing_and_starts_no_worker(exported: Exported) -> None:
    studio = exported.studio
    log = studio.log().count("ready.")
    before = {path: path.stat().st_mtime_ns for path in exported.folder.rglob("*") if path.is_file()}

    again = studio.run("export", "test", "--form", "otio", "--form", "zip", "--form", "master", "--json")

    assert again.returncode == 0, again.stderr
    assert studio.log().count("ready.") == log
    assert {path: path.stat().st_mtime_ns for path in exported.folder.rglob("*") if path.is_file()} == before
    told = {entry["path"]: entry["sha256"] for entry in exported.told["exports"]}
    assert all(told[entry["path"]] == entry["sha256"] for entry in json.loads(again.stdout)["exports"])


def test_an_export_whose_product_is_gone_is_made_again_to_the_byte(exported: Exported) -> None:
    told = {entry["path"]: entry["sha256"] for entry in exported.told["exports"]}
    store = exported.studio.state / "store"
    gone = [record.parent for record in store.glob("*/*/product.json") if json.loads(record.read_text())["stage"] == "export"]
    for folder in gone:
        folder.rename(folder.with_name(f"{folder.name}.gone"))

    again = exported.studio.run("export", "test", *[word for form in PROBES for word in ("--form", form)], "--json")

    assert again.returncode == 0, again.stderr
    assert {entry["path"]: entry["sha256"] for entry in json.loads(again.stdout)["exports"]} == told


def test_another_folder_gets_the_same_files(exported: Exported) -> None:
    done = exported.studio.run("export", "test", "--form", "cover", "--out", "elsewhere")

    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in paths] == ["E01.jpg", "E02.jpg"]
    assert all((exported.studio.folder / path).read_bytes() == (exported.folder / "cover" / path.name).read_bytes() for path in paths)
