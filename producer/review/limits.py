"""The review's limits: numbers with their reasons, from `limits.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Limits:
    """One number for each table of `limits.toml`. Seconds where the name says so; shares are of 1."""

    length_tolerance: float
    length_far: float
    thin_share: float
    action_seconds: float
    scenes_a_minute: float
    places_a_minute: float
    rate_from_seconds: float
    places_from_seconds: float
    scene_longest_seconds: float
    hook_seconds: float
    beat_longest_seconds: float
    leads_most: int
    lead_share: float
    speech_tolerance: float
    cue_narrow: int
    cue_wide: int
    foreign_letters: int
    foreign_syllables: int
    prompt_shortest: int


def rows() -> dict[str, dict[str, Any]]:
    """`value` and `why` of each limit."""
    return tomllib.loads(resources.files("producer.review").joinpath("limits.toml").read_text(encoding="utf-8"))


@cache
def load_limits() -> Limits:
    """The limits as shipped."""
    return Limits(**{name: row["value"] for name, row in rows().items()})
