"""Models that are not known to bring sound are named before anything is paid."""

import pytest

from producer.intake.native_audio import native_audio_notes
from tests.factories.catalogue import a_catalogue, a_price
from tests.factories.season import MODELS, a_production, a_scene, an_episode


def notes(volume: float | None, **row: object) -> list[str]:
    production = a_production(an_episode(1, a_scene(1, "Hello.")), models={**MODELS, "video": ("acme/film",)}, native_volume=volume)
    return list(native_audio_notes(production, a_catalogue(acme={"film": {"capability": "video", **row}})))


def test_a_model_without_a_word_about_sound_is_named() -> None:
    assert notes(0.3) == ["native_audio: acme/film may bring no sound; their scenes have dialogue, music and room tone only"]


@pytest.mark.parametrize("native_audio", ["always", a_price("per_second", "0.15")])
def test_a_model_that_is_known_to_bring_sound_is_not(native_audio: object) -> None:
    assert notes(0.3, native_audio=native_audio) == []


def test_nothing_is_said_where_that_sound_is_dropped() -> None:
    assert notes(None) == []
