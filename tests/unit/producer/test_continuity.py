"""Models that cannot keep a face as it was are named before anything is paid."""

import pytest

from producer.intake.continuity import continuity_notes
from tests.factories.catalogue import a_catalogue
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode

PAIR = a_scene(1, "Hello.", action="Daniel comes in.")


def notes(scene=PAIR, **row):
    episode = an_episode(1, scene)
    production = a_production(episode, models={**MODELS, "video": ("acme/film",)}, characters=(a_character("Emma"), a_character("Daniel")))
    return list(continuity_notes(production, {1: episode}, a_catalogue(acme={"film": {"capability": "video", **row}})))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"reference_images": {"max": 0}}, "video: acme/film takes no reference pictures: faces follow their description alone"),
        ({"reference_images": {"max": 1}}, "video: acme/film takes 1 reference picture at most: in episode 1, scene 1 others' faces"),
        ({"seed": False}, "video: acme/film ignores seeds"),
    ],
)
def test_what_a_model_ignores_is_told(row, told):
    assert [note.startswith(told) for note in notes(**row)] == [True]


@pytest.mark.parametrize("row", [{}, {"seed": True, "reference_images": {"max": 2}}])
def test_nothing_is_told_of_what_is_kept_or_not_known(row):
    assert notes(**row) == []


def test_the_studio_ignores_nothing():
    episode = an_episode(1, PAIR)

    assert list(continuity_notes(a_production(episode), {1: episode}, a_catalogue())) == []
