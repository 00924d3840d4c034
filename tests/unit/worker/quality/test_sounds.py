import numpy as np
import pytest

from worker.quality.clipped import clipped_share
from worker.quality.cut import end_db
from worker.quality.heard import Heard
from worker.quality.syllables import syllables
from worker.quality.words import heard_share

T = np.arange(16_000) / 16_000


def heard(samples):
    samples = np.round(np.clip(samples, -1, 1) * 32767).astype(np.float32) / 32767
    return Heard(samples, samples)


VOICE = 0.5 * np.sin(2 * np.pi * 150 * T) * np.sin(2 * np.pi * 3 * T) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 970 * T))


@pytest.mark.parametrize("hertz", [40, 100, 440, 3000])
def test_a_pure_tone_is_not_clipped(hertz):
    assert clipped_share(heard(0.9 * np.sin(2 * np.pi * hertz * T)), full_scale=False) == 0


def test_speech_whose_tops_are_cut_off_is_clipped_even_when_it_was_turned_down():
    assert clipped_share(heard(np.clip(8 * VOICE, -1, 1) * 0.4), full_scale=False) > 0.1
    assert clipped_share(heard(VOICE), full_scale=False) < 0.001


def test_speech_that_is_broken_off_ends_loud():
    assert end_db(heard(VOICE[: 16_000 // 4])) > -8
    assert end_db(heard(VOICE)) < -8


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("You lied to me the whole time.", 8),
        ("你一直在骗我。", 6),
        ("ずっとだましていたのね", 10),
        ("사랑해요", 4),
        ("Tôi không bao giờ muốn tiền", 6),
        ("ฉันรักคุณ", 4),
        ("Я тебя люблю", 5),
        ("…?!", 0),
    ],
)
def test_syllables_are_about_as_many_as_are_spoken(text, count):
    assert syllables(text) == pytest.approx(count, rel=0.35)


def test_what_is_heard_is_compared_by_its_letters():
    assert heard_share("I love you!", "i love you") == 1
    assert heard_share("I love you!", "the bus is late") < 0.4
