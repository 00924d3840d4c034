"""Who makes what: named models that have their keys, in the order that the season prefers; and scenes that nobody can make."""

import json

import pytest

from producer.intake import read_season
from producer.intake.keys import keyed_by, missing_keys
from shared.errors import InputError
from shared.keys import KeyRing
from tests.factories.catalogue import a_catalogue, a_price, a_vendor
from tests.factories.season_file import a_scene_of, a_season_file

STUDIO = {
    "reference": ("studio/rig",),
    "video": ("studio/rig",),
    "speech": ("studio/kokoro",),
    "lipsync": ("studio/lips",),
    "music": ("studio/score",),
}
CATALOGUE = a_catalogue(
    acme={
        "short": {"capability": "video", "durations": [5], "price": a_price("per_second", "0.05"), "quality": 6, "typical_seconds": 90},
        "wide": {"capability": "video", "aspect_ratios": ["16:9"], "price": a_price("per_call", "0.2"), "quality": 9},
        "face": {"capability": "reference", "quality": 5},
        "voice": {"capability": "speech", "languages": ["en"], "price": a_price("per_1k_chars", "0.1")},
    },
    zeta={
        "long": {
            "capability": "video",
            "durations": [5, 10],
            "price": a_price("per_second", "0.02"),
            "quality": 8,
            "typical_seconds": 120,
        },
        "mute": {"capability": "video", "reference_images": {"max": 0}, "seed": False},
    },
)


def everybody(vendor: str) -> bool:
    return True


def nobody(vendor: str) -> bool:
    return vendor == "studio"


def read(tmp_path, *scenes, catalogue=CATALOGUE, keyed=everybody, rehearse=False, **changes):
    path = tmp_path / "season.json"
    episodes = [list(scenes) or [a_scene_of("Hello.", duration_seconds=4)]]
    path.write_text(json.dumps(a_season_file(*episodes, **changes), indent=1, ensure_ascii=False))
    return read_season(path, catalogue=catalogue, is_configured=keyed, rehearse=rehearse)


def refusal(tmp_path, *scenes, **changes) -> str:
    with pytest.raises(InputError) as refused:
        read(tmp_path, *scenes, **changes)
    return str(refused.value).removeprefix(f"{tmp_path}/season.json:")


def test_without_keys_the_studio_makes_what_names_nobody(tmp_path) -> None:
    production = read(tmp_path, keyed=nobody).production

    assert (production.models, production.chosen, production.prefer) == (STUDIO, (), "listed")


def test_a_stage_that_names_nobody_gets_the_best_whose_key_is_set_and_whose_models_can_make_every_scene(tmp_path) -> None:
    intake = read(tmp_path, a_scene_of("Hello.", duration_seconds=8))

    # acme/wide ranks higher, but makes 16:9 only; zeta/mute and acme/voice have no rank.
    assert intake.production.models == {**STUDIO, "video": ("zeta/long",), "reference": ("acme/face",)}
    assert intake.production.chosen == ("video", "reference")
    assert intake.notes == [
        "video: the season file names nobody, so zeta/long makes it, the best whose key is set",
        "reference: the season file names nobody, so acme/face makes it, the best whose key is set",
    ]


def test_the_best_is_of_those_whose_key_is_set(tmp_path) -> None:
    intake = read(tmp_path, keyed=lambda vendor: vendor in ("studio", "acme"))

    assert intake.production.models["video"] == ("acme/short",)


def test_a_row_that_nobody_has_verified_is_never_chosen_by_itself(tmp_path) -> None:
    row = {"capability": "video", "quality": 10}
    catalogue = a_catalogue(acme=a_vendor("acme", {"article": row}, verified=False))

    assert read(tmp_path, catalogue=catalogue).production.models == STUDIO
    assert read(tmp_path, catalogue=catalogue, providers={"video": ["acme/article"]}).production.models["video"] == ("acme/article",)


def test_pictures_and_lips_are_not_bought_for_clips_that_the_studio_draws(tmp_path) -> None:
    catalogue = a_catalogue(acme={"face": {"capability": "reference", "quality": 5}, "lips": {"capability": "lipsync", "quality": 5}})

    assert read(tmp_path, catalogue=catalogue).production.models == STUDIO


def test_a_rehearsal_needs_no_keys_and_spends_nothing(tmp_path) -> None:
    intake = read(tmp_path, rehearse=True, keyed=nobody, providers={"video": ["zeta/long"], "reference": ["acme/face"]}, prefer="cheapest")

    assert intake.production.models == STUDIO
    assert not intake.production.references_are_wanted


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        (["zeta/long"], "ZETA_KEY is not set; set it, name others"),
        (["zeta/long", "zeta/mute", "acme/short"], "ZETA_KEY and ACME_KEY are not set; set one, name others"),
    ],
)
def test_a_named_model_without_its_key_is_refused_with_the_variables_name(tmp_path, monkeypatch, named, wrong) -> None:
    monkeypatch.delenv("ZETA_KEY", raising=False)

    line = refusal(tmp_path, keyed=nobody, providers={"video": named})

    assert line.partition(": ")[2] == f"providers.video: {wrong}, or rehearse without keys: --rehearse"


