"""Other takes are bought within the quality budget, of the same model, and in no other form than the first."""

from typing import Any

import pytest

from shared.errors import StageFailed
from shared.quality import BlackGate, Quality
from shared.state.refusals import refused_takes
from tests.support.degrading import PRICE, SEASON
from tests.support.takes import QUALITY, FakeJudge, clip, judged, quality_money, seeds
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobTimedOut, Moderated, Overloaded
from worker.gateway.admission import OverBudget
from worker.gateway.waits import NotYet, Wait


def test_without_a_quality_budget_the_scene_fails_and_names_gate_measure_and_what_to_do(gate) -> None:
    it = gate(bad=1)
    need = clip(it)

    with pytest.raises(StageFailed) as failed:
        it.make(need)

    line = str(failed.value)
    assert line.startswith("acme/clips was paid $0.01, and the gate 'black' refused its video: 100% of the clip is black; 35% is the most")
    assert "quality_budget_usd" in line
    assert "redo pays for another" in line
    assert "on_failure: tell" in line
    assert len(it.vendors.taken) == 1
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": PRICE}
    assert [take["retake"] for take in refused_takes(it.client, need.key)] == [0]


def test_a_resume_under_the_same_rules_judges_nothing_again_and_buys_nothing(gate) -> None:
    it = gate(bad=9)
    need = clip(it)

    for it.run in "123":
        with pytest.raises(StageFailed, match="'black'"):
            it.make(need)

    assert len(judged(it)) == 1
    assert len(it.vendors.taken) == 1


def test_other_thresholds_judge_what_was_refused_again_and_change_no_key(gate) -> None:
    it = gate(bad=1)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)
    judge = it.judge
    assert isinstance(judge, FakeJudge)

    judge.bad, it.run = 0, "2"
    it.production = it.production.model_copy(update={"quality": Quality(black=BlackGate(most_share=1.0))})
    it.make(need)

    assert clip(it).key == need.key
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_a_budget_that_is_given_later_buys_the_retake(gate) -> None:
    it = gate(bad=1)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)

    it.ledger.set_cap(QUALITY, PRICE)
    it.run, it.production = "2", it.production.model_copy(update={"quality_budget_micros": PRICE})
    it.judge = FakeJudge(bad=1)
    it.make(need)

    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_two_retakes_are_the_most(gate) -> None:
    it = gate(bad=9, retakes=9, video=("acme/clips", "other/clips"))
    need = clip(it)

    with pytest.raises(StageFailed, match=r"was paid \$0\.03.*\(take 3; before it: black, black\)"):
        it.make(need)

    assert [ask.model.name for ask in it.vendors.taken] == ["acme/clips"] * 3
    assert len(set(seeds(it))) == 3
    assert it.money()["wasted"] == 3 * PRICE
    assert len(refused_takes(it.client, need.key)) == 3


def test_the_quality_budget_is_never_exceeded(gate) -> None:
    it = gate(bad=9, retakes=1)

    with pytest.raises(StageFailed, match=r"the gate 'black'.*no other take was made: .*quality_budget_usd of \$0\.01 is spent"):
        it.make(clip(it))

    assert quality_money(it)["spent"] == PRICE
    assert len(it.vendors.taken) == 2


def test_the_seasons_budget_holds_for_retakes_too(gate) -> None:
    it = gate(bad=9, retakes=2)
    it.ledger.set_cap(f"season:{SEASON}", 2 * PRICE - 1)

    with pytest.raises(OverBudget, match=r"the gate 'black'.*the season's budget"):
        it.make(clip(it))

    assert it.money()["spent"] == PRICE


@pytest.mark.parametrize("refusal", [InvalidRequest("no"), Moderated("violence"), JobTimedOut("expired")])
def test_a_retake_that_its_model_does_not_make_is_asked_of_nobody_else(gate, refusal: Exception) -> None:
    it = gate(bad=1, retakes=2, video=("acme/clips", "other/clips"), allow=("lower_resolution", "softer_prompt"))

    def at_submit(_ask: Any) -> Exception | None:
        return refusal if it.vendors.taken and not isinstance(refusal, JobTimedOut) else None

    it.vendors.at_submit = at_submit
    it.vendors.fate = lambda _ask: refusal if len(it.vendors.taken) > 1 else None

    with pytest.raises(StageFailed, match=r"'black'.*no other take was made"):
        it.make(clip(it))

    assert {ask.model.name for ask in it.vendors.taken} == {"acme/clips"}
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": PRICE}


def test_a_retake_that_nobody_knows_the_end_of_is_held_and_not_sent_again(gate) -> None:
    it = gate(bad=1, retakes=2)
    it.vendors.at_submit = lambda _ask: AmbiguousSubmit("read timed out") if it.vendors.taken else None

    for _ in range(3):
        with pytest.raises(StageFailed, match="it is not known whether"):
            it.make(clip(it))

    assert len(it.vendors.taken) == 1
    assert quality_money(it) == {"reserved": 0, "held": PRICE, "spent": 0, "wasted": 0}


def test_a_model_that_is_down_is_waited_for_with_its_retake(gate) -> None:
    it = gate(bad=1, retakes=1, video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda _ask: Overloaded("HTTP 503") if it.vendors.taken else None

    for _ in range(12):
        with pytest.raises(Wait) as wait:
            it.turn(clip(it))
        assert not wait.value.is_down
        it.pass_time()

    assert {ask.model.name for ask in it.vendors.taken} == {"acme/clips"}


def test_a_retake_of_a_lesser_clip_is_as_lesser(gate) -> None:
    it = gate(bad=1, retakes=1, allow=("lower_resolution",))
    it.vendors.fate = lambda ask: JobTimedOut("expired") if ask.values["width"] == 1080 else None
    need = clip(it)

    it.make(need)

    assert [side for _, side in it.short_sides()] == [1080, 1080, 720, 720]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_a_retake_of_a_softened_clip_is_as_soft(gate) -> None:
    it = gate(bad=1, retakes=1, allow=("softer_prompt",))
    it.vendors.at_submit = lambda ask: None if "audiences" in ask.values["prompt"] else Moderated("violence")

    it.make(clip(it, action="Emma takes a knife.", visual_prompt=""))

    assert ["audiences" in ask.values["prompt"] for ask in it.vendors.taken] == [True, True]


def test_a_begun_retake_is_collected_although_the_budget_is_gone(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)
    while len(it.vendors.taken) < 2:
        with pytest.raises(NotYet):
            it.turn(need)
        it.pass_time()

    it.ledger.set_cap(QUALITY, 0)
    it.run, it.production = "2", it.production.model_copy(update={"quality_budget_micros": 0})
    it.judge = FakeJudge(bad=1)
    it.make(need)

    assert len(it.vendors.taken) == 2
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
