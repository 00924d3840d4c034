"""Calls of which nobody knows the end: held, shown, never sent again by themselves, and settled by what a person finds out."""

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, Provider, a_paid_season, lines_of

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(2)]
LOST = {"fault": "accepted_then_500", "match": {"text": "Room 1"}, "times": 1}


@pytest.fixture
def call(line: LinePaidStudio, provider: Provider) -> str:
    """The id of a call that the provider took and answered with an error, at a vendor where calls cannot be looked up."""
    provider.rules(LOST)
    done = line.produce(a_paid_season(SCENES, vendor="simulator-blind", budget_usd=5))
    assert done.returncode == 1, done.stderr
    costs = line.json("costs", "test-season")
    (unknown,) = costs["unknown"]
    assert {"call", "provider", "model", "amount_usd", "since"} <= set(unknown)
    assert (costs["spent_usd"], costs["held_usd"], unknown["amount_usd"]) == (0.05, 0.05, 0.05)
    (problem,) = [text for text in done.stderr.splitlines() if text.startswith("problem")]
    assert "episode 1, scene 2: it is not known whether simulator-blind/sim-video took the call" in problem
    assert f"'cliffhanger settle {unknown['call']} --charged'" in problem
    assert line.manifest()["state"] == "partial"
    return str(unknown["call"])


def test_a_call_that_was_not_charged_is_made_again_when_a_person_says_so(line: LinePaidStudio, provider: Provider, call: str) -> None:
    assert line.run("resume", "test-season").returncode == 1
    assert len(provider.jobs()) == 2, "nothing is sent again by itself"
    for command in ("status", "watch", "costs"):
        assert "$0.05 held" in line.run(command, "test-season").stderr
    assert line.json("status", "test-season")["cost"]["held_usd"] == 0.05

    assert line.run("settle", call, "--not-charged").returncode == 0
    assert line.json("costs", "test-season")["held_usd"] == 0
    resumed = line.run("resume", "test-season")

    assert resumed.returncode == 0, resumed.stderr
    assert len(provider.jobs()) == 3


def test_a_call_that_was_charged_is_wasted_and_only_a_redo_pays_for_another(line: LinePaidStudio, provider: Provider, call: str) -> None:
    settled = line.json("settle", call, "--charged")
    costs = line.json("costs", "test-season")
    resumed = line.run("resume", "test-season")

    assert settled == {"call": call, "season": settled["season"], "state": "settled", "amount_usd": 0.05}
    assert (costs["spent_usd"], costs["held_usd"], costs["wasted_usd"], costs["unknown"]) == (0.1, 0, 0.05, [])
    assert resumed.returncode == 1
    assert "redo the scene to pay for another" in resumed.stderr
    assert len(provider.jobs()) == 2
    assert line.run("redo", "test-season", "ep1/scene2/video").returncode == 0
    assert len(provider.jobs()) == 3


def test_a_job_that_a_person_finds_is_collected_without_a_second_submit(line: LinePaidStudio, provider: Provider, call: str) -> None:
    (lost,) = [job for job in provider.jobs() if job["faults"]]
    wrong = [
        ((call,), "say one of --charged, --not-charged or --job ID"),
        ((call, "--charged", "--not-charged"), "say one of"),
        ((call, "--charged", "--job", lost["id"]), "say one of"),
        ((call, "--job", ""), "--job: is empty"),
        ((call[:3], "--charged"), "too short"),
        (("0" * 32, "--charged"), "no call"),
    ]
    for args, said in wrong:
        refused = line.run("settle", *args)
        (told,) = lines_of(refused.stderr)
        assert (refused.returncode, said in told) == (2, True), told

    assert line.run("settle", call[:8], "--job", lost["id"]).returncode == 0
    again = line.run("settle", call, "--charged")
    resumed = line.run("resume", "test-season")

    assert (again.returncode, len(lines_of(again.stderr))) == (2, 1)
    assert resumed.returncode == 0, resumed.stderr
    assert len(provider.jobs()) == 2
    assert lost["id"] in (line.folder / "out/test-season/manifest.json").read_text()


def test_where_calls_can_be_looked_up_a_lost_answer_is_found_again(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules(LOST)

    done = line.produce(a_paid_season(SCENES, budget_usd=5))

    assert done.returncode == 0, done.stderr
    assert (len(provider.jobs()), provider.billed_micros) == (2, 100_000)
    assert line.json("costs", "test-season")["spent_usd"] == 0.1
