"""What a unit of the line is made by: a scene, or a job of a jobs file; its stages in order, its products, what it comes after."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from shared.job import WritingJob
from shared.line.job import JobLine, comes_after
from shared.line.need import Need
from shared.line.requests import StageName
from shared.line.scene import scene_needs
from shared.production import Episode, Production, Scene
from shared.queues import AUDIO_FIRST_CHAIN, JOB_CHAIN, SCENE_CHAIN, TaskName


class UnitNeeds(Protocol):
    """The products of one unit."""

    def of(self, stage: StageName) -> tuple[Need, ...]:
        """The needs of one stage, in order."""
        ...

    @property
    def all(self) -> tuple[Need, ...]:
        """Every product, in the order of the line."""
        ...

    @property
    def last(self) -> tuple[Need, ...]:
        """The products that the unit has when it is finished."""
        ...


def unit_line(production: Production, episode: Episode) -> Callable[[Scene], UnitNeeds]:
    """What tells the needs of each unit of an episode; to be kept where several are asked for, since jobs build on each other."""
    return partial(scene_needs, production, episode) if production.kind == "season" else JobLine(production, episode).needs


def unit_needs(production: Production, episode: Episode, scene: Scene) -> UnitNeeds:
    """The needs of a scene, or of the job that stands in its place."""
    return unit_line(production, episode)(scene)


def unit_chain(scene: Scene, *, audio_first: bool = False) -> tuple[tuple[TaskName, StageName], ...]:
    """The tasks of a unit with their stages, in the order of the line; `audio_first`: of a season that makes speech before pictures."""
    if isinstance(scene.job, WritingJob):
        return tuple(step for step in JOB_CHAIN["writing"] if step[1] in scene.job.stages)
    if scene.job is not None:
        return JOB_CHAIN[scene.job.type]
    return AUDIO_FIRST_CHAIN if audio_first else SCENE_CHAIN


__all__ = ["UnitNeeds", "comes_after", "unit_chain", "unit_line", "unit_needs"]
