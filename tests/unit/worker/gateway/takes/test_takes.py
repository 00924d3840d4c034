"""What gates refuse is bought again within the quality budget, judged once, and never paid twice, whoever dies on the way."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.errors import StageFailed
from shared.ledger.verify import verify
from shared.line.requests import VideoRequest
from shared.line.retaking import retaken, verdict_key
from shared.line.scene import reference_need, scene_needs
from shared.pricing.price import cost_micros
from shared.pricing.quantities import Quantities
from shared.quality import BlackGate, Quality
from shared.state.refusals import refused_takes
from tests.factories.season import a_character, a_production, a_scene, an_episode
from tests.support.degrading import PRICE
from tests.support.takes import VIDEO, clip, judged, quality_money, seeds
from worker.engines.engine import Ask, Finished, Job, Output
from worker.gateway.orphans import Orphans
from worker.gateway.waits import NotYet


def test_a_refused_take_is_made_again_with_another_seed_and_kept_under_the_needs_key(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    first, second = seeds(it)
    assert first != second
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "passed"]
    assert [take["call"] for take in product.facts["refused"]] == [need.key]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert quality_money(it) == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}
    assert verify(it.client).is_well


def test_what_was_refused_is_kept_with_its_verdicts_and_their_pictures(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)

    it.make(need)

    kept = it.store.find(verdict_key(need.key, it.production))
    assert kept is not None
    assert kept.facts["verdicts"][1]["says"] == "100% of the clip is black; 35% is the most"
    assert it.store.path(kept, "gate-black.jpg").read_bytes() == b"a picture"
    assert kept.cost_micros == PRICE


def test_a_redo_makes_another_take_of_what_was_refused(gate) -> None:
    it = gate(bad=1)
    with pytest.raises(StageFailed):
        it.make(clip(it))

    it.run, it.production = "2", it.production.model_copy(update={"takes": {"ep1/scene1/video": 1}})
    it.make(clip(it))

    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert quality_money(it)["spent"] == 0


def test_what_was_paid_and_refused_is_taken_without_paying_when_the_season_takes_it_as_it_is(gate) -> None:
    it = gate(bad=9)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)

    it.run, it.production = "2", it.production.model_copy(update={"quality": Quality(black=BlackGate(on_failure="tell"))})
    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "failed"]
    assert product.files["verdict:black"].name == "gate-black.jpg"
    assert len(it.vendors.taken) == 1
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}
    assert refused_takes(it.client, need.key) == []
    assert verify(it.client).is_well


def test_units_that_share_a_product_have_it_judged_once(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = reference_need(it.production, a_character())

    for turn in range(40):
        try:
            it.turn(need, unit=str(turn % 2))
            break
        except NotYet:
            it.pass_time()
    it.turn(need, unit="3") if not it.store.has(need.key) else None

    assert len(judged(it)) == 2
    assert len(it.vendors.taken) == 2


def test_a_picture_is_retaken_with_another_seed_of_its_face(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = reference_need(it.production, a_character())

    it.make(need)

    assert len(set(seeds(it))) == 2


def test_a_gate_that_is_off_refuses_nothing(gate) -> None:
    it = gate(bad=9, quality=Quality(black=BlackGate(on_failure="off")))
    need = clip(it)

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert "verdicts" not in product.facts


def test_the_users_own_picture_is_judged_and_told_and_never_refused(gate, media: tuple[Path, Path]) -> None:
    it = gate(bad=9)
    image = "a" * 64
    it.store.put_upload(media[1], image)
    need = reference_need(it.production, a_character(reference_image=image))

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "failed"]
    assert product.files["verdict:black"].name == "gate-black.jpg"
    assert it.calls() == []


def test_what_the_studio_makes_is_not_judged(gate) -> None:
    it = gate(bad=9)
    it.production = it.production.model_copy(update={"models": {**it.production.models, "reference": ("studio/rig",)}})

    it.make(reference_need(it.production, a_character()))

    assert judged(it) == []


def test_a_retake_is_another_call_and_the_first_take_is_the_one_that_it_always_was() -> None:
    production = a_production(an_episode(1, a_scene(1, seconds=8.0)))
    episode = an_episode(1, a_scene(1, seconds=8.0))
    need = scene_needs(production, episode, episode.scenes[0]).video
    option = need.options[0]

    ids = [need.key_of(retaken(option, number)) for number in range(3)]

    assert ids[0] == need.key
    assert len(set(ids)) == 3
    again = retaken(option, 1)
    assert isinstance(again.request, VideoRequest)
    assert retaken(option, 1) == again


def test_a_clip_with_sound_that_no_scene_waits_for_is_charged_at_the_price_with_sound(gate) -> None:
    it = gate(native_volume=0.5)
    it.models["acme"]["clips"] = {**VIDEO, "native_audio": {"unit": "per_second", "amount": "0.15", "as_of": "2026-02-28"}}
    need = clip(it)
    with pytest.raises(NotYet):
        it.turn(need)
    it.pass_time()

    def poll(ask: Ask, job: Job) -> Finished:
        # A provider that counts seconds: what they cost is in the model's row.
        return Finished((Output(url="https://acme.example/made"),), job.id, cost_micros(ask.model, Quantities(seconds=Decimal(10))))

    it.vendors.poll = poll  # type: ignore[method-assign,assignment]
    Orphans(it.gateway()).tend(need.key, stop=False)

    assert it.money() == {"reserved": 0, "held": 0, "spent": 1_500_000, "wasted": 0}
    assert verify(it.client).is_well


@pytest.mark.parametrize(("row", "wanted"), [({}, False), ({"native_audio": "always"}, True)])
def test_sound_is_wanted_only_of_models_that_are_known_to_bring_it(gate, row: dict[str, Any], wanted: bool) -> None:
    it = gate(native_volume=0.5)
    it.models["acme"]["clips"] = {**VIDEO, **row}

    it.make(clip(it))

    assert [request.native_audio for request in judged(it) if isinstance(request, VideoRequest)] == [wanted]
