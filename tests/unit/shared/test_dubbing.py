"""What a dub needs beside its original, how it is called, and what it is priced by."""

from decimal import Decimal

import pytest

from shared.ledger.costs import Sums, costs_of
from shared.line.dubbing import dub_of, dubs_of, language_of, long_name, numbered, said, short_name, with_dubs
from shared.line.episode import episode_needs, music_needs
from shared.line.requests import EpisodeRequest, LipsyncRequest, SpeechRequest
from shared.line.scene import SceneNeeds, scene_needs
from shared.line.survey import survey
from shared.pricing.calls import planned_calls
from shared.pricing.lengths import clip_seconds_at_most, speech_seconds_at_most
from shared.production import Dub, Episode, Line, Production, Scene
from tests.factories.season import a_production, a_scene, an_episode


def a_dub(language: str = "ko") -> Dub:
    """A dub with two speech models, each with a voice of its own."""
    voices = {name: {"acme/one": f"{name}-one", "acme/two": f"{name}-two"} for name in ("Emma", "Daniel")}
    return Dub(language=language, models=("acme/one", "acme/two"), voices=voices)


def a_line(text: str = "Wait for me.", **changes: object) -> Line:
    return Line(character="Emma", text=text, translations={"ko": f"{text} (ko)", "th": f"{text} (th)"}).model_copy(update=changes)


def a_dubbed(scene: Scene | None = None, **changes: object) -> tuple[Production, dict[int, Episode], Scene]:
    """A season of one episode 2 with a dub, its episodes by number, and its scene."""
    scene = scene or a_scene(5, dialogue=(a_line(), a_line("Why?")))
    episode = an_episode(2, scene)
    production = a_production(episode, dubs=(a_dub(), a_dub("th")), **changes)
    return production, with_dubs(production, {2: episode}), scene


def both(scene: Scene | None = None, **changes: object) -> tuple[SceneNeeds, SceneNeeds]:
    """What a scene needs, and what its first dub does."""
    production, episodes, scene = a_dubbed(scene, **changes)
    return scene_needs(production, episodes[2], scene), scene_needs(production, episodes[10_002], scene)


def test_dubs_are_numbered_and_called_after_their_originals() -> None:
    production, episodes, _ = a_dubbed()

    assert list(episodes) == [2, 10_002, 20_002] == list(production.all_episodes)
    assert [episode.place for episode in episodes.values()] == ["ep2", "ep2.ko", "ep2.th"]
    assert [short_name(production, number) for number in episodes] == ["E02", "E02.ko", "E02.th"]
    assert [long_name(production, number) for number in episodes] == ["episode 2", "episode 2 (ko)", "episode 2 (th)"]
    assert [language_of(production, number) for number in episodes] == ["en", "ko", "th"]
    assert (dubs_of(production, 2), dubs_of(production, 10_002)) == ((10_002, 20_002), ())
    assert dub_of(production, 2) is None
    assert (numbered(production, 2), numbered(production, 2, "th")) == (2, 20_002)


def test_a_dub_has_the_pictures_of_its_original_and_speech_of_its_own() -> None:
    own, dub = both()

    assert (dub.references, dub.video) == (own.references, own.video)
    speech = [need.request for need in dub.speech]
    assert all(isinstance(request, SpeechRequest) for request in speech)
    assert [(request.text, request.language, request.voice) for request in speech if isinstance(request, SpeechRequest)] == [
        ("Wait for me. (ko)", "ko", "Emma-one"),
        ("Why? (ko)", "ko", "Emma-one"),
    ]
    assert [option.model for option in dub.speech[0].options] == ["acme/one", "acme/two"]
    assert isinstance(dub.lipsync.request, LipsyncRequest)
    assert dub.lipsync.request.fits == tuple(need.key for need in own.speech)
    assert set(dub.lipsync.inputs) == {own.video.key, *(need.key for need in own.speech), *(need.key for need in dub.speech)}
    assert not {need.key for need in dub.all} & {own.lipsync.key, *(need.key for need in own.speech)}


def test_the_speech_stage_of_a_dub_finds_the_original_s_lines_first_asks_for_its_own() -> None:
    own, dub = both()

    assert dub.of("speech") == (*dub.speech, *own.speech)


def test_a_scene_in_which_nobody_speaks_is_its_own_dub() -> None:
    own, dub = both(a_scene(5, seconds=4))

    assert dub == own


