"""What the line needs: the same inputs, the same keys; a change reaches exactly what depends on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.line.episode import episode_needs
from shared.line.keys import content_key, seed_of
from shared.line.requests import LipsyncRequest, MusicRequest, SpeechRequest, VideoRequest
from shared.line.scene import present, scene_needs
from shared.line.survey import is_made, survey
from shared.production import Line
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode


def keys_of(scene, **changes):
    episode = an_episode(1, scene)
    needs = scene_needs(a_production(episode, **changes), episode, scene)
    return {"video": needs.video.key, "speech": [need.key for need in needs.speech], "lipsync": needs.lipsync.key}


def test_equal_seasons_have_equal_keys() -> None:
    assert keys_of(a_scene(1, "Hello.")) == keys_of(a_scene(1, "Hello."))


def test_a_changed_line_changes_that_lines_speech_and_the_lip_sync_alone() -> None:
    before, after = (
        keys_of(a_scene(1, "Hello.", "Who are you?")),
        keys_of(a_scene(1, "Hello.", "Who on earth are you, and why are you here?")),
    )

    assert after["video"] == before["video"]
    assert after["speech"][0] == before["speech"][0]
    assert after["speech"][1] != before["speech"][1]
    assert after["lipsync"] != before["lipsync"]


def test_another_take_of_the_video_changes_video_and_lip_sync() -> None:
    before, after = keys_of(a_scene(1, "Hello.")), keys_of(a_scene(1, "Hello."), takes={"ep1/scene1/video": 1})

    assert after["video"] != before["video"]
    assert after["speech"] == before["speech"]
    assert after["lipsync"] != before["lipsync"]


def test_another_model_is_another_product() -> None:
    request = MusicRequest(mood="sad", genre="", seconds=20, seed=1)

    assert content_key("music", "studio/score", request) != content_key("music", "other/score", request)


@given(st.text(), st.text())
def test_keys_tell_different_texts_apart(one: str, other: str) -> None:
    def key(text: str) -> str:
        return content_key("speech", "studio/kokoro", SpeechRequest(character="a", text=text, language="en", voice="v", beat="sad"))

    assert (key(one) == key(other)) == (one == other)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_seed_is_a_31_bit_number_that_depends_on_its_parts(parts: list[str]) -> None:
    assert seed_of(*parts) == seed_of(*parts)
    assert 0 <= seed_of(*parts) < 2**31


def test_those_who_speak_are_seen_first_then_those_who_are_named() -> None:
    scene = a_scene(1, "Wait.", speaker="Daniel", action="Emma turns away.")
    episode = an_episode(1, scene)

    assert [character.name for character in present(a_production(episode), episode, scene)] == ["Daniel", "Emma"]


def test_a_scene_that_names_nobody_goes_on_with_the_people_before_it() -> None:
    first, second = a_scene(1, "Wait.", speaker="Daniel"), a_scene(2, action="Silence.")
    episode = an_episode(1, first, second)

    assert [character.name for character in present(a_production(episode), episode, second)] == ["Daniel"]


def test_a_first_scene_that_names_nobody_shows_the_first_of_the_cast() -> None:
    scene = a_scene(1, action="Silence.")
    episode = an_episode(1, scene)

    assert [character.name for character in present(a_production(episode), episode, scene)] == ["Emma"]


def a_voice(text: str, speaker: str) -> Line:
    return Line(character=speaker, text=text, is_off_screen=True)


def test_who_is_only_heard_is_not_drawn_and_moves_no_lips() -> None:
    scene = a_scene(1).model_copy(update={"dialogue": (a_voice("It rained.", "Daniel"), *a_scene(1, "Who?").dialogue)})
    needs = scene_needs(a_production(an_episode(1, scene)), an_episode(1, scene), scene)

    assert isinstance(needs.video.request, VideoRequest)
    assert isinstance(needs.lipsync.request, LipsyncRequest)
    assert [look.name for look in needs.video.request.cast] == ["Emma"]
    assert needs.video.request.speakers == ("Emma",)
    assert needs.lipsync.request.speakers == ("", "Emma")
    assert len(needs.speech) == 2


def test_nobody_is_paid_to_move_lips_where_all_is_heard_from_elsewhere() -> None:
    scene = a_scene(1).model_copy(update={"dialogue": (a_voice("It rained.", "Emma"),)})
    episode = an_episode(1, scene)
    production = a_production(episode, models={**MODELS, "lipsync": ("acme/lips",)})

    needs = scene_needs(production, episode, scene)

    assert needs.lipsync.model == "studio/lips"
    assert set(needs.lipsync.inputs) == {needs.video.key, needs.speech[0].key}
    # Emma is a voice here: the picture shows somebody else.
    assert [character.name for character in present(production, episode, scene)] == ["Daniel"]


def test_who_thinks_aloud_and_is_named_is_seen() -> None:
    scene = a_scene(1, action="Emma waits.").model_copy(update={"dialogue": (a_voice("He is late.", "Emma"),)})

    assert [character.name for character in present(a_production(), an_episode(1, scene), scene)] == ["Emma"]


def test_a_translation_changes_the_episode_and_nothing_else() -> None:
    plain = an_episode(1, a_scene(1, "Hello."))
    line = Line(character="Emma", text="Hello.", translations={"zh-CN": "你好。"})
    translated = an_episode(1, a_scene(1, "Hello.", dialogue=(line,)))

    before, after = episode_needs(a_production(plain), plain, {}), episode_needs(a_production(translated), translated, {})

    assert after.join.inputs == before.join.inputs
    assert after.join.key != before.join.key


def test_a_slate_gives_the_episode_another_key() -> None:
    episode = an_episode(1, a_scene(1, "Hello."), a_scene(2, "Bye."))
    production = a_production(episode)

    assert episode_needs(production, episode, {2: "no voice"}).join.key != episode_needs(production, episode, {}).join.key


def test_one_theme_a_mood_is_shared_by_the_whole_season() -> None:
    one, two = an_episode(1, a_scene(1, "Hello.", beat="sad")), an_episode(2, a_scene(1, "Bye.", beat="sad"))
    production = a_production(one, two)

    assert episode_needs(production, one, {}).music == episode_needs(production, two, {}).music


def test_no_music_is_needed_at_volume_zero() -> None:
    episode = an_episode()

    assert episode_needs(a_production(episode, music_volume=None), episode, {}).music == ()


def test_a_survey_counts_shared_products_once() -> None:
    episode = an_episode(1, a_scene(1, "Hello."), a_scene(2, "Hello."))

    standings = survey(a_production(episode), {1: episode}, lambda _: False)

    stages = [standing.need.stage for standing in standings]
    assert (stages.count("reference"), stages.count("video"), stages.count("speech"), stages.count("lipsync")) == (1, 2, 1, 2)


@pytest.mark.parametrize("missing", [1, 2])
def test_a_season_is_made_when_every_episode_exists(missing: int) -> None:
    episodes = {number: an_episode(number, a_scene(1, f"Line {number}.")) for number in (1, 2)}
    production = a_production(*episodes.values())
    keys = {number: episode_needs(production, episode, {}).join.key for number, episode in episodes.items()}

    assert is_made(production, episodes, set(keys.values()).__contains__)
    assert not is_made(production, episodes, {keys[number] for number in keys if number != missing}.__contains__)


def test_a_users_own_picture_is_taken_as_it_is() -> None:
    scene = a_scene(1, "Hello.")
    episode = an_episode(1, scene)
    production = a_production(episode, characters=(a_character("Emma", reference_image="a" * 64),))

    (reference,) = scene_needs(production, episode, scene).references

    assert reference.model == "line/given"


def test_another_take_of_a_character_is_another_face_in_every_scene() -> None:
    scene = a_scene(1, "Hello.")
    episode = an_episode(1, scene)
    before, after = (scene_needs(a_production(episode, takes=takes), episode, scene) for takes in ({}, {"character/Emma": 1}))

    assert after.references[0].request.look.seed != before.references[0].request.look.seed
    assert after.video.request.cast[0] == after.references[0].request.look
    assert after.speech[0].key == before.speech[0].key
