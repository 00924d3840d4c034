"""Cuts an episode's dialogue into parts that are translated at once, at the ends of scenes where that can be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shared.production import Episode, Line
from shared.season_script import EpisodeScript
from shared.tokens import tokens_about

MOST_LINES, MOST_TOKENS = 40, 1_500
"""Of a part: its answer stays well below what models write at once."""
BEFORE, AFTER = 6, 3
"""Lines of the parts around it that are shown with one."""
LONGEST_SCENE = 200
"""Characters of what is told of a scene."""

Spot = tuple[int, int]
"""A scene's number, and which of its lines it is, from 0."""


@dataclass(frozen=True)
class Told:
    """A line as it is told; `scene` where another scene begins with it. `id` counts within its part, from 1."""

    id: int
    spot: Spot
    line: Line
    delivery: str = ""
    scene: str = ""

    @property
    def text(self) -> str:
        """What is said."""
        return self.line.text

    @property
    def character(self) -> str:
        """Who says it."""
        return self.line.character


@dataclass(frozen=True)
class Part:
    """Lines that are translated at once, and those around them."""

    told: tuple[Told, ...]
    before: tuple[Told, ...]
    after: tuple[Told, ...]


def parts_of(episode: Episode, deliveries: Mapping[Spot, str]) -> tuple[Part, ...]:
    """The parts of an episode, in order; none where nothing is said."""
    lines = list(_told(episode, deliveries))
    cuts = [0, *_cuts(lines), len(lines)]
    return tuple(
        Part(
            tuple(replace(line, id=index) for index, line in enumerate(lines[start:end], 1)),
            tuple(lines[max(0, start - BEFORE) : start]),
            tuple(lines[end : end + AFTER]),
        )
        for start, end in pairwise(cuts)
        if start < end
    )


def deliveries_of(script: EpisodeScript, numbers: Sequence[int]) -> dict[Spot, str]:
    """How each line is said, where the script tells; `numbers` are those of its scenes, as they are written."""
    return {
        (number, index): line.delivery
        for number, scene in zip(numbers, script.scenes, strict=True)
        for index, line in enumerate(scene.dialogue)
        if line.delivery
    }


def _told(episode: Episode, deliveries: Mapping[Spot, str]) -> Iterator[Told]:
    for scene in episode.scenes:
        about = ". ".join(text for text in (scene.setting, scene.action) if text)[:LONGEST_SCENE]
        for index, line in enumerate(scene.dialogue):
            spot = (scene.number, index)
            yield Told(0, spot, line, deliveries.get(spot, ""), (about or f"Scene {scene.number}") if index == 0 else "")


def _cuts(lines: Sequence[Told]) -> Iterator[int]:
    """Where parts begin, but for the first: at a scene, unless that alone is too much."""
    start = begins = tokens = 0
    for index, line in enumerate(lines):
        if line.scene:
            begins = index
        tokens += tokens_about(line.text)
        if index > start and (index - start >= MOST_LINES or tokens > MOST_TOKENS):
            start = begins if begins > start else index
            tokens = sum(tokens_about(each.text) for each in lines[start : index + 1])
            yield start
