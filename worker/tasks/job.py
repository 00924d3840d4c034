"""The tasks of a job's chain: a picture, a clip that may begin with it, a text."""

from celery import shared_task

from shared.errors import MissingPart, StageFailed
from shared.queues import TaskName
from worker.tasks.base import LineTask
from worker.tasks.stage import make_stage


@shared_task(name=TaskName.JOB_IMAGE, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def image(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A job's picture."""
    make_stage(self, season, episode, scene, "image")


@shared_task(name=TaskName.JOB_CLIP, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def clip(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A job's clip."""
    make_stage(self, season, episode, scene, "clip")


@shared_task(name=TaskName.JOB_TEXT, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def text(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A job's text."""
    make_stage(self, season, episode, scene, "text")
