"""What a redo makes again is told before it is paid: exactly what depends on it."""

from producer.redone import redone
from tests.factories.catalogue import a_catalogue, a_price
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode

CATALOGUE = a_catalogue(acme={"film": {"capability": "video", "price": a_price("per_call", "0.5")}})
EPISODES = {
    1: an_episode(1, a_scene(1, "Hello."), a_scene(2, "Who is it?", speaker="Daniel")),
    2: an_episode(2, a_scene(1, "Nobody.")),
}
SEASON = a_production(*EPISODES.values(), models={**MODELS, "video": ("acme/film",)}, music_volume=None)


def told(*takes: str, **changes: object):
    before = SEASON.model_copy(update=changes)
    return redone(before, before.model_copy(update={"takes": dict.fromkeys(takes, 1)}), EPISODES, CATALOGUE)


def test_another_face_makes_again_what_shows_it_and_nothing_else():
    found = told("character/Emma")

    assert found.products == {"reference": 1, "video": 2, "lipsync": 2, "episode": 2}
    assert found.places == ("episode 1, scene 1", "episode 2, scene 1")
    assert found.worst_case_micros == 1_000_000
    assert str(found) == "made again: 1 reference picture, 2 clips, 2 lip syncs, 2 episodes; at most $1.00"


def test_another_lip_sync_makes_no_clip_again():
    assert told("ep1/scene1/lipsync").products == {"lipsync": 1, "episode": 1}
    assert told("ep1/scene1/lipsync").worst_case_micros == 0


def test_whoever_is_not_in_the_cast_of_any_scene_makes_nothing_again():
    found = told("character/Nobody", characters=(*SEASON.characters, a_character("Nobody")))

    assert str(found) == "nothing is made again"