def test_a_variable_that_is_spelt_a_little_otherwise_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZETAKEY", "x")

    assert "ZETA_KEY is not set (ZETAKEY is: give it this name); set it" in refusal(
        tmp_path, keyed=nobody, providers={"video": ["zeta/long"]}
    )


def test_a_named_model_without_its_key_is_passed_over_where_another_has_one(tmp_path) -> None:
    intake = read(tmp_path, keyed=nobody, providers={"video": ["zeta/long", "studio/rig"]})

    assert intake.production.models["video"] == ("studio/rig",)
    assert intake.notes == ["video: ZETA_KEY is not set, so zeta/long is passed over"]


def test_a_key_that_is_blank_is_not_set() -> None:
    vendor = CATALOGUE.vendors["acme"]

    assert missing_keys(vendor, KeyRing({"ACME_KEY": " "})) == missing_keys(vendor, KeyRing({})) == ["ACME_KEY"]
    assert [keyed_by(CATALOGUE, KeyRing({"ACME_KEY": "x"}))(name) for name in ("acme", "zeta", "studio")] == [True, False, True]


def test_a_named_model_whose_key_cannot_be_one_is_refused_although_another_could_be_asked(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZETA_KEY", "YOUR_ZETA_API_KEY")

    line = refusal(tmp_path, keyed=nobody, providers={"video": ["studio/rig", "zeta/long"]})

    assert line.partition(": ")[2] == (
        "providers.video[1]: ZETA_KEY (environment) holds the placeholder of an example; replace it with your own key"
    )


def test_a_key_that_cannot_be_one_stops_no_season_that_does_not_name_its_vendor(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZETA_KEY", "YOUR_ZETA_API_KEY")

    assert read(tmp_path, keyed=keyed_by(CATALOGUE)).production.models == STUDIO


def test_a_rehearsal_looks_at_no_key(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ZETA_KEY", "YOUR_ZETA_API_KEY")

    assert read(tmp_path, rehearse=True, keyed=None, providers={"video": ["zeta/long"]}).production.models == STUDIO


@pytest.mark.parametrize(
    ("prefer", "order"),
    [
        ("listed", ("acme/short", "zeta/mute", "zeta/long")),
        ("cheapest", ("zeta/mute", "zeta/long", "acme/short")),
        ("fastest", ("acme/short", "zeta/long", "zeta/mute")),
        ("best", ("zeta/long", "acme/short", "zeta/mute")),
    ],
)
def test_a_season_says_which_of_its_models_go_first(tmp_path, prefer, order) -> None:
    intake = read(tmp_path, providers={"video": ["acme/short", "zeta/mute", "zeta/long"]}, prefer=prefer)

    assert intake.production.models["video"] == order
    assert intake.production.prefer == prefer


def test_the_cheapest_is_cheapest_for_this_seasons_usual_scene(tmp_path) -> None:
    providers = {"video": ["acme/short", "zeta/mute", "zeta/long"]}
    scenes = [a_scene_of("Hello.", duration_seconds=seconds) for seconds in (4, 8, 9)]

    intake = read(tmp_path, *scenes, providers=providers, prefer="cheapest")

    # 8 s: 0.01 by the call, 0.20 for ten seconds, and more than acme/short makes.
    assert intake.production.models["video"] == ("zeta/mute", "zeta/long", "acme/short")


def test_the_cast_speaks_with_the_voices_of_whoever_goes_first(tmp_path) -> None:
    voices = {"Ann": {"gender": "female", "age": 30, "description": "x"}, "Bob": {"gender": "male", "age": 30, "description": "x"}}
    cheap = {"capability": "speech", "price": a_price("per_call", "0"), "voices": voices}
    catalogue = a_catalogue(acme={"dear": {"capability": "speech"}, "cheap": cheap})

    intake = read(tmp_path, catalogue=catalogue, providers={"speech": ["acme/dear", "acme/cheap"]}, prefer="cheapest")

    assert [character.voice for character in intake.production.characters] == ["Ann", "Bob"]
    assert not [note for note in intake.notes if "lists no voices" in note]


def test_the_cast_has_a_voice_of_every_speech_model(tmp_path) -> None:
    ann = {"Ann": {"gender": "female", "age": 30, "description": "x"}}
    catalogue = a_catalogue(acme={"voice": {"capability": "speech", "voices": ann}})

    emma = read(tmp_path, catalogue=catalogue, providers={"speech": ["studio/kokoro", "acme/voice"]}).production.characters[0]

    assert emma.voice_of("acme/voice") == "Ann"
    assert emma.voice_of("studio/kokoro") == emma.voice != "Ann"


def test_a_silent_scene_asks_nothing_of_who_is_named_for_lip_sync(tmp_path) -> None:
    catalogue = a_catalogue(acme={"lips": {"capability": "lipsync", "durations": [5]}})
    silent = a_scene_of(duration_seconds=9)

    assert read(tmp_path, silent, catalogue=catalogue, providers={"lipsync": ["acme/lips"]}).notes == []


def test_the_settings_catalogue_is_the_one_that_is_asked(tmp_path, monkeypatch) -> None:
    (tmp_path / "more.yaml").write_text("studio: {models: {pencil: {capability: video, price: {amount: 0}}}}")
    monkeypatch.setenv("CLIFFHANGER_CATALOGUE", str(tmp_path / "more.yaml"))

    assert read(tmp_path, catalogue=None, keyed=None, providers={"video": ["studio/pencil"]}).production.models["video"] == (
        "studio/pencil",
    )


def test_what_the_user_insists_on_is_kept(tmp_path) -> None:
    cast = [{"name": "Emma", "seed": 12345}, {"name": "Daniel"}]

    production = read(tmp_path, characters=cast, providers={"reference": ["acme/face"]}).production

    assert [character.seed_is_locked for character in production.characters] == [True, False]
    assert production.references_are_wanted


def test_a_scene_that_nobody_can_make_is_refused_before_anything_is_paid(tmp_path) -> None:
    scenes = [a_scene_of("Hello.", duration_seconds=seconds) for seconds in (4, 14, 15)]

    line = refusal(tmp_path, *scenes, providers={"video": ["acme/short", "acme/wide", "zeta/long"]})

    assert line.partition(": ")[2] == (
        "providers.video: episode 1, scene 2: nobody who is named can make its video: acme/short makes at most 5 s, the scene needs "
        "14 s; acme/wide makes 16:9 only, the season is 9:16; zeta/long makes at most 10 s, the scene needs 14 s (and 1 more place)"
    )


def test_a_locked_seed_and_wanted_pictures_refuse_a_model_without(tmp_path) -> None:
    cast = [{"name": "Emma", "seed": 12345}, {"name": "Daniel"}]

    locked = refusal(tmp_path, characters=cast, providers={"video": ["zeta/mute"]})
    wanted = refusal(tmp_path, providers={"video": ["zeta/mute"], "reference": ["acme/face"]})

    assert locked.endswith("zeta/mute has no seed, and Emma's seed 12345 is locked")
    assert wanted.endswith("zeta/mute takes no reference image, and the season has them made")


def test_a_model_that_can_make_some_scenes_only_is_passed_over_for_the_others(tmp_path) -> None:
    scenes = [a_scene_of("Hello.", duration_seconds=seconds) for seconds in (4, 8, 9)]

    intake = read(tmp_path, *scenes, providers={"video": ["acme/short", "zeta/long"]})

    assert intake.production.models["video"] == ("acme/short", "zeta/long")
    assert (
        "video: acme/short is passed over for episode 1, scene 2 (and 1 more place): it makes at most 5 s, the scene needs 8 s"
        in intake.notes
    )


def test_a_line_that_nobody_can_speak_is_refused(tmp_path) -> None:
    catalogue = a_catalogue(acme={"terse": {"capability": "speech", "max_characters": 3}})

    line = refusal(tmp_path, catalogue=catalogue, providers={"speech": ["acme/terse"]})

    assert line.endswith(
        "episode 1, scene 1: nobody who is named can make its speech: acme/terse takes at most 3 characters, the line has 6"
    )


def test_a_price_that_cannot_be_reckoned_is_refused(tmp_path) -> None:
    catalogue = a_catalogue(acme={"clips": {"capability": "video", "price": a_price("per_call", "1", "CHF")}})

    line = refusal(tmp_path, catalogue=catalogue, providers={"video": ["acme/clips"]})

    assert "acme/clips: price.currency: no rate of CHF is known" in line


def test_a_language_that_only_a_vendor_speaks_is_spoken_by_it(tmp_path) -> None:
    catalogue = a_catalogue(acme={"voice": {"capability": "speech", "languages": ["ain"], "quality": 5}})

    assert read(tmp_path, catalogue=catalogue, language="ain").production.models["speech"] == ("acme/voice",)
    assert "nothing here can speak 'ain'" in refusal(tmp_path, catalogue=catalogue, language="ain", keyed=nobody)


def test_a_preference_that_is_none_is_refused(tmp_path) -> None:
    assert refusal(tmp_path, prefer="cheap").endswith(
        "prefer: must be one of listed, cheapest, fastest, best, not 'cheap'; did you mean 'cheapest'?"
    )
