"""`cliffhanger produce`, embedded: from a season file to delivered episodes, again and again."""

import json
from pathlib import Path

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio, digests
from worker.media.probe import probe

TWO_SCENES = [a_scene_of("Don't lie to me."), a_scene_of("Then you know why.", speaker="Daniel")]


def test_a_season_becomes_playable_episodes_with_subtitles_cover_manifest_and_report(studio: Studio) -> None:
    season = studio.write(a_season_file(TWO_SCENES, [a_scene_of("Wait.")]))

    done = studio.run("produce", season, "--json")

    assert done.returncode == 0, done.stderr + studio.log()
    status = json.loads(done.stdout)
    assert (status["state"], [episode["state"] for episode in status["episodes"]]) == ("done", ["done", "done"])
    folder = studio.folder / "out" / "test-season"
    assert {path.name for path in folder.iterdir() if path.is_file()} >= {
        *("E01.mp4", "E01.en.srt", "E01.en.vtt", "E01.cover.jpg", "E02.mp4", "manifest.json", "report.html")
    }
    for episode in studio.manifest()["episodes"]:
        facts = probe(folder / episode["path"])
        assert (facts.width, facts.height, facts.fps, facts.video_codec, facts.audio_codec) == (480, 854, 24, "h264", "aac")
        assert abs(facts.duration_seconds - sum(scene["duration_seconds"] for scene in episode["scenes"])) < 0.1
    assert [Path(episode["path"]).name for episode in status["episodes"]] == ["E01.mp4", "E02.mp4"]


def test_a_second_run_makes_nothing_and_starts_no_worker(studio: Studio) -> None:
    season = studio.write(a_season_file(TWO_SCENES))
    studio.run("produce", season)
    log, before = studio.log().count("ready."), digests(studio.manifest())

    again = studio.run("produce", season)

    assert again.returncode == 0, again.stderr
    assert digests(studio.manifest()) == before
    assert studio.log().count("ready.") == log
    assert all(product["reused"] for product in studio.manifest()["episodes"][0]["products"])


def test_equal_seasons_in_two_empty_states_are_equal_to_the_byte(studio: Studio, tmp_path_factory) -> None:
    other = Studio(tmp_path_factory.mktemp("other"))
    season = a_season_file(TWO_SCENES)

    assert studio.run("produce", studio.write(season)).returncode == 0
    assert other.run("produce", other.write(season)).returncode == 0

    assert digests(other.manifest()) == digests(studio.manifest())


def test_a_changed_line_makes_its_speech_its_lip_sync_and_its_episode_again(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file(TWO_SCENES, [a_scene_of("Wait.")])))
    changed = [a_scene_of("Don't you dare lie to me, Daniel."), TWO_SCENES[1]]

    done = studio.run("produce", studio.write(a_season_file(changed, [a_scene_of("Wait.")])))

    assert done.returncode == 0, done.stderr
    made = [
        (episode["number"], scene["number"], product["stage"])
        for episode in studio.manifest()["episodes"]
        for scene in [*episode["scenes"], {"number": None, "products": episode["products"]}]
        for product in scene["products"]
        if not product["reused"]
    ]
    assert made == [(1, 1, "speech"), (1, 1, "lipsync"), (1, None, "episode")]


def test_a_failed_scene_fails_alone_and_a_slate_stands_in_for_it(studio: Studio) -> None:
    scenes = [a_scene_of("One."), a_scene_of("Two.", action="[fail] Emma waits.")]

    done = studio.run("produce", studio.write(a_season_file(scenes, [a_scene_of("Three.")])))

    assert done.returncode == 1
    assert "episode 1, scene 2: the quick studio was asked to fail" in done.stderr
    manifest = studio.manifest()
    assert (manifest["state"], [episode["state"] for episode in manifest["episodes"]]) == ("partial", ["partial", "done"])
    assert (manifest["total_jobs"], manifest["successful"], manifest["failed"]) == (3, 2, 1)
    first = manifest["episodes"][0]
    assert first["scenes"][1]["reason"] == "the quick studio was asked to fail"
    assert first["scenes"][1]["duration_seconds"] > 1
    assert probe(studio.folder / "out" / "test-season" / first["path"]).duration_seconds > first["scenes"][1]["start_seconds"] + 1


def test_making_the_failed_scene_later_replaces_its_slate(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file([a_scene_of("One."), a_scene_of("Two.", action="[fail]")])))

    done = studio.run("produce", studio.write(a_season_file([a_scene_of("One."), a_scene_of("Two.")])))

    assert done.returncode == 0, done.stderr
    assert studio.manifest()["state"] == "done"


