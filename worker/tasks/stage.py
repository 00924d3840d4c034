"""One stage of a scene, or of a job: the products that it needs are obtained, whichever they are."""

from shared.line.requests import StageName
from shared.line.unit import comes_after, unit_chain, unit_needs
from shared.production import Episode, Scene
from worker.tasks.base import LineTask
from worker.tasks.unit import Leftover, Unit


def make_stage(task: LineTask, season: str, episode: int, scene: int, stage: StageName) -> None:
    """Make a stage of a unit, and end the unit after its last."""
    unit = Unit(task, season, episode, str(scene))

    def stages_made(run: str) -> int:
        return _stages(unit, run).index(stage) + 1

    with unit.stage(stage, stages_made) as run:
        production, script = task.line.production(season, run), task.line.script(season, episode, run)
        wanted = next((candidate for candidate in script.scenes if candidate.number == scene), None)
        if wanted is None or not _may_begin(unit, script, wanted):
            # Of an earlier order: the number has gone, or is that of a job that comes after others now, or of a scene to be dubbed anew.
            raise Leftover
        stages = _stages(unit, run)
        if stage not in stages:
            raise Leftover
        needs = unit_needs(production, script, wanted)
        # What comes before is there as a rule; not where the message is of an earlier order, or something has vanished from the store.
        unit.obtain([need for name in stages[: stages.index(stage) + 1] for need in needs.of(name)], run)
        if stage == stages[-1]:
            unit.state.under(run).end_unit(episode, unit.name, "done")


def _stages(unit: Unit, run: str) -> list[StageName]:
    """The stages of a unit, in order; none where the order has no such unit."""
    line = unit.task.line
    scenes = line.script(unit.season, unit.episode, run).scenes
    wanted = next((scene for scene in scenes if str(scene.number) == unit.name), None)
    audio_first = line.production(unit.season, run).is_audio_first
    return [] if wanted is None else [stage for _, stage in unit_chain(wanted, audio_first=audio_first)]


def _may_begin(unit: Unit, script: Episode, wanted: Scene) -> bool:
    if script.dub:
        return unit.state.episode(script.of).unit(unit.name).state == "done"
    before = comes_after(wanted)
    if not before:
        return True
    episode = unit.state.episode(unit.episode)
    return all(episode.unit(str(number)).state == "done" for number in before)
