from dataclasses import replace

import numpy as np
import pytest

from worker.media.probe import Facts
from worker.quality.film import Film
from worker.quality.frozen import stillest

FACTS = Facts(5.0, 480, 854, 24.0, 120, "h264", "yuv420p", None, 0, 0, 1)

Y, X = np.mgrid[0:168, 0:96].astype(np.float32)
PICTURE = 120 + 60 * np.sin(X / 9) * np.cos(Y / 13)


def grain(frame):
    return np.random.default_rng(frame).normal(0, 6, PICTURE.shape)


def film(frames):
    grey = [np.clip(frame, 0, 255).astype(np.float32) for frame in frames]
    times = [index / 8 for index in range(len(grey))]
    return Film(FACTS, grey, [g.astype(np.uint8) for g in grey], times, [], [], 120, 0, len(grey) / 8, 480, 854)


def still_share(frames):
    shown = film(frames)
    start, end = stillest(shown)
    return (end - start) / shown.lasts_seconds


@pytest.mark.parametrize(
    "change",
    [
        lambda _: PICTURE,
        lambda i: PICTURE + grain(i),
        lambda i: PICTURE + i,
        lambda i: PICTURE * (1 - i / 100),
        lambda i: PICTURE + (130 if i == 17 else 0),
    ],
    ids=["as it is", "grain", "brighter", "less contrast", "a flash"],
)
def test_one_picture_is_still_whatever_its_light_does(change):
    assert still_share([change(i) for i in range(40)]) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda i: np.roll(PICTURE, i, axis=1),
        lambda i: 120 + 60 * np.sin((X + i / 10) / 9) * np.cos(Y / 13),
        lambda i: np.where((abs(X - 10 - 2 * i) < 5) & (abs(Y - 80) < 5), 250, 20),
        lambda i: np.roll(PICTURE, i, axis=1) + grain(i),
        lambda i: np.roll(PICTURE, i, axis=1) + 10 * np.sin(i),
        lambda i: np.where((abs(X - 20 - i / 8) < 5.5) & (abs(Y - 80) < 5.5), 210, 126),
        lambda i: np.random.default_rng(i).uniform(0, 255, PICTURE.shape),
    ],
    ids=["pan", "a tenth of a pixel a frame", "a small square", "under grain", "in flickering light", "slowly over plain grey", "snow"],
)
def test_what_moves_is_not_still(change):
    assert still_share([change(i) for i in range(40)]) < 0.45


def test_a_clip_that_stops_in_its_middle_is_half_still():
    assert still_share([np.roll(PICTURE, min(i, 20), axis=1) for i in range(40)]) == pytest.approx(0.5, abs=0.03)


def test_a_square_of_another_colour_but_the_same_luma_moves():
    frames = [np.where((abs(X - 10 - 2 * i) < 8) & (abs(Y - 80) < 8), 255, 128).astype(np.uint8) for i in range(40)]
    shown = replace(film([np.full_like(X, 75)] * 40), value=frames)

    start, end = stillest(shown)

    assert end - start < 1
