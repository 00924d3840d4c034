"""A format's pixels: the short side as named, the long one by the aspect, both even."""

import pytest

from shared.line.requests import Format
from shared.season import FormatChoice


@pytest.mark.parametrize(
    ("aspect", "resolution", "width", "height"),
    [
        ("9:16", "720p", 720, 1280),
        ("9:16", "1080p", 1080, 1920),
        ("9:16", "480p", 480, 854),
        ("9:16", "540p", 540, 960),
        ("16:9", "1080p", 1920, 1080),
        ("1:1", "720p", 720, 720),
        ("3:4", "720p", 720, 960),
        ("4:5", "1080p", 1080, 1350),
        ("4:5", "540p", 540, 676),
        ("3:2", "480p", 720, 480),
    ],
)
def test_pixels_follow_aspect_and_resolution(aspect, resolution, width, height):
    assert FormatChoice(aspect=aspect, resolution=resolution, fps=25).pixels() == Format(width=width, height=height, fps=25)
