"""Cancel, Ctrl-C and kill -9 in the middle of a paid season: nothing is paid twice, and what was paid is collected."""

import signal

import pytest

from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(3)]
SEASON = a_paid_season(SCENES, stages="video lipsync", budget_usd=5)


def test_a_cancelled_season_sends_nothing_more_and_collects_what_was_paid(studio: PaidStudio, provider: Provider) -> None:
    studio.lay(simulator={"cancel": None})
    provider.post("latency", {"seconds": 1.5})
    producing = studio.start("produce", studio.write(SEASON), "--json")
    wait_for("three jobs", lambda: len(provider.jobs("video")) == 3)

    cancelled = studio.run("cancel", "test-season")
    sent = len(provider.jobs())
    _, err = producing.communicate(timeout=60)

    assert (cancelled.returncode, producing.returncode) == (0, 1), err
    assert "cancelled" in cancelled.stderr
    assert len(provider.jobs()) == sent
    assert all(job["fetched_whole"] for job in provider.jobs())
    costs = studio.json("costs", "test-season")
    assert (round(costs["spent_usd"] * 1_000_000), costs["reserved_usd"]) == (provider.billed_micros, 0)
    status = studio.json("status", "test-season")
    assert (status["state"], status["episodes"][0]["state"], studio.manifest()["state"]) == ("cancelled", "cancelled", "cancelled")
    assert studio.run("cancel", "test-season").returncode == 2

    provider.post("latency", {"seconds": 0})
    assert studio.run("resume", "test-season").returncode == 0
    assert provider.kinds() == ["lipsync"] * 3 + ["video"] * 3


def test_jobs_that_wait_at_the_provider_are_cancelled_there_for_nothing(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 60})
    season = line.json("produce", line.write(SEASON))["season"]
    wait_for("three jobs", lambda: len(provider.jobs("video")) == 3)

    assert line.run("cancel", season).returncode == 0
    ended = line.run("watch", season)

    assert ended.returncode == 1
    assert {job["state"] for job in provider.jobs()} == {"cancelled"}
    assert line.json("status", season)["cost"] == {"budget_usd": 5.0, "reserved_usd": 0.0, "spent_usd": 0.0, "held_usd": 0.0}
    assert provider.billed_micros == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_interrupted_season_goes_on_and_nothing_is_paid_twice(
    studio: PaidStudio, provider: Provider, number: signal.Signals, code: int
) -> None:
    provider.post("latency", {"seconds": 1})
    season = studio.write(SEASON)
    producing = studio.start("produce", season)
    wait_for("two jobs", lambda: len(provider.jobs()) >= 2)

    producing.send_signal(number)
    producing.communicate(timeout=60)
    assert producing.returncode == code
    wait_for("its processes to end", lambda: not studio.processes(), 20)
    provider.post("latency", {"seconds": 0})
    again = studio.run("produce", season)

    assert again.returncode == 0, again.stderr
    assert provider.kinds() == ["lipsync"] * 3 + ["video"] * 3
    assert provider.never_asked_twice()
    assert studio.json("costs", "test-season")["spent_usd"] == provider.billed_micros / 1_000_000


def test_after_a_kill_the_model_that_has_the_job_is_asked_before_the_one_that_refused(studio: PaidStudio, provider: Provider) -> None:
    season = a_paid_season(SCENES[:1])
    season["providers"]["video"] = ["simulator/sim-video", "other/other-video"]
    provider.post("latency", {"seconds": 2})
    provider.rules({"fault": "bad_request", "match": {"model": "sim-video"}})
    producing = studio.start("produce", studio.write(season))
    wait_for("the other model's job", provider.jobs)
    wait_for("its id to be noted", lambda: b"submitted" in next(studio.state.glob("seasons/*/redis/appendonly.aof")).read_bytes())

    producing.kill()
    producing.communicate(timeout=60)
    provider.rules()
    again = studio.produce(season)

    assert again.returncode == 0, again.stderr
    assert [job["model"] for job in provider.jobs()] == ["other-video"]
