"""From settings to places, hours and weathers; every place can be painted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.studio.rig.place import PLACES, Place, place_of
from worker.studio.rig.scenery.painting import PAINTERS, paint


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("Boardroom, day", Place("boardroom", "day", "clear")),
        ("Corridor, day", Place("corridor", "day", "clear")),
        ("Street market, night", Place("market", "night", "clear")),
        ("Night market", Place("market", "night", "clear")),
        ("Car, night", Place("car", "night", "clear")),
        ("Kitchen, morning", Place("kitchen", "morning", "clear")),
        ("Harbour, night, fog", Place("harbour", "night", "fog")),
        ("天台，夜", Place("rooftop", "night", "clear")),
        ("办公室，日", Place("office", "day", "clear")),
        ("街道，黄昏", Place("street", "dusk", "clear")),
        ("医院病房，清晨", Place("hospital", "morning", "clear")),
        ("公园，雪", Place("park", "day", "snow")),
        ("宴会厅，晚上", Place("hall", "night", "clear")),
        ("茶馆", Place("teashop", "day", "clear")),
        ("tea shop, rain", Place("teashop", "day", "rain")),
        ("Living room, evening", Place("living", "night", "clear")),
        ("法庭", Place("court", "day", "clear")),
        ("somewhere", Place("studio", "day", "clear")),
        ("", Place("studio", "day", "clear")),
    ],
)
def test_a_setting_names_a_place_an_hour_and_a_weather(setting: str, expected: Place) -> None:
    assert place_of(setting) == expected


def test_what_the_setting_leaves_open_the_prompt_says() -> None:
    assert place_of("Harbour, night", "a harbour at night, a man walks away along a pier, fog") == Place("harbour", "night", "fog")


def test_the_setting_wins_over_the_prompt() -> None:
    assert place_of("办公室，日", "rooftop at night").kind == "office"


def test_every_place_that_words_name_has_a_painter() -> None:
    assert set(PLACES) <= set(PAINTERS)


@pytest.mark.parametrize("kind", sorted(PAINTERS))
def test_places_are_painted_opaque_and_differ_by_hour(kind: str) -> None:
    day = paint(Place(kind, "day", "clear"), 1, "neutral", 0.25, 2.0).pixels
    night = paint(Place(kind, "night", "clear"), 1, "neutral", 0.25, 2.0).pixels

    assert (day[..., 3] == 255).all()
    assert float(night[..., :3].mean()) < float(day[..., :3].mean())


@given(st.text(max_size=40))
def test_any_setting_is_some_place(setting: str) -> None:
    assert place_of(setting, "", setting).kind in PAINTERS
