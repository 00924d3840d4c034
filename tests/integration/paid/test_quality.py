"""Quality gates, as a studio meets them: what they refuse reaches no episode, and is bought again only within its own budget."""

import json
from typing import Any

import av
import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season

VIDEO = {"kind": "video"}
# A scene's clip of a second.
CLIP_USD = 0.05


def a_season(*rooms: str, **changes: Any) -> dict[str, Any]:
    scenes = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {room}") for number, room in enumerate(rooms)]
    return a_paid_season(scenes, **changes)


def scenes_of(studio: PaidStudio) -> list[dict[str, Any]]:
    return studio.manifest()["episodes"][0]["scenes"]


def darkest(studio: PaidStudio) -> int:
    """How bright the darkest frame of the episode is at its brightest (0..255)."""
    episode = studio.folder / "out" / "test-season" / studio.manifest()["episodes"][0]["path"]
    with av.open(str(episode)) as film:
        return min(int(frame.to_ndarray(format="gray").max()) for frame in film.decode(video=0))


def test_a_black_clip_is_refused_bought_again_and_never_seen(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "black", "match": VIDEO, "times": 1})

    done = line.produce(a_season("one", "two", quality_budget_usd=0.2))

    assert done.returncode == 0, done.stderr + line.log()[-3000:]
    assert darkest(line) > 100
    costs = line.json("costs", "test-season")
    assert (costs["spent_usd"], costs["wasted_usd"]) == (0.15, CLIP_USD)
    assert costs["quality"] == {"retakes": 1, "budget_usd": 0.2, "reserved_usd": 0.0, "held_usd": 0.0, "spent_usd": CLIP_USD}
    assert provider.billed_micros == 150_000
    assert provider.books()["totals"]["billed_twice"] == 0
    (refused,) = [take for scene in scenes_of(line) for take in scene.get("refused", [])]
    why = refused["verdicts"][-1]
    assert (refused["stage"], refused["cost_usd"], why["gate"], why["outcome"]) == ("video", CLIP_USD, "black", "failed")
    folder = line.folder / "out" / "test-season"
    assert (folder / why["picture"]).is_file()
    assert (folder / refused["path"]).is_file()
    assert why["says"] in (folder / "report.html").read_text(encoding="utf-8")
    clips = [product for scene in scenes_of(line) for product in scene["products"] if product["stage"] == "video"]
    assert all({verdict["outcome"] for verdict in clip["verdicts"]} <= {"passed", "unsure"} for clip in clips)
    assert line.json("ledger", "verify")["well"]


@pytest.mark.parametrize("fault", ["black", "frozen", "too_short"])
def test_without_a_quality_budget_the_scene_fails_and_says_what_to_do(line: LinePaidStudio, provider: Provider, fault: str) -> None:
    provider.rules({"fault": fault, "match": {**VIDEO, "text": "Room one"}})

    done = line.produce(a_season("one", "two"))

    assert done.returncode == 1, done.stderr
    bad, good = scenes_of(line)
    assert (bad["state"], good["state"]) == ("failed", "done")
    assert "was paid $0.05" in bad["reason"]
    assert "quality_budget_usd" in bad["reason"]
    assert line.manifest()["episodes"][0]["state"] == "partial"
    assert len(provider.jobs()) == 2
    costs = line.json("costs", "test-season")
    assert (costs["spent_usd"], costs["wasted_usd"], costs["quality"]["spent_usd"]) == (2 * CLIP_USD, CLIP_USD, 0.0)


def test_a_clip_in_another_shape_is_brought_into_form_and_told(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "wrong_size", "match": VIDEO})

    done = line.produce(a_season("one"))

    assert done.returncode == 0, done.stderr
    (scene,) = scenes_of(line)
    assert ("aspect", "failed") in [
        (verdict["gate"], verdict["outcome"]) for product in scene["products"] for verdict in product.get("verdicts", [])
    ]
    assert len(provider.jobs()) == 1


def test_what_was_refused_is_taken_without_paying_when_the_season_takes_it_as_it_is(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "frozen", "match": VIDEO})
    season = a_season("one")
    assert line.produce(season).returncode == 1

    done = line.produce({**season, "quality": {"frozen": {"on_failure": "tell"}}})

    assert done.returncode == 0, done.stderr
    assert len(provider.jobs()) == 1
    (scene,) = scenes_of(line)
    told = {verdict["gate"]: verdict["outcome"] for product in scene["products"] for verdict in product.get("verdicts", [])}
    assert told["frozen"] == "failed"
    assert line.json("costs", "test-season")["wasted_usd"] == 0.0
    assert line.json("ledger", "verify")["well"]


def test_a_redo_buys_another_take(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "black", "match": VIDEO, "times": 1})
    assert line.produce(a_season("one")).returncode == 1

    done = line.run("redo", "test-season", "ep1/scene1/video")

    assert done.returncode == 0, done.stderr
    assert len(provider.jobs()) == 2
    assert darkest(line) > 100


def test_many_bad_clips_at_once_never_pass_the_quality_budget(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "black", "match": VIDEO})

    done = line.produce(a_season(*"abcdef", quality_budget_usd=0.2))

    assert done.returncode == 1, done.stderr
    costs = line.json("costs", "test-season")
    assert costs["quality"]["spent_usd"] == pytest.approx(0.2)
    assert costs["spent_usd"] == costs["wasted_usd"] == pytest.approx(0.5)
    assert len(provider.jobs()) == 6 + 4
    assert {scene["state"] for scene in scenes_of(line)} == {"failed"}
    assert all("'black'" in scene["reason"] for scene in scenes_of(line))
    assert line.json("ledger", "verify")["well"]


def test_a_silent_line_is_spoken_again(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "no_sound", "match": {"kind": "speech"}, "times": 1})

    # Tones are no speech: what only a listener can judge is told.
    told = {gate: {"on_failure": "off"} for gate in ("pace", "cut", "words", "clipped")}
    done = line.produce(a_season("one", stages="speech", quality_budget_usd=1, quality=told))

    assert done.returncode == 0, done.stderr
    (scene,) = scenes_of(line)
    assert [take["verdicts"][-1]["gate"] for take in scene["refused"]] == ["silent"]
    assert provider.kinds() == ["speech", "speech"]


def test_a_plan_has_the_quality_budget_in_its_worst_case(line: LinePaidStudio) -> None:
    without = line.json("plan", line.write(a_season("one", "two")))
    with_it = line.json("plan", line.write(a_season("one", "two", quality_budget_usd=0.07)))
    capped = line.json("plan", line.write(a_season("one", "two", quality_budget_usd=5, budget_usd=0.12)))

    assert with_it["worst_case_usd"] == pytest.approx(without["worst_case_usd"] + 0.07)
    assert with_it["quality_usd"] == 0.07
    assert capped["worst_case_usd"] == pytest.approx(0.12)
    assert json.dumps(without).count("quality_usd") == 0
