"""`dubs: [ko]`: the episodes once more in other languages, from the same pictures."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio, wait_for
from worker.media.probe import probe


def said(text: str, korean: str, **changes: Any) -> dict[str, Any]:
    """A scene with one line, and what that is in Korean."""
    scene = a_scene_of(text, **changes)
    scene["dialogue"][0]["translations"] = {"ko": korean}
    return scene


SCENES = [said("Don't lie to me, not today.", "오늘만은 나한테 거짓말하지 마. 제발 부탁이야, 이번 한 번만은."), said("Why?", "왜?")]


@pytest.fixture
def dubbed() -> dict[str, Any]:
    """An episode with a scene in which nobody speaks, and its dub."""
    silent = {"scene_number": 3, "setting": "Roof", "action": "Emma looks down.", "duration_seconds": 2}
    return a_season_file([*deepcopy(SCENES), silent], dubs=["ko"], subtitles=["en", "ko"])


def products(entry: dict[str, Any]) -> list[str]:
    return [product["stage"] for scene in entry["scenes"] for product in scene["products"]]


def test_a_dub_is_delivered_beside_its_original_with_the_same_pictures(studio: Studio, dubbed: dict[str, Any]) -> None:
    done = studio.run("produce", studio.write(dubbed), "--json")

    assert done.returncode == 0, done.stderr + studio.log()
    folder, manifest, status = studio.folder / "out" / "test-season", studio.manifest(), json.loads(done.stdout)
    (original,) = manifest["episodes"]
    (dub,) = original["dubs"]
    assert (dub["number"], dub["language"], dub["state"], dub["path"]) == (1, "ko", "done", "dubs/ko/E01.mp4")
    assert (manifest["total_jobs"], manifest["successful"]) == (3, 3)
    assert status["dubs"] == [
        {"number": 1, "language": "ko", "state": "done", "scenes_done": 3, "scenes_total": 3, "path": str(folder / "dubs/ko/E01.mp4")}
    ]
    assert [episode["number"] for episode in status["episodes"]] == [1]
    # Nobody speaks in the last scene: it is the original's.
    assert products(original) == ["video", "speech", "lipsync", "video", "speech", "lipsync", "video", "lipsync"]
    assert products(dub) == ["speech", "lipsync", "speech", "lipsync"]
    assert [line["text"] for scene in dub["scenes"] for line in scene["lines"]] == [SCENES[0]["dialogue"][0]["translations"]["ko"], "왜?"]
    assert set(dub["subtitles"]) == {"ko", "en"}
    assert "왜?" in (folder / dub["subtitles"]["ko"]).read_text(encoding="utf-8")
    lengths = [[scene["duration_seconds"] for scene in entry["scenes"]] for entry in (original, dub)]
    assert all(longer >= own for longer, own in zip(lengths[1], lengths[0], strict=True))
    assert abs(probe(folder / dub["path"]).duration_seconds - sum(lengths[1])) < 0.1
    assert "E01.ko" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_second_run_finds_a_dub_made(studio: Studio, dubbed: dict[str, Any]) -> None:
    season = studio.write(dubbed)
    studio.run("produce", season)
    ready = studio.log().count("ready.")

    again = studio.run("produce", season)

    assert again.returncode == 0, again.stderr
    assert studio.log().count("ready.") == ready
    assert studio.manifest()["episodes"][0]["dubs"][0]["state"] == "done"


def test_a_dub_that_is_added_later_makes_nothing_of_its_original_again(studio: Studio, dubbed: dict[str, Any]) -> None:
    studio.run("produce", studio.write({**dubbed, "dubs": []}))

    done = studio.run("produce", studio.write(dubbed))

    assert done.returncode == 0, done.stderr
    (original,) = studio.manifest()["episodes"]
    assert all(product["reused"] for scene in original["scenes"] for product in scene["products"])
    assert not any(product["reused"] for scene in original["dubs"][0]["scenes"] for product in scene["products"])
    # What is dropped again is delivered no more.
    studio.run("produce", studio.write({**dubbed, "dubs": []}))
    assert not (studio.folder / "out" / "test-season" / "dubs").exists()


def test_a_scene_that_failed_fails_in_its_dub_and_another_take_of_a_dub_s_line_is_its_own(studio: Studio) -> None:
    lost = said("Two.", "둘.", action="[fail] Emma waits.")
    season = a_season_file([SCENES[0], lost], dubs=["ko"])

    done = studio.run("produce", studio.write(season))

    assert done.returncode == 1
    (original,) = studio.manifest()["episodes"]
    assert [scene["state"] for scene in original["dubs"][0]["scenes"]] == ["done", "failed"]
    assert original["dubs"][0]["scenes"][1]["reason"] == original["scenes"][1]["reason"]
    # It is news once.
    assert done.stderr.count("the quick studio was asked to fail") == 1

    again = studio.run("redo", "test-season", "ep1.ko/scene1/speech", "--json")

    assert again.returncode == 1, again.stderr
    (entry,) = studio.manifest()["episodes"]
    made = [[product["stage"] for product in scene["products"] if not product["reused"]] for scene in entry["dubs"][0]["scenes"]]
    assert made == [["speech", "lipsync"], []]
    assert all(product["reused"] for scene in entry["scenes"] for product in scene["products"])


def test_a_dub_without_its_lines_is_refused_before_anything_is_made(studio: Studio, dubbed: dict[str, Any]) -> None:
    del dubbed["episodes"][0]["scenes"][1]["dialogue"][0]["translations"]

    refused = studio.run("produce", studio.write(dubbed))

    assert refused.returncode == 2
    assert "1 of 2 lines has no translation into 'ko', the first in episode 1, scene 2: 'Why?'" in refused.stderr
    assert "providers.translate" in refused.stderr
    assert not Path(studio.folder / "out").exists()

    rehearsed = studio.run("produce", studio.write(dubbed), "--rehearse")

    assert rehearsed.returncode == 0, rehearsed.stderr
    assert "dub ko is left out" in rehearsed.stderr
    assert "dubs" not in studio.manifest()["episodes"][0]


@pytest.mark.parametrize("moment", ["E01 S01 lipsync by", "E01.ko S01 speech by", "E01.ko S01 lipsync by"])
def test_the_command_is_killed_while_it_dubs_and_run_again(studio: Studio, dubbed: dict[str, Any], moment: str) -> None:
    season = studio.write(dubbed)
    first = studio.start("produce", season)
    wait_for(f"{moment!r} in the log", lambda: moment in studio.log())
    first.kill()
    first.wait()
    wait_for("every process to end with the command", lambda: not studio.processes(), 20)
    before = studio.log()

    again = studio.run("produce", season)

    assert again.returncode == 0, again.stderr + studio.log()
    (original,) = studio.manifest()["episodes"]
    assert (original["state"], original["dubs"][0]["state"]) == ("done", "done")
    # What was made is found; nothing is made twice.
    made = [line.split(" by ")[0].rsplit("] ", 1)[-1] for line in studio.log().splitlines() if " by studio/" in line and " S0" in line]
    assert len(made) == len(set(made)), made
    assert len(before) < len(studio.log())
