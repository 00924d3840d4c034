"""How much can be said in the seconds of an episode, told to writers as whole words or characters."""

import math
from dataclasses import dataclass

from producer.writing.tongue import Tongue
from shared.pricing.lengths import USUAL_SILENCE_SECONDS

SPOKEN_SHARE = 0.85
"""The share of a scene in which somebody speaks, at most: the rest are looks, moves and breath. Our own judgement."""

LINE_SECONDS = 5.0
"""A line that takes longer is a speech: it fills a subtitle of two lines, and one face is seen talking. Our own judgement."""

SHORTEST_SHARE, LONGEST_SHARE = 0.6, 1.5
"""How far a scene's length may be from the mean of its episode."""

TURN_SECONDS = 30.0
"""The trade's rule: something turns every 15 to 30 seconds."""


@dataclass(frozen=True)
class Room:
    """Seconds as text, the most words (or characters) of a scene of usual length and of a line, and how often an episode must turn."""

    seconds: str
    scene_seconds: str
    shortest_seconds: str
    longest_seconds: str
    scene_units: int
    line_units: int
    turns: int


def room_of(tongue: Tongue, seconds: float, scenes: int) -> Room:
    """The room of an episode of so many seconds and scenes."""
    scene = seconds / scenes
    lines = math.ceil(scene / LINE_SECONDS)
    in_a_scene = max(1, int(tongue.a_second * (scene * SPOKEN_SHARE - lines * USUAL_SILENCE_SECONDS)))
    return Room(
        seconds=_told(seconds),
        scene_seconds=_told(scene),
        shortest_seconds=_told(max(1.0, scene * SHORTEST_SHARE)),
        longest_seconds=_told(scene * LONGEST_SHARE),
        scene_units=in_a_scene,
        line_units=min(in_a_scene, int(tongue.a_second * LINE_SECONDS)),
        turns=min(scenes, int(seconds / TURN_SECONDS)),
    )


def _told(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0")
