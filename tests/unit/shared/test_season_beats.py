"""Free words for a beat are understood in English and in Chinese."""

from typing import get_args

import pytest

from shared.beats import beat_of
from shared.line.requests import Beat


@pytest.mark.parametrize("beat", get_args(Beat))
def test_a_beat_of_the_line_is_itself(beat):
    assert beat_of(beat) == beat


@pytest.mark.parametrize(
    ("words", "beat"),
    [
        ("Surprised", "shocking"),
        ("heartbroken, then hopeful", "sad"),
        ("a TENSE stand-off", "tense"),
        ("suspenseful", "tense"),
        ("hopeless", "sad"),
        ("comedic", "happy"),
        ("悬疑", "tense"),
        ("愤怒地", "angry"),
        ("甜蜜", "romantic"),
        ("大反转", "shocking"),
        ("a scarf of crystal", None),
        ("", None),
    ],
)
def test_the_first_beat_that_words_name_counts(words, beat):
    assert beat_of(words) == beat
