"""Whether a model can do what a scene needs: one clear clause where its row says that it cannot."""

import pytest

from shared.catalogue import load
from shared.fit import Wants, capable, cast_of, has_aspect, misfit, short_side, wants_of
from shared.line.requests import Format, Look, MusicRequest, SpeechRequest
from shared.line.scene import scene_needs
from shared.production import Line, Scene
from shared.season import FormatChoice
from tests.factories.catalogue import a_catalogue, a_model
from tests.factories.season import a_character, a_production, a_scene, an_episode

UPRIGHT = Format(width=720, height=1280, fps=24)


def needs_of(scene: Scene, **changes):
    episode = an_episode(1, scene)
    return scene_needs(a_production(episode, format=UPRIGHT, **changes), episode, scene)


def video_of(**changes):
    return needs_of(a_scene(1, "Hello.", **changes)).video.request


def speech_of(text: str, language: str = "en") -> SpeechRequest:
    return SpeechRequest(character="Emma", text=text, language=language, voice="v", beat="sad")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"durations": [5, 10]}, "makes at most 10 s, the scene needs 14 s"),
        ({"aspect_ratios": ["16:9", "1:1"]}, "makes 16:9 and 1:1 only, the season is 9:16"),
        ({"resolutions": ["480p", "540P"]}, "makes at most 540p, the season is 720p"),
        ({"reference_images": {"max": 0}}, "takes no reference image, and 张枫 has one"),
        ({"seed": False}, "has no seed, and 张枫's seed 12345 is locked"),
        ({"capability": "music"}, "cannot do video"),
    ],
)
def test_a_row_that_says_no_is_told_in_one_clause(row, why) -> None:
    wants = Wants(locked_seeds=(("张枫", 12345),), own_pictures=("张枫",))

    assert misfit(a_model(**row), "video", video_of(seconds=14.0), wants) == why


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"durations": [5, 14]},
        {"aspect_ratios": ["16:9", "9:16"]},
        {"resolutions": ["480p", "1080p"]},
        {"resolutions": ["480p", "cinema"]},
        {"resolutions": ["1280x720"]},
        {"reference_images": {"max": 1}},
        {"seed": True},
    ],
)
def test_what_a_row_leaves_out_or_allows_fits(row) -> None:
    wants = Wants(locked_seeds=(("张枫", 12345),), own_pictures=("张枫",), references=True)

    assert misfit(a_model(**row), "video", video_of(seconds=14.0), wants) is None


def test_seeds_and_pictures_matter_where_the_user_gave_them_alone() -> None:
    model = a_model(seed=False, reference_images={"max": 0})

    assert misfit(model, "video", video_of(), Wants()) is None
    assert misfit(model, "video", video_of(), Wants(references=True)) == "takes no reference image, and the season has them made"


def test_the_wants_of_a_scene_are_those_of_its_cast() -> None:
    emma = a_character("Emma", seed_is_locked=True)
    daniel = a_character("Daniel", reference_image="0" * 32)
    production = a_production(an_episode(), characters=(emma, daniel), references_are_wanted=True)

    assert wants_of(production, [emma]) == Wants(locked_seeds=(("Emma", 7),), references=True)
    assert wants_of(production, [daniel]) == Wants(own_pictures=("Daniel",), references=True)


def test_a_request_shows_its_cast() -> None:
    needs = needs_of(a_scene(1, "Hello.", dialogue=(Line(character="Daniel", text="a"), Line(character="Emma", text="b"))))
    production = a_production(an_episode())

    names = [[character.name for character in cast_of(production, need.request)] for need in needs.all]

    assert names == [["Daniel"], ["Emma"], ["Daniel", "Emma"], [], [], []]


