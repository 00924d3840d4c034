"""The names of queues and tasks: work is sent by name, so the producer never imports a worker."""

from enum import StrEnum
from typing import Final, Literal, get_args

from shared.line.requests import StageName

MEDIA: Final = "media"
"""CPU work: drawing, speaking, ffmpeg. Served by prefork workers, one process a core."""

CONTROL: Final = "control"
"""Short bookkeeping: advance, sweep, delivery. Served by threads."""


class TaskName(StrEnum):
    """Every task of the line."""

    SCENE_REFERENCE = "scene.reference"
    SCENE_VIDEO = "scene.video"
    SCENE_SPEECH = "scene.speech"
    SCENE_LIPSYNC = "scene.lipsync"
    EPISODE_MUSIC = "episode.music"
    EPISODE_JOIN = "episode.join"
    EPISODE_ADVANCE = "episode.advance"
    SEASON_START = "season.start"
    SEASON_SWEEP = "season.sweep"
    SEASON_DELIVER = "season.deliver"
    SEASON_EXPORT = "season.export"
    CALL_TEND = "call.tend"
    NOTICE_SEND = "notice.send"
    JOB_IMAGE = "job.image"
    JOB_CLIP = "job.clip"
    JOB_TEXT = "job.text"
    SCRIPT_DRAFT = "script.draft"
    SCRIPT_POLISH = "script.polish"
    SCRIPT_REVIEW = "script.review"
    SCRIPT_REWRITE = "script.rewrite"
    SCRIPT_TRANSLATE = "script.translate"


SCENE_CHAIN: tuple[tuple[TaskName, StageName], ...] = (
    (TaskName.SCENE_REFERENCE, "reference"),
    (TaskName.SCENE_VIDEO, "video"),
    (TaskName.SCENE_SPEECH, "speech"),
    (TaskName.SCENE_LIPSYNC, "lipsync"),
)
"""A scene's chain, in the order of the line."""

AUDIO_FIRST_CHAIN = (SCENE_CHAIN[0], SCENE_CHAIN[2], SCENE_CHAIN[1], SCENE_CHAIN[3])
"""The chain of a scene whose clip is as long as what is said in it."""

JOB_CHAIN: dict[str, tuple[tuple[TaskName, StageName], ...]] = {
    "image": ((TaskName.JOB_IMAGE, "image"),),
    "video": ((TaskName.JOB_IMAGE, "image"), (TaskName.JOB_CLIP, "clip")),
    "text": ((TaskName.JOB_TEXT, "text"),),
    "writing": (
        (TaskName.SCRIPT_DRAFT, "script"),
        (TaskName.SCRIPT_POLISH, "polish"),
        (TaskName.SCRIPT_REVIEW, "review"),
        (TaskName.SCRIPT_REWRITE, "rewrite"),
    ),
    "translation": ((TaskName.SCRIPT_TRANSLATE, "translate"),),
}
"""A job's chain by its type; a stage that the job does not have is left out."""

EPISODE_CHAIN: tuple[tuple[TaskName, StageName], ...] = ((TaskName.EPISODE_MUSIC, "music"), (TaskName.EPISODE_JOIN, "episode"))
"""What follows when an episode's scenes have ended."""

# Redis serves lower numbers first. Later stages go first, so that the first episode is finished long before the last is begun.
PRIORITY: dict[TaskName, int] = {
    TaskName.EPISODE_JOIN: 0,
    TaskName.EPISODE_MUSIC: 0,
    TaskName.SCENE_LIPSYNC: 3,
    TaskName.SCENE_SPEECH: 6,
    TaskName.SCENE_VIDEO: 9,
    TaskName.SCENE_REFERENCE: 9,
    TaskName.JOB_CLIP: 6,
    TaskName.JOB_TEXT: 9,
    TaskName.JOB_IMAGE: 9,
    TaskName.SCRIPT_DRAFT: 9,
    TaskName.SCRIPT_POLISH: 6,
    TaskName.SCRIPT_REVIEW: 3,
    TaskName.SCRIPT_REWRITE: 0,
    TaskName.SCRIPT_TRANSLATE: 9,
}

# What was begun and had to wait comes before what was not begun: in a long queue a granted slot would lapse, and a finished job wait.
RESUMED_PRIORITY = 3

PRIORITY_STEPS = (0, 3, 6, 9)


Kind = Literal["media", "paid", "control"]
"""Kinds of queues, and of the workers that serve them."""

KINDS: tuple[Kind, ...] = get_args(Kind)


def kind_of(queue: str) -> Kind:
    """What kind of workers serve a queue."""
    return "media" if queue == MEDIA else "control" if queue == CONTROL else "paid"


def queue_of(model: str) -> str:
    """The queue for work by `vendor/model`: one a paid provider's account, one for all that is made on the machine."""
    vendor = model.split("/", 1)[0]
    return MEDIA if vendor == "studio" else f"provider.{vendor}"
