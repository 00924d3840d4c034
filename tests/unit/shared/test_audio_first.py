"""Speech before pictures: clips are as long as what is said in them, and nothing is bought again that can be found."""

from dataclasses import replace

from shared.fit import Wants, misfit
from shared.line.requests import VideoRequest
from shared.line.scene import scene_needs
from shared.line.unit import unit_chain
from shared.pricing.calls import once, planned_calls
from shared.pricing.lengths import followed_seconds
from tests.factories.catalogue import a_model
from tests.factories.season import MODELS, a_production, a_scene, an_episode

PAID = {**MODELS, "video": ("acme/film",)}


def needs_of(scene, **changes):
    episode = an_episode(1, scene)
    return scene_needs(a_production(episode, order="audio_first", **changes), episode, scene)


def test_a_clip_depends_on_what_is_said_in_it():
    needs = needs_of(a_scene(1, "Hello.", "Who are you?"))

    request = needs.video.request
    assert isinstance(request, VideoRequest)
    assert request.speech == tuple(need.key for need in needs.speech)
    assert set(request.speech) <= set(needs.video.inputs)


def test_a_scene_without_speech_is_the_same_in_either_order():
    silent, episode = a_scene(1), an_episode(1, a_scene(1))

    assert needs_of(silent).video.key == scene_needs(a_production(episode), episode, silent).video.key


def test_speech_comes_before_video_in_the_chain():
    stages = [stage for _, stage in unit_chain(a_scene(1, "Hello."), audio_first=True)]

    assert stages == ["reference", "speech", "video", "lipsync"]


def test_the_key_of_a_clip_stays_whatever_it_is_asked_for_in_truth():
    need = needs_of(a_scene(1, "Hello.")).video
    option = need.options[0]
    settled = replace(need, asked=(replace(option, request=option.request.model_copy(update={"speech": (), "seconds": 5.0})),))

    assert settled.key == need.key
    assert settled.key_of(settled.options[0]) != need.key


def test_what_is_said_is_held_to_the_lengths_that_a_model_makes():
    model = a_model(durations=(5, 10))

    assert [followed_seconds(model, seconds) for seconds in (2.0, 5.0, 5.1, 9.9, 30.0)] == [5, 5, 10, 10, 10]
    assert followed_seconds(a_model(), 7.2) == 8


def test_a_speech_longer_than_any_clip_is_no_misfit():
    request = needs_of(a_scene(1, "Hello.", seconds=60.0)).video.request

    assert misfit(a_model(durations=(5, 10)), "video", request, Wants()) is None


def test_the_plan_reckons_with_the_length_of_the_speech():
    scene = a_scene(1, "No.")
    episode = an_episode(1, scene)
    production = a_production(episode, order="audio_first", models=PAID)

    call = next(call for call in once(planned_calls(production, {1: episode})).values() if call.need.stage == "video")

    model = a_model(price={"unit": "per_second", "amount": "0.1"})
    assert call.usual_micros(model) < call.most_micros(model)
    assert call.usual_micros(model) == 100_000
