"""A pool process that died in its work: its unit is freed at once, where the worker itself lives to tell; else its lease runs out."""

import logging
from typing import Any

from billiard.exceptions import WorkerLostError
from celery.signals import task_failure

from shared.queues import TaskName
from shared.state.season import JOIN
from worker.advance import send_advance
from worker.tasks.base import LineTask

log = logging.getLogger(__name__)

_SCENE_TASKS = frozenset({TaskName.SCENE_REFERENCE, TaskName.SCENE_VIDEO, TaskName.SCENE_SPEECH, TaskName.SCENE_LIPSYNC})
_JOIN_TASKS = frozenset({TaskName.EPISODE_MUSIC, TaskName.EPISODE_JOIN})


@task_failure.connect
def free_unit(sender: LineTask, exception: BaseException, args: Any, **_: object) -> None:
    """Celery calls this in the worker's main process when a pool process was killed."""
    if not isinstance(exception, WorkerLostError) or sender.name not in _SCENE_TASKS | _JOIN_TASKS:
        return
    season, episode = str(args[0]), int(args[1])
    unit = str(args[2]) if len(args) > 2 else JOIN
    log.warning("a process died at %s of episode %d, unit %s; it is begun again", sender.name, episode, unit)
    sender.line.season(season).release(episode, unit)
    send_advance(sender.app, season, episode)
