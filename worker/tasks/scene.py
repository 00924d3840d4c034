"""The tasks of a scene's chain, in the order of the line. Arguments are ids; each stage finds what it needs by content key."""

from celery import shared_task

from shared.errors import MissingPart, StageFailed
from shared.queues import TaskName
from worker.tasks.base import LineTask
from worker.tasks.stage import make_stage


@shared_task(name=TaskName.SCENE_REFERENCE, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def reference(self: LineTask, season: str, episode: int, scene: int) -> None:
    """The reference pictures of those who are seen in a scene."""
    make_stage(self, season, episode, scene, "reference")


@shared_task(name=TaskName.SCENE_VIDEO, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def video(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's silent clip."""
    make_stage(self, season, episode, scene, "video")


@shared_task(name=TaskName.SCENE_SPEECH, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def speech(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's lines of dialogue, each a product of its own."""
    make_stage(self, season, episode, scene, "speech")


@shared_task(name=TaskName.SCENE_LIPSYNC, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def lipsync(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A scene's clip with its speech in its mouths: the finished scene."""
    make_stage(self, season, episode, scene, "lipsync")
