"""Speech at another speed keeps its pitch, its beginning and its end."""

import math
from array import array

import pytest

from worker.media.rates import SAMPLE_RATE
from worker.media.tempo import at_rate

HERTZ = 200


def a_tone(seconds: float) -> "array[int]":
    return array("h", (round(9000 * math.sin(2 * math.pi * HERTZ * at / SAMPLE_RATE)) for at in range(round(seconds * SAMPLE_RATE))))


def hertz_of(samples: "array[int]") -> float:
    """The pitch of a tone, by its crossings of zero."""
    rises = [at for at in range(1, len(samples)) if samples[at - 1] < 0 <= samples[at]]
    return SAMPLE_RATE * (len(rises) - 1) / (rises[-1] - rises[0])


@pytest.mark.parametrize("seconds", [0.1, 0.7, 3.0])
@pytest.mark.parametrize("rate", [0.9, 0.97, 1.1, 1.25])
def test_speech_at_another_speed_keeps_its_pitch_and_is_heard_to_its_end(seconds: float, rate: float) -> None:
    said = a_tone(seconds)

    heard = at_rate(said, rate)

    assert abs(len(heard) - len(said) / rate) <= 0.01 * SAMPLE_RATE
    assert hertz_of(heard) == pytest.approx(HERTZ, rel=0.02)
    assert heard[-100:] == said[-100:]
    assert max(map(abs, heard)) <= max(map(abs, said))


def test_speech_at_its_own_speed_is_left_as_it_is() -> None:
    said = a_tone(0.2)

    assert at_rate(said, 1.0) is said


def test_equal_speech_is_equal_to_the_sample() -> None:
    assert at_rate(a_tone(0.5), 1.2) == at_rate(a_tone(0.5), 1.2)
