"""The catalogue: one file a vendor, checked as it is read."""

from decimal import Decimal

import pytest

from shared.bcp47 import canonical
from shared.catalogue import CAPABILITY_OF, load
from shared.errors import InputError


def test_the_studio_makes_every_stage_that_a_provider_makes_free_of_charge():
    stages = ("reference", "video", "speech", "lipsync", "music")
    made = {stage: [model.name for model in load().for_stage(stage) if model.vendor == "studio"] for stage in stages}

    assert made == {
        "reference": ["studio/rig"],
        "video": ["studio/rig"],
        "speech": ["studio/kokoro", "studio/espeak"],
        "lipsync": ["studio/lips"],
        "music": ["studio/score"],
    }
    assert {model.price.amount for model in load().vendors["studio"].models.values()} == {Decimal(0)}


def test_every_stage_of_a_season_file_asks_for_a_capability():
    assert all(isinstance(load().for_stage(stage), list) for stage in CAPABILITY_OF)
    with pytest.raises(KeyError):
        load().for_stage("catering")


def test_speech_models_say_which_languages_and_voices_they_have():
    kokoro, espeak = (load().model(name) for name in ("studio/kokoro", "studio/espeak"))

    assert kokoro.languages == ("cmn", "en", "ja")
    assert len(espeak.languages) == len(set(espeak.languages)) == 126
    assert all(tag == canonical(tag) for tag in espeak.languages)
    assert list(espeak.voices) == ["f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7"]
    assert len(kokoro.voices) == 19


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("studio/kokor", "studio has no model 'kokor'; did you mean 'studio/kokoro'? known are: "),
        ("stuido/rig", "there is no vendor 'stuido'; did you mean 'studio/rig'? known are: "),
        ("x", "there is no vendor 'x'; known are: "),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_the_nearest(name, line):
    with pytest.raises(InputError, match=line.replace("?", r"\?")):
        load().model(name)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [", "a.yaml: cannot be read as YAML: "),
        ("- a", "a.yaml: must be a mapping of a vendor's name to its row"),
        ("acme: {engine: steam}", "a.yaml:1: acme.engine: must be one of studio, job, call, openai"),
        (
            "acme: {engine: studio, description: x, models: {m: {capabilites: [video]}}}",
            "a.yaml:1: acme.models.m.capabilites: unknown field; did you mean 'capabilities'?",
        ),
        ("acme: {engine: studio, description: x, models: 3}", "a.yaml:1: acme.models: Input should be a valid dictionary"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(tmp_path, text, line):
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(InputError) as refused:
        load(tmp_path)

    assert str(refused.value).removeprefix(f"{tmp_path}/").startswith(line)


def test_a_vendor_has_one_file(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("acme: {engine: studio, description: x, models: {}}")

    with pytest.raises(InputError, match=r"b\.yaml: acme: this vendor is already in another file"):
        load(tmp_path)