@pytest.mark.parametrize(
    ("row", "text", "language", "why"),
    [
        ({"max_characters": 4096}, "a" * 5000, "en", "takes at most 4096 characters, the line has 5000"),
        ({"languages": ["en"]}, "你好", "zh-CN", "does not speak zh-CN"),
        ({"languages": ["cmn"], "max_characters": 2}, "你好", "zh-CN", None),
        ({}, "你好", "zh-CN", None),
    ],
)
def test_a_line_must_be_speakable(row, text, language, why) -> None:
    assert misfit(a_model(capability="speech", **row), "speech", speech_of(text, language), Wants()) == why


def test_lengths_of_lip_sync_and_music_are_held_to() -> None:
    scene = needs_of(a_scene(1, "Hello.", seconds=14.0))
    music = MusicRequest(mood="sad", genre="", seconds=60, seed=1)

    lips = misfit(a_model(capability="lipsync", durations=[10]), "lipsync", scene.lipsync.request, Wants())
    bed = misfit(a_model(capability="music", durations=[30]), "music", music, Wants())

    assert (lips, bed) == ("makes at most 10 s, the scene needs 14 s", "makes at most 30 s, the bed needs 60 s")


def test_a_locked_seed_asks_for_a_seed_of_the_reference_picture_too() -> None:
    request = needs_of(a_scene(1, "Hello.")).references[0].request

    assert misfit(a_model(capability="reference", seed=False), "reference", request, Wants((("Emma", 7),))) is not None


def test_the_capable_models_keep_the_seasons_order() -> None:
    catalogue = a_catalogue(
        acme={"long": {"capability": "video", "durations": [30]}, "short": {"capability": "video", "durations": [5]}},
        zeta={"any": {"capability": "video"}},
    )
    models = {"video": ("zeta/any", "acme/short", "studio/rig", "acme/long")}
    production = a_production(an_episode(), models=models)

    assert capable(production, "video", video_of(seconds=14.0), (), catalogue) == ("zeta/any", "studio/rig", "acme/long")


@pytest.mark.parametrize("stage", ["reference", "video", "speech", "lipsync", "music"])
def test_the_studio_fits_whatever_is_wanted(stage) -> None:
    scene = needs_of(a_scene(1, "Hello.", seconds=300.0))
    music = MusicRequest(mood="sad", genre="", seconds=180, seed=1)
    requests = {need.stage: need.request for need in scene.all} | {"music": music}
    wants = Wants(locked_seeds=(("Emma", 7),), own_pictures=("Emma",), references=True)

    assert {misfit(model, stage, requests[stage], wants) for model in load().for_stage(stage) if model.vendor == "studio"} == {None}


def test_a_format_has_the_aspect_that_it_was_chosen_with_and_no_other() -> None:
    aspects = ["9:16", "16:9", "1:1", "3:4", "4:3", "4:5", "5:4", "2:3", "3:2"]

    for resolution in ("480p", "540p", "720p", "1080p"):
        for aspect in aspects:
            form = FormatChoice(aspect=aspect, resolution=resolution).pixels()
            assert [other for other in aspects if has_aspect(form, other)] == [aspect]


@pytest.mark.parametrize(
    ("written", "side"), [("720p", 720), ("1080P", 1080), ("4K", 2160), ("1280*720", 720), ("720 x 1280", 720), ("HD", None), ("std", None)]
)
def test_resolutions_are_read_as_providers_write_them(written, side) -> None:
    assert short_side(written) == side


def test_what_the_user_insists_on_changes_no_content_key() -> None:
    scene = a_scene(1, "Hello.")
    plain = needs_of(scene)
    insisting = needs_of(
        scene,
        characters=(a_character("Emma", seed_is_locked=True), a_character("Daniel", voice="am_puck")),
        references_are_wanted=True,
        prefer="cheapest",
        chosen=("video",),
    )

    assert [need.key for need in plain.all] == [need.key for need in insisting.all]


def test_a_look_without_a_row_in_the_cast_is_a_mistake() -> None:
    request = video_of().model_copy(update={"cast": (Look(name="Nobody", seed=1),)})

    with pytest.raises(KeyError):
        cast_of(a_production(an_episode()), request)
