"""What dubs cost: speech and lip sync; the pictures are their original's."""

from typing import Any

from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

PICTURES = ("reference", "video")


def said(text: str, **translations: str) -> dict[str, Any]:
    """A scene with one line, and what that is in other languages."""
    scene = a_scene_of(text)
    scene["dialogue"][0]["translations"] = translations
    return scene


def a_dubbed_season(**changes: Any) -> dict[str, Any]:
    """Two scenes that the provider makes whole, and their dubs in two languages."""
    scenes = [said("Wait for me.", ko="기다려 줘.", th="รอฉันด้วย"), said("Why?", ko="왜?", th="ทำไม")]
    return a_paid_season(scenes, **{"stages": "all", "dubs": ["ko", "th"], **changes})


def test_two_dubs_of_an_episode_cost_speech_and_lip_sync_only(line: LinePaidStudio, provider: Provider) -> None:
    done = line.produce(a_dubbed_season())

    assert done.returncode == 0, done.stderr + line.log()
    kinds = provider.kinds()
    # As many pictures as without dubs; a line and its lips in each of three languages.
    assert {kind: kinds.count(kind) for kind in kinds} == {"image": 1, "video": 2, "speech": 6, "lipsync": 6}
    assert provider.never_asked_twice()
    costs = line.json("costs", line.manifest()["season"])
    assert set(costs["by_episode"]) == {"1", "1.ko", "1.th"}
    assert round(sum(costs["by_episode"].values()) * 1_000_000) == provider.billed_micros
    of_dubs = [group for group in costs["groups"] if "dub" in group]
    assert {(group["dub"], group["stage"]) for group in of_dubs} == {
        (dub, stage) for dub in ("ko", "th") for stage in ("speech", "lipsync")
    }
    assert all(group["episode"] == 1 and group["calls"] == 1 for group in of_dubs)
    (episode,) = line.manifest()["episodes"]
    assert [dub["path"] for dub in episode["dubs"]] == ["dubs/ko/E01.mp4", "dubs/th/E01.mp4"]


def test_a_dub_begins_when_its_original_s_scene_is_done(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"video": 3600}})
    season = line.json("produce", line.write(a_dubbed_season(dubs=["ko"])))["season"]
    wait_for("both clips to be under way", lambda: provider.kinds().count("video") == 2)

    before = [job["kind"] for job in provider.jobs() if job["kind"] in ("speech", "lipsync")]
    provider.post("latency", {"seconds": 0, "by_kind": {}})
    provider.post("clock", {"advance": 3600})
    done = line.run("watch", season)

    assert before == []
    assert done.returncode == 0, done.stderr
    assert provider.kinds().count("lipsync") == 4


def test_a_dub_that_fails_leaves_its_original_whole(line: LinePaidStudio, provider: Provider) -> None:
    season = a_dubbed_season(dubs=["ko"])
    provider.rules({"fault": "moderated_input", "match": {"kind": "speech", "text": "왜"}})

    done = line.produce(season)

    assert done.returncode == 1, done.stderr
    (episode,) = line.manifest()["episodes"]
    assert (line.manifest()["state"], episode["state"], episode["dubs"][0]["state"]) == ("partial", "done", "partial")
    assert "episode 1 (ko), scene 2: " in done.stderr
    provider.rules()

    again = line.run("resume", line.manifest()["season"])

    assert again.returncode == 0, again.stderr
    assert provider.kinds().count("video") == 2
    assert line.manifest()["episodes"][0]["dubs"][0]["state"] == "done"


def test_with_on_failure_stop_a_dub_that_fails_stops_its_season(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "moderated_input", "match": {"kind": "speech", "text": "왜"}})

    done = line.produce(a_dubbed_season(dubs=["ko"], on_failure="stop"))

    assert done.returncode == 1
    assert line.json("status", line.manifest()["season"])["state"] == "failed"
    assert "episode 1 (ko), scene 2" in done.stderr
