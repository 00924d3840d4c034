"""What a season is expected to cost, by episode, unit, stage and model."""

from shared.line.survey import survey
from shared.pricing import estimate_micros
from tests.factories.catalogue import a_catalogue, a_price
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode

CATALOGUE = a_catalogue(
    acme={
        "short": {"capability": "video", "durations": [5], "price": a_price("per_second", "0.02")},
        "face": {"capability": "reference", "price": a_price("per_image", "0.04")},
        "bed": {"capability": "music", "price": a_price("per_call", "0.5")},
        "lips": {"capability": "lipsync", "price": a_price("per_second", "0.01")},
    },
    zeta={"long": {"capability": "video", "durations": [10], "price": a_price("per_second", "0.03")}},
)
PAID = {
    **MODELS,
    "video": ("acme/short", "zeta/long"),
    "reference": ("acme/face",),
    "music": ("acme/bed",),
    "lipsync": ("acme/lips",),
}


def a_season(**changes):
    episodes = [
        an_episode(1, a_scene(1, "Hello.", seconds=4.0), a_scene(2, "Hello.", seconds=8.0)),
        an_episode(2, a_scene(1, "Hi.", seconds=5.0)),
    ]
    return a_production(*episodes, models=PAID, **changes), {episode.number: episode for episode in episodes}


def test_each_product_is_made_by_the_first_model_that_can() -> None:
    estimate = estimate_micros(*a_season(), CATALOGUE)

    assert {what: micros for what, micros in estimate.items() if what[2] == "video"} == {
        (1, "1", "video", "acme/short"): 100_000,
        (1, "2", "video", "zeta/long"): 300_000,
        (2, "1", "video", "acme/short"): 100_000,
    }


def test_shared_products_are_counted_once_where_they_are_needed_first() -> None:
    estimate = estimate_micros(*a_season(), CATALOGUE)

    assert {what: micros for what, micros in estimate.items() if what[2] in ("reference", "music")} == {
        (1, "1", "reference", "acme/face"): 40_000,
        (1, "music", "music", "acme/bed"): 500_000,
    }


def test_lip_sync_is_expected_to_last_as_long_as_the_scene() -> None:
    estimate = estimate_micros(*a_season(), CATALOGUE)

    assert [estimate[place, unit, "lipsync", "acme/lips"] for place, unit in ((1, "1"), (1, "2"), (2, "1"))] == [40_000, 80_000, 50_000]


def test_the_studio_and_the_users_own_pictures_cost_nothing() -> None:
    own = tuple(a_character(name, reference_image="0" * 32) for name in ("Emma", "Daniel"))
    production, episodes = a_season(characters=own)

    estimate = estimate_micros(production, episodes, CATALOGUE)

    assert "reference" not in {stage for _, _, stage, _ in estimate}
    assert sum(micros for (_, _, _, model), micros in estimate.items() if model.startswith("studio/")) == 0


def test_every_product_of_a_provider_is_in_it() -> None:
    production, episodes = a_season()

    estimate = estimate_micros(production, episodes, CATALOGUE)

    needed = {standing.need.stage for standing in survey(production, episodes, lambda _key: False)}
    assert {stage for _, _, stage, _ in estimate} == needed - {"episode"}