def test_another_take_of_a_dub_s_speech_is_nobody_else_s() -> None:
    before, after = both(), both(takes={"ep2.ko/scene5/speech": 1})

    assert after[0] == before[0]
    assert after[1].video == before[1].video
    assert [new.key == old.key for new, old in zip(after[1].speech, before[1].speech, strict=True)] == [False, False]


@pytest.mark.parametrize("place", ["ep2/scene5/video", "ep2/scene5/speech"])
def test_another_take_of_the_original_makes_the_dub_s_lips_again_and_not_its_speech(place: str) -> None:
    (_, before), (_, after) = both(), both(takes={place: 1})

    assert after.speech == before.speech
    assert after.lipsync.key != before.lipsync.key


def test_another_take_of_the_original_s_lips_leaves_its_dubs_alone() -> None:
    assert both(takes={"ep2/scene5/lipsync": 1})[1] == both()[1]


def test_speech_first_gives_a_dub_the_clip_that_holds_the_original_s() -> None:
    own, dub = both(order="audio_first")

    assert dub.video == own.video


def test_an_episode_of_a_dub_speaks_its_language_and_has_the_music_of_its_original() -> None:
    production, episodes, _ = a_dubbed(burn="en", subtitles=("en", "zh-CN"), takes={"ep2/music": 3})

    own, dub = (episode_needs(production, episodes[number], {}).join.request for number in (2, 10_002))

    assert isinstance(own, EpisodeRequest)
    assert isinstance(dub, EpisodeRequest)
    assert (dub.language, dub.dub, dub.burn, dub.subtitles, dub.episode) == ("ko", "ko", "ko", ("ko", "en", "zh-CN"), 2)
    assert (own.language, own.dub, own.burn, own.subtitles, own.episode) == ("en", "", "en", ("en", "zh-CN"), 2)
    assert music_needs(production, episodes[10_002]) == music_needs(production, episodes[2])


def test_the_place_of_a_dub_among_the_dubs_changes_no_key() -> None:
    production, episodes, scene = a_dubbed()
    turned = production.model_copy(update={"dubs": tuple(reversed(production.dubs))})

    before = scene_needs(production, episodes[10_002], scene)
    after = scene_needs(turned, with_dubs(turned, {2: episodes[2]})[20_002], scene)

    assert [need.key for need in after.all] == [need.key for need in before.all]


def test_a_survey_counts_what_a_dub_shares_once() -> None:
    production, episodes, _ = a_dubbed()

    stages = [standing.need.stage for standing in survey(production, episodes, lambda _key: False)]

    counted = {stage: stages.count(stage) for stage in ("reference", "video", "speech", "lipsync", "music", "episode")}
    assert counted == {"reference": 1, "video": 1, "speech": 6, "lipsync": 3, "music": 1, "episode": 3}


def test_a_line_is_said_in_the_nearest_language_that_it_has() -> None:
    line = a_line()

    assert said(line, "en", "ko-KR") == "Wait for me. (ko)"
    assert said(line, "en", "en-GB") == "Wait for me."
    assert said(line, "en", "fr") is None


def test_the_lips_of_a_dub_are_priced_by_the_longer_line_of_each_pair() -> None:
    long, short = "A very long line that takes its time to be said.", "Hm."
    scene = a_scene(5, dialogue=(a_line(long, translations={"ko": short}), a_line(short, translations={"ko": long})))
    production, episodes, _ = a_dubbed(scene)

    calls = [call for call in planned_calls(production, episodes) if call.need.stage == "lipsync" and call.dub == "ko"]

    assert [call.place for call in calls] == ["episode 2 (ko), scene 5"]
    assert calls[0].longest_seconds == clip_seconds_at_most(scene, [short, long]) == 2 * speech_seconds_at_most([long])


def test_costs_name_a_dub_by_its_episode_and_language() -> None:
    found = costs_of("season", None, [], {(2, "5", "speech", "acme/one"): 1_000, (10_002, "5", "speech", "acme/one"): 2_000}, ["ko"])

    told = found.to_json()

    assert set(told["by_episode"]) == {"2", "2.ko"}
    assert [(group["episode"], group.get("dub")) for group in told["groups"]] == [(2, None), (2, "ko")]
    assert found.by(0)[10_002] == Sums(estimated=2_000)
    assert Decimal(str(told["estimated_usd"])) == Decimal("0.003")