def test_on_failure_stop_ends_the_season(studio: Studio) -> None:
    done = studio.run("produce", studio.write(a_season_file([a_scene_of("One.", action="[fail]")], on_failure="stop")))

    assert done.returncode == 1
    assert studio.manifest()["state"] == "failed"


def test_a_bug_in_an_engine_fails_its_scene_after_some_tries(studio: Studio) -> None:
    done = studio.run("produce", studio.write(a_season_file([a_scene_of("One."), a_scene_of("Two.", action="[bug]")])))

    assert done.returncode == 1
    assert "episode 1, scene 2: video: ZeroDivisionError: the quick studio was asked for a bug" in done.stderr


def test_a_redo_makes_another_take_of_one_stage_and_what_depends_on_it(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file(TWO_SCENES)))
    before = digests(studio.manifest())

    done = studio.run("redo", "test-season", "ep1/scene2/video")

    assert done.returncode == 0, done.stderr
    after = digests(studio.manifest())
    assert len(set(before) - set(after)) == 3, "video, lip sync and episode have new keys"


def test_a_plan_digest_that_has_changed_is_refused(studio: Studio) -> None:
    season = studio.write(a_season_file(TWO_SCENES))
    digest = json.loads(studio.run("plan", season, "--json").stdout)["digest"]
    studio.write(a_season_file(TWO_SCENES, style="noir"))

    refused = studio.run("produce", season, "--plan", digest)

    assert refused.returncode == 2
    assert f"--plan {digest}: the plan has changed" in refused.stderr
    assert not (studio.state / "seasons").exists()


def test_a_finished_season_can_be_looked_at_afterwards(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file(TWO_SCENES)))

    one = json.loads(studio.run("status", "test-season", "--json").stdout)
    listed = json.loads(studio.run("status", "--json").stdout)
    report = studio.run("report", "test-season")

    assert one["state"] == "done"
    assert [season["season"] for season in listed["seasons"]] == [one["season"]]
    assert Path(report.stdout.strip()).name == "report.html"


def test_a_plan_counts_what_exists(studio: Studio) -> None:
    season = studio.write(a_season_file(TWO_SCENES))
    before = json.loads(studio.run("plan", season, "--json").stdout)
    studio.run("produce", season)
    after = json.loads(studio.run("plan", season, "--json").stdout)

    assert sum(stage["existing"] for stage in before["stages"]) == 0
    assert sum(stage["to_make"] for stage in after["stages"]) == 0
    assert after["digest"] == before["digest"]


def test_producing_again_keeps_the_takes_that_a_redo_asked_for(studio: Studio) -> None:
    season = studio.write(a_season_file(TWO_SCENES))
    studio.run("produce", season)
    studio.run("redo", "test-season", "ep1/scene2/video")
    redone = digests(studio.manifest())

    done = studio.run("produce", season)

    assert done.returncode == 0, done.stderr
    assert digests(studio.manifest()) == redone


def test_an_output_folder_that_is_a_file_is_refused_before_anything_is_made(studio: Studio) -> None:
    (studio.folder / "out").write_text("in the way")

    refused = studio.run("produce", studio.write(a_season_file(TWO_SCENES)))

    assert refused.returncode == 2
    assert refused.stderr.startswith("cliffhanger: --out ")
    assert not studio.state.exists()


def test_two_titles_with_one_folder_name_do_not_take_each_others_files(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file([a_scene_of("One.")], title="The Heir!")))
    before = studio.manifest("the-heir")

    refused = studio.run("produce", studio.write(a_season_file([a_scene_of("Two.")], title="The Heir?"), "other.yaml"))

    assert refused.returncode == 2
    assert "holds another season, 'The Heir!'" in refused.stderr
    assert studio.manifest("the-heir") == before


def test_a_store_that_lacks_a_finished_episode_removes_no_file(studio: Studio) -> None:
    studio.run("produce", studio.write(a_season_file(TWO_SCENES)))
    (studio.state / "store").rename(studio.folder / "elsewhere")

    refused = studio.run("report", "test-season")

    assert refused.returncode == 2
    assert "set CLIFFHANGER_STORE" in refused.stderr
    assert (studio.folder / "out" / "test-season" / "E01.mp4").exists()


def test_markup_in_a_title_is_text(studio: Studio) -> None:
    done = studio.run("produce", studio.write(a_season_file([a_scene_of("One.")], title="Love [bold] Hate [@click=x(]")))

    assert done.returncode == 0, done.stderr
    assert "Love [bold] Hate [@click=x(]: done" in done.stderr
