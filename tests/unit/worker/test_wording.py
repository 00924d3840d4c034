"""How a scene is described to providers."""

import pytest

from shared.line.requests import Format, Look
from worker.stages.wording import described, sentences, shape


@pytest.mark.parametrize(
    ("resolutions", "asked"),
    [
        ((), (720, 1280, "720p")),
        (("480p", "720p", "1080p"), (720, 1280, "720p")),
        (("1080p", "4k"), (1080, 1920, "1080p")),
        (("480p",), (720, 1280, "720p")),
        (("cinema",), (720, 1280, "720p")),
    ],
)
def test_the_smallest_resolution_that_is_enough_is_asked_for(resolutions, asked) -> None:
    found = shape(Format(width=720, height=1280, fps=24), resolutions)

    assert (found["width"], found["height"], found["resolution"]) == asked


@pytest.mark.parametrize(("size", "aspect"), [((406, 720), "9:16"), ((480, 854), "9:16"), ((720, 720), "1:1"), ((700, 720), "35:36")])
def test_even_pixels_have_the_shape_that_was_meant(size, aspect) -> None:
    assert shape(Format(width=size[0], height=size[1], fps=24))["aspect"] == aspect


def test_a_character_is_described_by_what_is_known() -> None:
    known = Look(name="Ann", gender="female", age=30, appearance="red coat", seed=1)

    assert described(known) == "Ann (30 years old, female, red coat)"
    assert described(Look(name="Bob", seed=1)) == "Bob"


def test_parts_become_sentences_and_empty_ones_are_left_out() -> None:
    assert sentences("a kitchen", "", "谁在那里？", "mood: sad") == "a kitchen. 谁在那里？ mood: sad."


def test_what_is_worn_in_a_scene_follows_the_looks() -> None:
    dressed = Look(name="Ann", age=30, appearance="red coat", seed=1, wears="a black dress")

    assert described(dressed) == "Ann (30 years old, red coat; in this scene wearing a black dress)"
    assert described(Look(name="Bob", seed=1, wears="a suit")) == "Bob (in this scene wearing a suit)"
