"""Failover: another model is asked where the first has certainly not taken it, and never where it may have."""

from typing import Any

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season, lines_of

FIRST, SECOND = "simulator/sim-video", "other/other-video"


def a_season(*rooms: str, first: str = FIRST, **changes: Any) -> dict[str, Any]:
    scenes = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {room}") for number, room in enumerate(rooms)]
    season = a_paid_season(scenes, **changes)
    return {**season, "providers": {**season["providers"], "video": [first, SECOND]}}


def makers(studio: PaidStudio) -> list[str]:
    """Who made each scene's clip, as the manifest has it."""
    scenes = studio.manifest()["episodes"][0]["scenes"]
    return [product["model"] for scene in scenes for product in scene["products"] if product["stage"] == "video"]


def test_what_one_model_certainly_refuses_the_next_one_makes(line: LinePaidStudio, provider: Provider) -> None:
    faults = ("bad_request", "model_gone", "overloaded")
    provider.rules(*({"fault": fault, "match": {"model": "sim-video", "text": f"Room {fault}"}} for fault in faults))

    done = line.produce(a_season(*faults, "fine"))

    assert done.returncode == 0, done.stderr
    assert makers(line) == [SECOND, SECOND, SECOND, FIRST]
    assert sorted(job["model"] for job in provider.jobs()) == ["other-video"] * 3 + ["sim-video"]
    assert line.json("costs", "test-season")["by_model"] == {FIRST: 0.05, SECOND: 0.15}


@pytest.mark.parametrize("fault", ["no_funds_402", "no_funds_429", "unauthorized"])
def test_an_account_that_takes_nothing_is_left_alone_until_the_next_order(line: LinePaidStudio, provider: Provider, fault: str) -> None:
    provider.rules({"fault": fault, "match": {"model": "sim-video"}})

    done = line.produce(a_season("one", "two"))

    assert done.returncode == 0, done.stderr
    assert makers(line) == [SECOND, SECOND]
    assert sum(provider.books()["totals"]["refusals"].values()) <= 2


def test_what_may_have_been_taken_is_left_to_a_person_and_never_to_another_model(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "accepted_then_500", "match": {"text": "Room one"}}, {"fault": "reset_after", "match": {"text": "Room two"}})

    done = line.produce(a_season("one", "two", "three", first="simulator-blind/sim-video"))

    assert done.returncode == 1
    assert done.stderr.count("it is not known whether simulator-blind/sim-video took the call") == 2
    assert {job["model"] for job in provider.jobs()} == {"sim-video"}
    assert line.json("costs", "test-season")["held_usd"] == 0.1


ROWS = [
    ({"durations": [1]}, {}, "it makes at most 1 s, the scene needs 2 s"),
    ({"aspect_ratios": ["16:9"]}, {}, "it makes 16:9 only, the season is 9:16"),
    (
        {"reference_images": {"max": 0}},
        {"stages": "video reference"},
        "it takes no reference image, and the season has them made",
    ),
]


@pytest.mark.parametrize(("row", "changes", "why"), ROWS, ids=["duration", "aspect", "reference"])
def test_a_model_that_cannot_make_a_scene_is_passed_over_before_anything_is_paid(
    studio: PaidStudio, provider: Provider, row: dict[str, Any], changes: dict[str, Any], why: str
) -> None:
    studio.lay(simulator={"models": {"sim-video": row}})
    season = a_season("one", **changes)
    season["episodes"][0]["scenes"][0]["duration_seconds"] = 2

    plan = studio.json("plan", studio.write(season))
    season["providers"]["video"] = [FIRST]
    refused = studio.produce(season)

    assert [stage["model"] for stage in plan["stages"] if stage["stage"] == "video"] == [SECOND]
    assert any(why in note for note in plan["notes"]), plan["notes"]
    (told,) = lines_of(refused.stderr)
    assert refused.returncode == 2
    assert f"nobody who is named can make its video: {FIRST} {why.removeprefix('it ')}" in told
    assert provider.jobs() == []
