"""What is not made as it was ordered is asked for in a lesser form: only where that is allowed, and only after a definite end."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

from shared.errors import StageFailed
from shared.ledger.verify import verify
from shared.line.need import Need
from shared.line.requests import Format
from shared.line.scene import reference_need, scene_needs
from shared.production import Production
from tests.factories.media import make_film, make_picture
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode
from tests.support.degrading import JOBS, PRICE, Fate, Gate, Killed, bury
from worker.engines.engine import Ask, Running
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, JobTimedOut, Moderated, TimedOut
from worker.gateway.waits import NotYet

VIDEO = {"capability": "video", "resolutions": ["480p", "720p", "1080p"], "durations": [5, 10]}
FULL = Format(width=1080, height=1920, fps=24)
EXPIRED = JobTimedOut("acme/clips: expired")


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("media")
    return make_film(folder / "film.mp4", seconds=12), make_picture(folder / "picture.jpg")


@pytest.fixture
def gate(client: redis.Redis, tmp_path: Path, media: tuple[Path, Path]) -> Callable[..., Gate]:
    """A gateway to `acme`, and to `other` where that is named; `video` lists the models of the season."""

    def build(*allow: str, video: tuple[str, ...] = ("acme/clips",), fate: Fate | None = None, **rows: Any) -> Gate:
        models = {**MODELS, "video": video, "reference": ("acme/paint",)}
        production = a_production(an_episode(1, a_scene(1, seconds=8.0)), format=FULL, models=models, allow=allow)
        row = {**VIDEO, **rows}
        vendors = {"acme": {"clips": row, "paint": {"capability": "reference"}}, "other": {"clips": row}}
        made = Gate(client, tmp_path, media, production, vendors, JOBS)
        made.vendors.fate = fate or made.vendors.fate
        return made

    return build


def clip(production: Production, **scene: Any) -> Need:
    """The need of a scene's clip, without the cast's pictures."""
    episode = an_episode(1, a_scene(1, **{"seconds": 8.0, **scene}))
    need = scene_needs(production, episode, episode.scenes[0]).video
    return replace(
        need,
        inputs=(),
        request=need.request.model_copy(update={"references": ()}),
        others=tuple(replace(option, request=need.request.model_copy(update={"references": ()})) for option in need.others),
    )


def too_large(side: int) -> Fate:
    """Every job of that size or more is given up for time."""
    return lambda ask: EXPIRED if min(ask.values["width"], ask.values["height"]) >= side else None


def test_after_two_timeouts_the_next_lower_resolution_is_bought_and_told(gate) -> None:
    it = gate("lower_resolution", fate=too_large(1080))
    need = clip(it.production)

    it.make(need)

    assert it.short_sides() == [("acme/clips", 1080), ("acme/clips", 1080), ("acme/clips", 720)]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_each_level_has_its_own_two_timeouts_and_nothing_goes_below_480p(gate) -> None:
    it = gate("lower_resolution", fate=too_large(0))
    need = clip(it.production)

    with pytest.raises(StageFailed, match="expired"):
        it.make(need)

    # The last level is left at its first timeout, as any failed job: nothing is below it.
    assert [side for _, side in it.short_sides()] == [1080, 1080, 720, 720, 480]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 0, "wasted": 0}


def test_nothing_is_degraded_or_tried_again_where_the_season_does_not_allow_it(gate) -> None:
    it = gate("softer_prompt", fate=too_large(1080))

    with pytest.raises(StageFailed, match="expired"):
        it.make(clip(it.production))

    assert it.short_sides() == [("acme/clips", 1080)]


def test_a_job_that_failed_otherwise_is_not_degraded(gate) -> None:
    it = gate("lower_resolution", "shorter", "softer_prompt", fate=lambda _ask: JobFailed("out of memory"))

    with pytest.raises(StageFailed, match="out of memory"):
        it.make(clip(it.production))

    assert len(it.vendors.taken) == 1


def test_a_timeout_that_was_billed_is_not_degraded(gate) -> None:
    it = gate("lower_resolution", fate=lambda _ask: JobTimedOut("expired", is_billed=True))

    with pytest.raises(StageFailed, match="charged"):
        it.make(clip(it.production))

    assert len(it.vendors.taken) == 1
    assert it.money()["wasted"] == PRICE


def test_a_job_that_still_runs_after_its_deadline_is_held_and_not_degraded(gate) -> None:
    it = gate("lower_resolution", fate=lambda _ask: Running("running"))
    it.rows = {**JOBS, "poll": {**JOBS["poll"], "deadline": 0.001}}

    with pytest.raises(StageFailed, match="is still 'running'"):
        it.make(clip(it.production))

    assert len(it.vendors.taken) == 1
    assert it.money()["held"] == PRICE


def test_an_ambiguous_end_is_neither_sent_again_nor_degraded(gate) -> None:
    it = gate("lower_resolution", "shorter", "softer_prompt", video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda _ask: AmbiguousSubmit("read timed out")

    for _ in range(3):
        with pytest.raises(StageFailed, match="it is not known whether"):
            it.make(clip(it.production))

    assert it.vendors.taken == []
    assert [record.state for record in it.calls()] == ["unknown"]
    assert it.money()["held"] == PRICE


def test_a_call_that_the_provider_certainly_does_not_know_counts_as_a_timeout(gate) -> None:
    it = gate("lower_resolution")
    it.vendors.found = None
    it.vendors.at_submit = lambda ask: AmbiguousSubmit("read timed out") if ask.values["width"] == 1080 else None
    need = clip(it.production)

    it.make(need)

    assert it.short_sides() == [("acme/clips", 720)]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]


def test_a_worker_that_died_while_it_was_sending_counts_for_no_timeout(gate) -> None:
    def die(step: str, _call: str) -> None:
        if step == "submitting":
            raise Killed

    it = gate("lower_resolution")
    it.vendors.found = None
    need = clip(it.production)
    for _ in range(3):
        with pytest.raises((Killed, NotYet)):
            it.turn(need, observe=die)
        bury(it)
        it.pass_time()

    it.make(need)

    assert it.short_sides() == [("acme/clips", 1080)]


def test_a_504_that_takes_nothing_counts_as_a_timeout(gate) -> None:
    it = gate("lower_resolution")
    it.vendors.at_submit = lambda ask: TimedOut("HTTP 504") if ask.values["width"] == 1080 else None

    it.make(clip(it.production))

    assert it.short_sides() == [("acme/clips", 720)]


def test_failover_comes_before_degrading(gate) -> None:
    it = gate("lower_resolution", video=("acme/clips", "other/clips"), fate=too_large(1080))
    need = clip(it.production)

    it.make(need)

    assert it.short_sides() == [("acme/clips", 1080)] * 2 + [("other/clips", 1080)] * 2 + [("acme/clips", 720)]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]


def test_what_the_next_model_makes_as_ordered_is_not_degraded(gate) -> None:
    it = gate("lower_resolution", video=("acme/clips", "other/clips"))
    it.vendors.fate = lambda ask: EXPIRED if ask.model.name == "acme/clips" else None
    need = clip(it.production)

    it.make(need)

    assert it.changed(need) == []


def test_a_model_that_was_not_out_of_time_is_not_asked_for_less(gate) -> None:
    it = gate("lower_resolution", video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda ask: InvalidRequest("no") if ask.model.name == "acme/clips" else None
    it.vendors.fate = too_large(1080)

    it.make(clip(it.production))

    assert it.short_sides() == [("other/clips", 1080), ("other/clips", 1080), ("other/clips", 720)]


def test_a_picture_is_asked_for_at_half_its_size_and_never_below_512(gate) -> None:
    it = gate("lower_resolution", fate=too_large(0))
    need = reference_need(it.production, a_character())

    with pytest.raises(StageFailed):
        it.make(need)

    assert [side for _, side in it.short_sides()] == [1080, 1080, 540, 540, 512]


def test_a_clip_becomes_shorter_when_its_resolution_cannot_go_lower(gate) -> None:
    it = gate("lower_resolution", "shorter", resolutions=["720p", "1080p"])
    it.vendors.fate = lambda ask: EXPIRED if ask.values["seconds"] > 5 else None
    need = clip(it.production)

    it.make(need)

    assert [(min(ask.values["width"], ask.values["height"]), ask.values["seconds"]) for ask in it.vendors.taken] == [
        (1080, 10), (1080, 10), (720, 10), (720, 10), (720, 5),
    ]  # fmt: skip
    assert it.changed(need) == [
        "resolution 1080p → 720p after 2 timeouts",
        "length 8 s → 5 s, held at its end, after 2 timeouts",
    ]


def test_the_longest_clip_is_bought_where_no_model_makes_what_the_scene_asks(gate) -> None:
    it = gate("shorter", video=("acme/clips", "other/clips"))
    it.models["acme"]["clips"] = {**VIDEO, "durations": [3, 5]}
    need = clip(it.production, seconds=12.0)

    it.make(need)

    assert [(ask.model.name, ask.values["seconds"]) for ask in it.vendors.taken] == [("other/clips", 10)]
    assert it.changed(need) == ["length 12 s → 10 s, held at its end, since no model of the list makes it longer"]


def test_a_refused_prompt_is_softened_once_and_told(gate) -> None:
    it = gate("softer_prompt")
    it.vendors.at_submit = lambda ask: Moderated("violence") if "knife" in ask.values["prompt"] else None
    need = clip(it.production, action="Emma takes a knife.", visual_prompt="")

    it.make(need)

    (asked,) = it.vendors.taken
    assert "suitable for all audiences" in asked.values["prompt"]
    assert it.changed(need) == ["prompt softened after a refusal for its content (violence)"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_a_second_refusal_fails_the_scene_and_both_are_named(gate) -> None:
    it = gate("softer_prompt", video=("acme/clips", "other/clips"))
    said = iter(["violence", "still too dark"])
    it.vendors.at_submit = lambda _ask: Moderated(next(said))

    with pytest.raises(StageFailed, match=r"still too dark.*violence"):
        it.make(clip(it.production))
    with pytest.raises(StageFailed, match=r"still too dark.*violence"):
        it.make(clip(it.production))

    assert len(it.calls()) == 2


def test_a_billed_refusal_is_told_and_the_softened_call_is_paid_beside_it(gate) -> None:
    it = gate("softer_prompt")
    it.vendors.fate = lambda ask: None if "audiences" in ask.values["prompt"] else Moderated("made, then refused", is_billed=True)
    need = clip(it.production)

    it.make(need)

    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert it.changed(need) == ["prompt softened after a refusal for its content (made, then refused; it was charged $0.01 all the same)"]


def test_a_billed_refusal_is_told_alike_by_who_comes_after_a_death(gate) -> None:
    it = gate("softer_prompt")
    it.vendors.fate = lambda ask: None if "audiences" in ask.values["prompt"] else Moderated("made, then refused", is_billed=True)
    need = clip(it.production)
    it.production = it.production.model_copy(update={"allow": ()})
    with pytest.raises(StageFailed, match="charged"):
        it.make(need)

    it.production = it.production.model_copy(update={"allow": ("softer_prompt",)})
    it.make(need)

    assert it.changed(need) == ["prompt softened after a refusal for its content (made, then refused; it was charged $0.01 all the same)"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_the_softened_call_is_held_to_the_budget(gate) -> None:
    it = gate("softer_prompt", fate=lambda _ask: Moderated("made, then refused", is_billed=True))
    it.ledger.set_cap("season:test-season", 2 * PRICE - 1)

    with pytest.raises(StageFailed, match="budget"):
        it.make(clip(it.production))

    assert it.money()["spent"] == PRICE


def test_what_a_softened_prompt_is_refused_for_otherwise_the_next_model_is_asked_softly(gate) -> None:
    it = gate("softer_prompt", video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda ask: (
        None if ask.model.name == "other/clips" else InvalidRequest("no") if "audiences" in ask.values["prompt"] else Moderated("violence")
    )

    it.make(clip(it.production))

    (asked,) = it.vendors.taken
    assert asked.model.name == "other/clips"
    assert "audiences" in asked.values["prompt"]


def test_a_moderated_product_is_not_bought_elsewhere_by_the_next_unit_that_needs_it(gate) -> None:
    it = gate(video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda ask: Moderated("violence") if ask.model.name == "acme/clips" else None
    need = clip(it.production)

    for unit in ("1", "2"):
        with pytest.raises(StageFailed, match="violence"):
            it.turn(need, unit=unit)

    assert it.vendors.taken == []


def test_what_was_asked_for_in_a_lesser_form_is_not_asked_for_in_full_by_the_next_order(gate) -> None:
    it = gate("lower_resolution", fate=too_large(1080))
    need = clip(it.production)
    while len(it.vendors.taken) < 3:
        with pytest.raises(NotYet):
            it.turn(need)
        it.pass_time()

    it.run = "2"
    it.production = it.production.model_copy(update={"allow": ()})
    it.models["acme"]["clips"] = {**VIDEO, "resolutions": ["480p", "1080p"]}
    it.make(need)

    assert [side for _, side in it.short_sides()] == [1080, 1080, 720]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]


def test_two_units_that_need_it_buy_one_lesser_product(gate) -> None:
    it = gate("lower_resolution", fate=too_large(1080))
    need = clip(it.production)

    for turn in range(40):
        try:
            it.turn(need, unit=str(turn % 2))
            break
        except NotYet:
            it.pass_time()

    assert [side for _, side in it.short_sides()] == [1080, 1080, 720]


@pytest.mark.parametrize("ends", ["timeout", "moderated"])
@pytest.mark.parametrize("number", range(1, 22))
def test_a_process_that_dies_at_any_step_on_the_way_down_buys_one_product(gate, ends: str, number: int) -> None:
    def fate(ask: Ask) -> Exception | None:
        if ends == "timeout":
            return EXPIRED if ask.values["width"] == 1080 else None
        return None if "audiences" in ask.values["prompt"] else Moderated("violence")

    it = gate("lower_resolution", "softer_prompt", fate=fate)
    # Where a process dies between its permit and the answer, the provider tells that it does not know the call.
    it.vendors.found = None
    need = clip(it.production)
    steps = []

    def die(step: str, call: str) -> None:
        steps.append(step)
        if len(steps) == number:
            raise Killed(step)

    for _ in range(80):
        try:
            it.turn(need, observe=die)
            break
        except Killed:
            bury(it)
        except NotYet:
            pass
        it.pass_time()

    product = it.store.find(need.key)
    assert product is not None, steps
    assert it.changed(need)
    paid = [record for record in it.calls() if record.state == "settled"]
    assert len(paid) == 1, steps
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}
    assert verify(it.client).is_well
    full = [ask for ask in it.vendors.taken if ask.values["width"] == 1080 and "audiences" not in ask.values["prompt"]]
    lesser = [ask for ask in it.vendors.taken if ask not in full]
    assert len(lesser) == 1
    assert it.vendors.taken.index(lesser[0]) == len(it.vendors.taken) - 1, "once less was asked for, the first request is not sent again"
