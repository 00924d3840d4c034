"""kill -9 of any process at any time loses nothing that is finished, and the same command again finishes the season (I12)."""

import json
import signal
import subprocess

import psutil
import pytest

from shared.redis_client import open_redis
from shared.state.season import SeasonState
from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio, digests, wait_for

SEASON = a_season_file(
    [a_scene_of("Don't lie to me."), a_scene_of("Then you know why.", speaker="Daniel"), a_scene_of("I do.")],
    [a_scene_of("Wait."), a_scene_of("No.", speaker="Daniel")],
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, str]:
    """The digests of the same season, produced in peace."""
    studio = Studio(tmp_path_factory.mktemp("undisturbed"))
    assert studio.run("produce", studio.write(SEASON)).returncode == 0
    return digests(studio.manifest())


def children(studio: Studio, word: str) -> list[psutil.Process]:
    return [process for process in studio.processes() if word in " ".join(process.cmdline())]


def wait_for_log(studio: Studio, text: str) -> None:
    wait_for(f"{text!r} in the log", lambda: text in studio.log())


def end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=120)
    return process.returncode


@pytest.mark.parametrize("moment", ["video by", "lipsync by", "music by"])
def test_the_command_is_killed_and_run_again(studio: Studio, undisturbed: dict[str, str], moment: str) -> None:
    season = studio.write(SEASON)
    first = studio.start("produce", season)
    wait_for_log(studio, moment)
    first.kill()
    first.wait()
    wait_for("every process to end with the command", lambda: not studio.processes(), 20)

    again = studio.run("produce", season)

    assert again.returncode == 0, again.stderr + studio.log()
    assert digests(studio.manifest()) == undisturbed


@pytest.mark.parametrize("moment", ["ready.", "video by", "speech by"])
def test_a_media_worker_is_killed(studio: Studio, undisturbed: dict[str, str], moment: str) -> None:
    command = studio.start("produce", studio.write(SEASON))
    wait_for_log(studio, moment)

    for process in sorted(children(studio, "-Q media"), key=lambda process: process.pid)[:1]:
        process.send_signal(signal.SIGKILL)

    assert end(command) == 0, studio.log()
    assert digests(studio.manifest()) == undisturbed


def test_a_pool_process_is_killed_in_the_middle_of_its_work(studio: Studio, undisturbed: dict[str, str]) -> None:
    command = studio.start("produce", studio.write(SEASON))
    wait_for_log(studio, "video by")

    (*_, youngest) = sorted(children(studio, "-Q media"), key=lambda process: process.pid)
    youngest.send_signal(signal.SIGKILL)

    assert end(command) == 0, studio.log()
    assert digests(studio.manifest()) == undisturbed


@pytest.mark.parametrize("moment", ["ready.", "video by", "episode by"])
def test_redis_is_killed(studio: Studio, undisturbed: dict[str, str], moment: str) -> None:
    command = studio.start("produce", studio.write(SEASON))
    wait_for_log(studio, moment)

    card = json.loads(next(studio.state.glob("seasons/*/run.json")).read_text())
    psutil.Process(card["redis_pid"]).send_signal(signal.SIGKILL)

    assert end(command) == 0, studio.log()
    assert digests(studio.manifest()) == undisturbed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_command_leaves_nothing_running_and_goes_on_later(
    studio: Studio, undisturbed: dict[str, str], number: signal.Signals
) -> None:
    season = studio.write(SEASON)
    first = studio.start("produce", season)
    wait_for_log(studio, "video by")
    first.send_signal(number)

    assert end(first) == 130
    assert studio.processes() == []
    assert studio.run("produce", season).returncode == 0
    assert digests(studio.manifest()) == undisturbed


def test_a_scene_that_kills_its_worker_fails_alone(studio: Studio) -> None:
    scenes = [a_scene_of("One."), a_scene_of("Two.", action="[crash] Emma waits.")]

    done = studio.run("produce", studio.write(a_season_file(scenes)))

    assert done.returncode == 1
    assert "episode 1, scene 2: video was begun 6 times and never ended" in done.stderr
    assert studio.manifest()["state"] == "partial"


def test_two_runs_at_once_do_not_disturb_each_other(studio: Studio) -> None:
    one = studio.start("produce", studio.write({**SEASON, "title": "One"}, "one.yaml"))
    two = studio.start("produce", studio.write({**SEASON, "title": "Two"}, "two.yaml"))

    assert [end(one), end(two)] == [0, 0], studio.log()
    assert studio.manifest("one")["state"] == studio.manifest("two")["state"] == "done"


def test_the_same_season_twice_at_once_is_produced_once(studio: Studio) -> None:
    season = studio.write(SEASON)
    first = studio.start("produce", season)
    wait_for_log(studio, "ready.")
    second = studio.start("produce", season)

    assert [end(first), end(second)] == [0, 0], studio.log()
    assert studio.log().count("video by") == 5


def test_a_season_that_is_edited_while_it_is_made_is_finished_as_edited(studio: Studio) -> None:
    season = studio.write(SEASON)
    first = studio.start("produce", season)
    wait_for_log(studio, "video by")

    redone = studio.run("redo", "test-season", "ep1/scene1")

    assert redone.returncode == 0, redone.stderr + studio.log()
    assert end(first) == 0
    assert studio.manifest()["state"] == "done"


def test_a_redo_goes_on_by_itself_where_the_command_that_made_the_season_is_killed(studio: Studio) -> None:
    first = studio.start("produce", studio.write(SEASON))
    wait_for_log(studio, "video by")
    (season,) = (studio.state / "seasons").iterdir()
    card = json.loads((season / "run.json").read_text(encoding="utf-8"))
    state = SeasonState(open_redis(card["url"]), season.name)
    redo = studio.start("redo", "test-season", "ep1/scene1/video")
    wait_for("the order", lambda: state.production().takes)
    first.kill()

    _, told = redo.communicate(timeout=120)
    assert redo.returncode == 0, told + studio.log()
    assert studio.manifest()["state"] == "done"


def test_an_interrupted_second_run_leaves_what_was_delivered(studio: Studio) -> None:
    studio.run("produce", studio.write(SEASON))
    edited = a_season_file(*[[a_scene_of(f"Something else {number}.")] for number in range(2)])
    ready = studio.log().count("speech by")
    second = studio.start("produce", studio.write(edited))
    wait_for("the first new line", lambda: studio.log().count("speech by") > ready)
    second.send_signal(signal.SIGINT)

    assert end(second) == 130
    assert (studio.folder / "out" / "test-season" / "E02.mp4").exists()
    assert studio.manifest()["state"] == "done"
