"""The tasks of a job's chain: a picture, a clip that may begin with it, a text; those of writing a script and translating it."""

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


@shared_task(name=TaskName.SCRIPT_DRAFT, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def script_draft(self: LineTask, season: str, episode: int, scene: int) -> None:
    """A first script: of a part of a long source, of the season, of an episode."""
    make_stage(self, season, episode, scene, "script")


@shared_task(name=TaskName.SCRIPT_POLISH, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def script_polish(self: LineTask, season: str, episode: int, scene: int) -> None:
    """An episode's dialogue, made better."""
    make_stage(self, season, episode, scene, "polish")


@shared_task(name=TaskName.SCRIPT_REVIEW, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def script_review(self: LineTask, season: str, episode: int, scene: int) -> None:
    """What is wrong with an episode's script."""
    make_stage(self, season, episode, scene, "review")


@shared_task(name=TaskName.SCRIPT_REWRITE, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def script_rewrite(self: LineTask, season: str, episode: int, scene: int) -> None:
    """An episode's script without what the review found."""
    make_stage(self, season, episode, scene, "rewrite")


@shared_task(name=TaskName.SCRIPT_TRANSLATE, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def script_translate(self: LineTask, season: str, episode: int, scene: int) -> None:
    """An episode's dialogue in another language."""
    make_stage(self, season, episode, scene, "translate")
