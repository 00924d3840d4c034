"""`cliffhanger export`: what it asks of workers, what it does when they die, what it says of what cannot be exported."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio
from tests.integration.exports.conftest import KOREAN, Exported
from worker.media.loudness import measure
from worker.media.probe import check_picture, probe


class DyingStudio(Studio):
    """A studio whose workers die at covers."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "CLIFFHANGER_TEST_DEATHS": str(self.folder / "deaths")}


@pytest.fixture
def dying(exported: Exported) -> DyingStudio:
    dying = DyingStudio(exported.studio.folder, exported.studio.started)
    dying.module = "tests.support.dying_exports"
    return dying


def test_a_worker_that_is_killed_is_asked_again_and_leaves_nothing_half_written(dying: DyingStudio) -> None:
    (dying.folder / "deaths").write_text("1")

    # Of a platform that no other test asks for: nothing of it is there.
    done = dying.run("export", "test", "--form", "cover", "--preset", "reels")

    assert done.returncode == 0, done.stderr + dying.log()
    assert (dying.folder / "deaths").read_text() == "0"
    covers = done.stdout.split()
    assert [Path(cover).name for cover in covers] == ["E01.jpg", "E02.jpg"]
    for cover in covers:
        check_picture(Path(cover))


def test_a_form_that_kills_every_worker_is_given_up(dying: DyingStudio) -> None:
    (dying.folder / "deaths").write_text("99")

    done = dying.run("export", "test", "--form", "cover", "--preset", "shorts", "--form", "subtitles", "--json")

    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert {entry["form"] for entry in told["exports"]} == {"subtitles"}, "what can be made is made"
    assert "cover of E01: its making was begun 3 times and never ended" in told["problems"][0]
    assert not (dying.folder / "out/test-season/exports/cover-shorts").exists()
    (dying.folder / "deaths").write_text("0")
    again = dying.run("export", "test", "--form", "cover", "--preset", "shorts")
    assert again.returncode == 0, "asked anew, it is made"


def test_another_platform_gets_its_own_size_rate_and_loudness(exported: Exported) -> None:
    studio = exported.studio

    done = studio.run("export", "test", "--form", "mp4", "--form", "cover", "--preset", "tiktok", "--json")

    assert done.returncode == 0, done.stderr + studio.log()
    film, _, cover, _ = (Path(entry["path"]) for entry in json.loads(done.stdout)["exports"])
    assert film == studio.folder / "out/test-season/exports/mp4-tiktok/E01.mp4"
    facts = probe(film)
    assert (facts.width, facts.height, facts.fps, facts.video_codec) == (1080, 1920, 30, "h264")
    original = probe(studio.folder / "out/test-season/E01.mp4")
    assert abs(facts.duration_seconds - original.duration_seconds) <= 1 / 30
    loud = measure(film)
    assert abs(loud.integrated_lufs + 14) <= 0.5
    assert loud.true_peak_db <= -1
    assert cover.parent.name == "cover-tiktok"
    check_picture(cover)


def test_what_is_not_finished_is_told_and_the_rest_is_exported(studio: Studio) -> None:
    season = a_season_file([a_scene_of("One.")], [a_scene_of("Two.", action="[fail]")])
    studio.run("produce", studio.write(season))
    states = [episode["state"] for episode in studio.manifest()["episodes"]]
    assert states == ["done", "failed"]

    done = studio.run("export", "test", "--form", "mp4")

    assert done.returncode == 1
    assert [Path(line).name for line in done.stdout.splitlines()] == ["E01.mp4"]
    assert "episode 2 failed" in done.stderr


def test_a_dub_is_exported_by_its_language_and_is_in_the_zip(exported: Exported) -> None:
    studio = exported.studio
    forms = [word for form in ("mp4", "otio", "zip") for word in ("--form", form)]

    done = studio.run("export", "test", *forms, "--language", "ko", "--out", "dubbed", "--json")

    assert done.returncode == 0, done.stderr + studio.log()
    entries = json.loads(done.stdout)["exports"]
    film = next(entry for entry in entries if entry["form"] == "mp4")
    assert (Path(film["path"]).name, film["language"]) == ("E01.ko.mp4", "ko")
    assert (studio.folder / film["path"]).read_bytes() == (studio.folder / "out/test-season/dubs/ko/E01.mp4").read_bytes()
    edit = studio.folder / "dubbed/test-season/exports/otio"
    assert {path.name for path in edit.glob("*.otio")} == {"E01.ko.otio", "E02.ko.otio"}
    assert KOREAN["Not now."] in (edit / "E01.ko.otio").read_text(encoding="utf-8")
    with zipfile.ZipFile(studio.folder / next(entry["path"] for entry in entries if entry["form"] == "zip")) as archive:
        names = {name.removeprefix("test-season/") for name in archive.namelist()}
        readme = archive.read("test-season/README.txt").decode()
    assert {"E01.mp4", "dubs/ko/E01.mp4", "edit/E01.otio", "edit/E01.ko.otio", "subtitles/E01.ko.ko.srt"} <= names
    assert "Episode 1 in ko: dubs/ko/E01.mp4" in readme
    assert studio.run("export", "test", "--form", "mp4", "--language", "ja").returncode == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--form", "gif"), "--form gif: not a form; give one of mp4, master, cover, subtitles, otio, zip"),
        (("--form", "otoi"), "--form otoi: not a form; did you mean 'otio'? give one of mp4"),
        (
            ("--form", "otio", "--preset", "tiktok"),
            "otio is the same for every platform; give it with --form mp4 or cover",
        ),
        ((), "Missing option '--form'"),
        (("--form", "mp4"), "no season 'test'"),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_one_line(studio: Studio, args: tuple[str, ...], said: str) -> None:
    done = studio.run("export", "test", *args)

    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
