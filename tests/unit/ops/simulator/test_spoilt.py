"""Products of no use: made and billed as any, and as whole as any file."""

import io
import wave
from collections.abc import Callable

import av
import numpy as np
import pytest

from tests.unit.ops.simulator.conftest import Customer


def film_of(customer: Customer, **fields: object) -> list[np.ndarray]:
    """The frames, in grey."""
    data = customer.get(customer.finished(**fields)["urls"][0]).content
    with av.open(io.BytesIO(data)) as film:
        return [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]


@pytest.mark.parametrize("fault", ["", "black", "frozen", "wrong_size", "too_short"])
def test_a_spoilt_clip_is_a_whole_film_and_billed(customer: Customer, fault: str) -> None:
    if fault:
        customer.rule(fault)

    frames = film_of(customer, seconds=2, aspect_ratio="9:16")

    height, width = frames[0].shape
    assert (max(frame.max() for frame in frames) < 20) == (fault == "black")
    assert all(np.abs(frame.astype(int) - frames[0]).mean() < 2 for frame in frames) == (fault in ("black", "frozen"))
    assert (width > height) == (fault == "wrong_size")
    assert len(frames) == pytest.approx(8 if fault == "too_short" else 16, abs=2)
    assert customer.totals()["billed"] == 1


def test_speech_without_sound_is_as_long_as_its_text(customer: Customer) -> None:
    customer.rule("no_sound")

    data = customer.get(customer.finished(kind="speech", text="x" * 40, prompt=None, seconds=None)["urls"][0]).content

    with wave.open(io.BytesIO(data)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        assert sound.getnframes() / sound.getframerate() == pytest.approx(2.0, abs=0.1)
    assert samples.max() == 0


@pytest.mark.parametrize(("fault", "size"), [("", (288, 512)), ("wrong_size", (64, 64))])
def test_a_picture_may_be_too_small_to_be_of_use(run: Callable[..., Customer], fault: str, size: tuple[int, int]) -> None:
    customer = run()
    if fault:
        customer.rule(fault)

    data = customer.get(customer.finished(kind="image", seconds=None, aspect_ratio="9:16")["urls"][0]).content

    with av.open(io.BytesIO(data)) as picture:
        assert (picture.streams.video[0].width, picture.streams.video[0].height) == size
