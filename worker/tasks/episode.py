"""The tasks of an episode: music and join once its scenes have ended, and `advance`, in which every chain ends."""

from celery import shared_task

from shared.errors import MissingPart, NotFound, StageFailed
from shared.line.episode import EpisodeNeeds, episode_needs
from shared.queues import TaskName
from shared.state.season import JOIN, MUSIC
from worker.advance import advance_episode
from worker.tasks.base import LineTask
from worker.tasks.unit import Leftover, Unit


def _needs(task: LineTask, season: str, episode: int) -> EpisodeNeeds:
    state = task.line.season(season).episode(episode)
    production, script = task.line.production(season, state.run), task.line.script(season, episode, state.run)
    units = {scene.number: state.unit(str(scene.number)) for scene in script.scenes}
    return episode_needs(production, script, {number: unit.reason for number, unit in units.items() if unit.state == "failed"})


def _have_scenes_ended(task: LineTask, season: str, episode: int) -> bool:
    state = task.line.season(season).episode(episode)
    scenes = task.line.script(season, episode, state.run).scenes
    return all(state.unit(str(scene.number)).state in ("done", "failed") for scene in scenes)


@shared_task(name=TaskName.EPISODE_MUSIC, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def music(self: LineTask, season: str, episode: int, name: str = JOIN) -> None:
    """A bed of music for each mood of the episode: early as the unit MUSIC, else as the first step of JOIN."""
    unit = Unit(self, season, episode, name)
    with unit.stage("music", lambda _run: 1) as run:
        unit.obtain(_needs(self, season, episode).music, run)
        if name == MUSIC:
            unit.state.under(run).end_unit(episode, MUSIC, "done")


@shared_task(name=TaskName.EPISODE_JOIN, base=LineTask, bind=True, throws=(StageFailed, MissingPart))
def join(self: LineTask, season: str, episode: int) -> None:
    """The finished episode."""
    join_episode(self, season, episode)


def join_episode(task: LineTask, season: str, episode: int) -> None:
    """Join an episode whose scenes have ended."""
    unit = Unit(task, season, episode, JOIN)
    with unit.stage("episode", lambda _run: 2) as run:
        if not _have_scenes_ended(task, season, episode):
            # The join of an earlier order: what it would join is being made anew.
            raise Leftover
        unit.obtain([_needs(task, season, episode).join], run)


@shared_task(name=TaskName.EPISODE_ADVANCE, base=LineTask, bind=True, throws=(NotFound,))
def advance(self: LineTask, season: str, episode: int) -> None:
    """Send what the episode still needs, or end it."""
    advance_episode(self.app, season, episode)
