"""A provider that fails, refuses and sends what is no film: each scene fails alone, and every cent is accounted for."""

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

FAULTS = {
    "moderated_input": "Content policy violation",
    "moderated_output": "Output blocked by content policy",
    "failed": "generation failed",
    "truncated_silently": "was paid $0.05 and sent nothing usable",
    "redirect_loopback": "is not public",
    "done_but_empty": "it was charged $0.05 all the same",
}


def test_each_trouble_fails_its_own_scene_and_costs_what_the_provider_billed(line: LinePaidStudio, provider: Provider) -> None:
    rooms = [*FAULTS, "fine", "url_expired"]
    scenes = [a_scene_of(f"Line {room}.", duration_seconds=1, setting=f"Room {room}") for room in rooms]
    expired = {"fault": "url_expired", "match": {"text": "Room url_expired"}, "times": 1}
    provider.rules(*({"fault": fault, "match": {"text": f"Room {fault}"}} for fault in FAULTS), expired)

    done = line.produce(a_paid_season(scenes, budget_usd=5))

    assert done.returncode == 1, done.stderr
    problems = [text for text in done.stderr.splitlines() if text.startswith("problem")]
    assert len(problems) == len(FAULTS)
    for number, (problem, said) in enumerate(zip(problems, FAULTS.values(), strict=True), 1):
        assert f"episode 1, scene {number}: simulator/sim-video" in problem
        assert said in problem
    assert [scene["state"] for scene in line.manifest()["episodes"][0]["scenes"]] == ["failed"] * len(FAULTS) + ["done"] * 2
    costs = line.json("costs", "test-season")
    # The clip behind the redirect was billed, and can still be had; the garbled and the empty one were paid for nothing.
    assert (costs["spent_usd"], costs["held_usd"], costs["wasted_usd"]) == (0.2, 0.05, 0.1)
    assert provider.billed_micros == 250_000
    assert provider.never_asked_twice()
