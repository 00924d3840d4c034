"""`resume`, `cancel`, `redo`: change what was ordered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from producer.cli.batch_outcome import finish_batch
from producer.cli.options import Budget, Json, SeasonId, budget_micros
from producer.cli.outcome import exit_code, finish
from producer.cli.produce import run_to_the_end
from producer.order import resubmit, tell_workers, tend_calls
from producer.reach import HostLeft, Reached, find_season, reach
from producer.watch import Watch, people_console
from shared.delivery.collect import deliver_season
from shared.errors import InputError
from shared.ledger.ledger import Ledger
from shared.line.job import take_name, which_jobs
from shared.line.requests import StageName
from shared.line.unit import unit_chain
from shared.production import Episode, Production
from shared.progress import Progress, read_progress
from shared.queues import SCENE_CHAIN
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from shared.store.open import open_store

# An open call that was to be looked after so long ago is looked after at the next sweep.
LONG_AGO_MS = 3_600_000
_PLACE = re.compile(r"ep(?P<episode>\d+)/(?:scene(?P<scene>\d+)(?:/(?P<stage>[a-z]+))?|music)$")
_JOB = re.compile(r"job(?P<job>\d+)(?:/(?P<stage>[a-z]+))?$")
PLACES = "ep2/scene5, ep2/scene5/video, ep2/music or character/NAME; of a batch job3, or a job's name."
_REDOABLE: tuple[StageName, ...] = tuple(stage for _, stage in SCENE_CHAIN if stage != "reference")


def resume(season: SeasonId, budget: Budget = None, as_json: Json = False) -> None:
    """Go on with a season: what failed or is missing is made, what exists is kept."""
    micros = None if budget is None else budget_micros(budget)
    _again(season, lambda state: resubmit(state, budget_micros=micros), as_json=as_json)


def redo(
    season: SeasonId,
    place: Annotated[
        str,
        typer.Argument(metavar="PLACE", help=PLACES),
    ],
    as_json: Json = False,
) -> None:
    """Make another take of a scene, a stage of it, an episode's music, a character or a batch's job; what depends on it follows."""
    takes: dict[str, int] = {}

    def order(state: SeasonState) -> None:
        production = state.production()
        if not takes:
            # Numbered once: an order that has to be given again must not buy yet another take.
            takes.update({name: production.takes.get(name, 0) + 1 for name in _names(state, production, place)})
        resubmit(state, takes)

    _again(season, order, as_json=as_json)


def cancel(season: SeasonId) -> None:
    """Stop a season: nothing new is begun, what is finished stays and is delivered."""
    settings = load_settings()
    with reach(settings, season) as reached:
        progress = read_progress(reached.state)
        if progress.has_ended:
            raise InputError(f"{progress.season} has ended already ({progress.state}); nothing is under way")
        reached.state.end("cancelled", "cancelled by the user")
        open_calls = stop_calls(settings, reached)
        if Path(reached.state.meta()["out"]).exists():
            deliver_season(reached.state, open_store(settings))
        if reached.is_shared and reached.state.production().webhook_url is not None:
            # Its workers tell whoever wants to know.
            tell_workers(settings, reached.state.season)
        people_console().print(f"{escape(progress.season)}: cancelled{_left(open_calls, reached)}")


def stop_calls(settings: Settings, reached: Reached) -> int:
    """Have the paid calls of a season that was ended stopped, or collected where they cannot be; answers how many are under way."""
    ledger = Ledger(reached.client)
    ledger.leave_queues(reached.state.season)
    calls = ledger.open_calls(reached.state.season)
    if calls and reached.is_shared:
        tend_calls(settings, calls)
    for call in calls:
        # Where no message can be sent from here, the sweep of the season's own workers finds them.
        ledger.look_again(call.id, -LONG_AGO_MS)
    return len(calls)


def _left(open_calls: int, reached: Reached) -> str:
    if not open_calls:
        return ""
    if reached.run is not None:
        return f"; {open_calls} paid calls are still open: 'cliffhanger resume {escape(reached.state.season)}' collects what was paid"
    return f"; its workers stop {open_calls} paid calls, or collect what they bring"


def _again(wanted: str, order: Callable[[SeasonState], None], *, as_json: bool) -> None:
    settings = load_settings()
    season = find_season(settings, wanted)
    try:
        folder, progress = _ordered(settings, season, order)
    except HostLeft:
        # The command that made the season has ended, perhaps without seeing this order: what is left to do is ours now.
        folder, progress = _ordered(settings, season, order)
    tell = finish_batch if progress.kind == "batch" else finish
    tell(progress, folder, as_json=as_json)
    raise typer.Exit(exit_code(progress))


def _ordered(settings: Settings, season: str, order: Callable[[SeasonState], None]) -> tuple[Path, Progress]:
    """Give an order and follow the season until it has ended. Raises HostLeft."""
    store = open_store(settings)
    console = people_console()
    with reach(settings, season) as reached:
        order(reached.state)
        folder = Path(reached.state.meta()["out"]) / reached.state.production().slug
        if reached.run is not None:
            return folder, run_to_the_end(reached.run, reached.state, store, console)
        if reached.is_shared:
            tell_workers(settings, reached.state.season)
        return folder, Watch(reached.state, store, console, has_host=reached.has_host).until_ended()


def _names(state: SeasonState, production: Production, place: str) -> list[str]:
    """The takes that a place stands for. Raises InputError where there is no such place."""
    if production.kind == "batch":
        return _job_takes(state.script(1), place)
    if place.startswith("character/"):
        names = [character.name for character in production.characters]
        if place.removeprefix("character/") not in names:
            raise InputError(f"{place}: nobody of that name is in the cast: {', '.join(names)}")
        return [place]
    match = _PLACE.match(place)
    if match is None:
        raise InputError(f"{place}: not a place; give ep2/scene5, ep2/scene5/video, ep2/music or character/NAME")
    episode = int(match["episode"])
    if episode not in production.episodes:
        raise InputError(f"{place}: there is no episode {episode}; the season has {_range(production.episodes)}")
    if match["scene"] is None:
        return [f"ep{episode}/music"]
    scenes = [scene.number for scene in state.script(episode).scenes]
    scene = int(match["scene"])
    if scene not in scenes:
        raise InputError(f"{place}: episode {episode} has no scene {scene}; it has {_range(scenes)}")
    stage = match["stage"]
    if stage is not None and stage not in _REDOABLE:
        raise InputError(f"{place}: {stage!r} is no stage of a scene; give one of {', '.join(_REDOABLE)}")
    return [f"ep{episode}/scene{scene}/{name}" for name in ([stage] if stage else _REDOABLE)]


def _job_takes(batch: Episode, place: str) -> list[str]:
    """The takes of a job: job3, job3/clip, or the job's name. Raises InputError where there is no such job."""
    match = _JOB.match(place)
    meant = [scene for scene in batch.scenes if scene.setting == place or (match and scene.number == int(match["job"]))]
    if len(meant) != 1:
        numbers = _range([scene.number for scene in batch.scenes])
        why = f"{len(meant)} jobs are meant" if meant else "there is no such job"
        raise InputError(f"{place}: {why}; give job and a number as in job1 (there are {numbers}), job1/clip, or a job's name")
    stages = [stage for _, stage in unit_chain(meant[0])]
    # A clip of a given picture has only the last of its stages.
    wanted = match["stage"] if match else None
    if wanted is not None and wanted not in stages:
        raise InputError(f"{place}: {wanted!r} is no stage of this job; give one of {', '.join(stages)}")
    which = which_jobs(batch)[meant[0].number]
    return [take_name(which, stage) for stage in stages if wanted in (None, stage)]


def _range(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(str(number) for number in numbers) if len(numbers) <= 6 else f"{numbers[0]} to {numbers[-1]}"
