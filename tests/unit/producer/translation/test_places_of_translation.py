"""What `redo` may be asked to translate anew, and that nothing forgets it on the way."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from producer.cli.places import is_of_script, translation_takes
from producer.order import Order, with_takes
from shared.errors import InputError
from shared.job import TranslationJob
from shared.production import Episode, Scene
from shared.state.season import SeasonState
from tests.factories.season import a_production, an_episode
from tests.factories.translation import a_translation_request


def translating() -> Episode:
    names = ("episode 1 in en", "episode 2 in en", "episode 1 in zh-TW", "episode 12 in en")
    jobs = [TranslationJob(name=name, models=("acme/a",), parts=(a_translation_request(),)) for name in names]
    return Episode(number=0, scenes=tuple(Scene(number=number, job=job) for number, job in enumerate(jobs, 1)))


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("translation/ep1/en", ["episode 1 in en"]),
        ("translation/ep1", ["episode 1 in en", "episode 1 in zh-TW"]),
        ("translation/zh-tw", ["episode 1 in zh-TW"]),
        ("translation/ep01/en", ["episode 1 in en"]),
        ("translation", ["episode 1 in en", "episode 2 in en", "episode 1 in zh-TW", "episode 12 in en"]),
    ],
)
def test_a_place_is_the_episodes_and_languages_that_it_names(place: str, names: list[str]) -> None:
    assert translation_takes(translating(), place) == [f"job/translate/1/{name}" for name in names]


@pytest.mark.parametrize("place", ["translation/ep7", "translation/ep1/fr", "translation/scene2", "translation/"])
def test_a_place_that_is_none_is_told(place: str) -> None:
    with pytest.raises(InputError, match=place):
        translation_takes(translating(), place)


def test_a_translation_is_redone_like_a_script() -> None:
    assert is_of_script(a_production(an_episode()), "translation/ep1/en")


def test_a_redo_is_not_forgotten_for_what_was_ordered_before() -> None:
    fields: dict[str, Any] = {"episodes": {}, "notes": (), "files": {}, "out": Path("out")}
    order = Order(production=a_production(an_episode(), takes={"b": 2}), **fields)
    state = cast("SeasonState", SimpleNamespace(production=lambda: a_production(an_episode(), takes={"a": 1, "b": 1})))

    assert with_takes(order, state).production.takes == {"a": 1, "b": 2}
