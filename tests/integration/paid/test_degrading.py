"""Degrading on purpose, as a studio sees it: only where the season file allows it, never silently, and never paid twice."""

from typing import Any

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season, lines_of

VIDEO = {"kind": "video"}
CHANGED = "video: resolution 720p → 480p after 2 timeouts"
LARGE = {"resolution": "720p"}


def a_season(*allow: str, **changes: Any) -> dict[str, Any]:
    return a_paid_season([a_scene_of("Line.", duration_seconds=1)], format=LARGE, allow=list(allow), **changes)


def scene_of(studio: PaidStudio) -> dict[str, Any]:
    return studio.manifest()["episodes"][0]["scenes"][0]


TIMEOUTS = [{"fault": "expired"}, {"fault": "overloaded", "options": {"status": 504, "code": "timeout"}}]


@pytest.mark.parametrize("fault", TIMEOUTS, ids=["job", "refused"])
def test_a_clip_that_times_out_twice_is_bought_in_a_lower_resolution_and_told(
    line: LinePaidStudio, provider: Provider, fault: dict[str, Any]
) -> None:
    provider.rules({**fault, "match": VIDEO, "times": 2})

    done = line.produce(a_season("lower_resolution"))

    assert done.returncode == 0, done.stderr
    scene, episode = scene_of(line), line.manifest()["episodes"][0]
    assert scene["changed"] == [CHANGED]
    assert [product["changed"] for product in scene["products"] if product["stage"] == "video"] == [[CHANGED.removeprefix("video: ")]]
    assert (episode["width"], episode["height"]) == (720, 1280)
    assert f"made lesser episode 1, scene 1: {CHANGED}" in " ".join(done.stderr.split())
    assert CHANGED in (line.folder / "out" / "test-season" / "report.html").read_text(encoding="utf-8")
    assert provider.billed_micros == 50_000
    assert provider.books()["totals"]["billed_twice"] == 0
    assert line.json("costs", "test-season")["spent_usd"] == 0.05


def test_what_is_not_allowed_is_not_degraded(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "expired", "match": VIDEO, "times": 2})

    done = line.produce(a_season())

    assert done.returncode == 1
    assert len(provider.jobs()) == 1
    assert scene_of(line)["changed"] == []


def test_a_refused_prompt_is_softened_and_a_billed_refusal_is_told(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "moderated_output", "match": VIDEO, "times": 1, "options": {"billed": True}})

    done = line.produce(a_season("softer_prompt"))

    assert done.returncode == 0, done.stderr
    (changed,) = scene_of(line)["changed"]
    assert changed.startswith("video: prompt softened after a refusal for its content")
    assert "it was charged $0.05 all the same" in changed
    costs = line.json("costs", "test-season")
    assert (costs["spent_usd"], costs["wasted_usd"]) == (0.1, 0.05)
    assert costs["spent_usd"] <= line.json("plan", line.write(a_season("softer_prompt", title="Another")))["worst_case_usd"]


def test_two_refusals_fail_the_scene_and_name_both(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "moderated_input", "match": VIDEO})

    done = line.produce(a_season("softer_prompt"))

    assert done.returncode == 1
    assert scene_of(line)["reason"].count("Content policy violation") == 2
    assert provider.jobs() == []


def test_a_shorter_clip_is_planned_bought_and_held_at_its_end(studio: PaidStudio, provider: Provider) -> None:
    studio.lay(simulator={"models": {"sim-video": {"durations": [1, 2]}}})
    season = a_season("shorter")
    season["episodes"][0]["scenes"][0]["duration_seconds"] = 3

    plan = studio.json("plan", studio.write(season))
    done = studio.produce(season)

    assert done.returncode == 0, done.stderr
    assert plan["worst_case_usd"] == plan["estimated_usd"] == 0.1
    assert any("makes 2 s, and the last picture is held" in note for note in plan["notes"]), plan["notes"]
    assert scene_of(studio)["changed"] == ["video: length 3 s → 2 s, held at its end, since no model of the list makes it longer"]
    assert scene_of(studio)["duration_seconds"] >= 3
    assert provider.billed_micros == 100_000


def test_a_word_that_is_not_known_is_refused_with_the_one_that_was_meant(studio: PaidStudio, provider: Provider) -> None:
    refused = studio.produce(a_season("lower_resolutions"))

    (told,) = lines_of(refused.stderr)
    assert refused.returncode == 2
    assert "allow[0]: must be one of" in told
    assert "did you mean 'lower_resolution'?" in told
    assert provider.jobs() == []
