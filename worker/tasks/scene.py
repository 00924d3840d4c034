"""The tasks of a scene's chain, in the order of the line. Arguments are ids; each stage finds what it needs by content key."""

from celery import shared_task

from shared.errors import MissingPart, StageFailed
from shared.line.requests import StageName
from shared.line.scene import scene_needs
from shared.queues import SCENE_CHAIN, TaskName
from worker.tasks.base import LineTask
from worker.tasks.unit import Unit

_ORDER = [stage for _, stage in SCENE_CHAIN]


def _work(task: LineTask, season: str, episode: int, scene: int, stage: StageName) -> None:
    unit = Unit(task, season, episode, str(scene))
    with unit.stage(stage, _ORDER.index(stage) + 1) as run:
        production, script = task.line.production(season, run), task.line.script(season, episode, run)
        wanted = next(candidate for candidate in script.scenes if candidate.number == scene)
        unit.obtain(scene_needs(production, script, wanted).of(stage), run)
        if stage == _ORDER[-1]:
            unit.state.under(run).end_unit(episode, unit.name, "done")


@shared_task(name=TaskName.SCENE_REFERENCE, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def reference(self: LineTask, season: str, episode: int, scene: int) -> None:
    """The reference pictures of those who are seen in a scene."""
    _work(self, season, episode, scene, "reference")


@shared_task(name=TaskName.SCENE_VIDEO, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def video(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's silent clip."""
    _work(self, season, episode, scene, "video")


@shared_task(name=TaskName.SCENE_SPEECH, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def speech(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's lines of dialogue, each a product of its own."""
    _work(self, season, episode, scene, "speech")


@shared_task(name=TaskName.SCENE_LIPSYNC, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def lipsync(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's clip with its speech in its mouths: the finished scene."""
    _work(self, season, episode, scene, "lipsync")
