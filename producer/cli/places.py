"""Places of a season: what `redo` can be asked to make anew, and under which names the takes of it are counted."""

import re

from shared.errors import InputError
from shared.job import TranslationJob, WritingJob
from shared.line.dubbing import PICTURED
from shared.line.job import take_name, which_jobs
from shared.line.requests import StageName
from shared.line.translation import STAGE
from shared.line.unit import unit_chain
from shared.production import Episode, Production
from shared.queues import SCENE_CHAIN
from shared.state.season import SeasonState

TRANSLATION = "translation"
MOST_SHOWN = 6
"""Units of a translation that are named in one line."""

PLACES = (
    "ep2/scene5, ep2/scene5/video, ep2.en/scene5/speech of a dub, ep2/music or character/NAME; "
    "script, script/ep2 or script/ep2/polish where models wrote it; "
    "translation, translation/ep2 or translation/ep2/en where they translated it; "
    "of a batch job3, or a job's name."
)
_PLACE = re.compile(r"ep(?P<episode>\d+)(?:\.(?P<dub>[A-Za-z0-9-]+))?/(?:scene(?P<scene>\d+)(?:/(?P<stage>[a-z]+))?|music)$")
_JOB = re.compile(r"job(?P<job>\d+)(?:/(?P<stage>[a-z]+))?$")
_SCRIPT = re.compile(r"script(?:/(?:outline|ep(?P<episode>\d+)(?:/(?P<stage>[a-z]+))?))?$")
_TRANSLATION = re.compile(r"translation(?:/ep(?P<episode>\d+))?(?:/(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*))?$")
_REDOABLE: tuple[StageName, ...] = tuple(stage for _, stage in SCENE_CHAIN if stage != "reference")


def is_of_script(production: Production, place: str) -> bool:
    """Whether a place is in the writing of a season's script, or in its translation; a batch may have a job of that name."""
    return production.kind == "writing" or (production.kind == "season" and place.partition("/")[0] in ("script", TRANSLATION))


def script_takes(writing: Episode, place: str) -> list[str]:
    """The takes that a place in the writing stands for. Raises InputError where there is no such place."""
    match = _SCRIPT.match(place)
    if match is None:
        raise InputError(f"{place}: not a place of the script; give script, script/ep2 or script/ep2/polish")
    jobs = {scene.job.name: scene.job for scene in writing.scenes if isinstance(scene.job, WritingJob)}
    called = "the outline" if match["episode"] is None else f"episode {int(match['episode'])}"
    if called not in jobs:
        episodes = [int(name.removeprefix("episode ")) for name in jobs if name.startswith("episode ")]
        raise InputError(f"{place}: there is no {called}; the script has {_range(episodes)}")
    stages = {str(stage): stage for stage in jobs[called].stages}
    stage = match["stage"] or "script"
    if stage not in stages:
        raise InputError(f"{place}: {stage!r} is no stage of its writing; give one of {', '.join(stages)}")
    return [take_name((called, 1), stages[stage])]


def translation_takes(translating: Episode, place: str) -> list[str]:
    """The takes that a place in the translation stands for. Raises InputError where there is no such place."""
    match = _TRANSLATION.match(place)
    if match is None:
        raise InputError(
            f"{place}: not a place of the translation; give translation, translation/ep2, translation/en or translation/ep2/en"
        )
    names = [scene.job.name for scene in translating.scenes if isinstance(scene.job, TranslationJob)]
    begins = "" if match["episode"] is None else f"episode {int(match['episode'])} in "
    ends = "" if match["language"] is None else f" in {match['language']}"
    meant = [name for name in names if name.startswith(begins) and name.casefold().endswith(ends.casefold())]
    if not meant:
        raise InputError(
            f"{place}: no model translated that; there is {', '.join(names[:MOST_SHOWN])}{' …' if len(names) > MOST_SHOWN else ''}"
        )
    return [take_name((name, 1), STAGE) for name in meant]


def places_of(state: SeasonState, production: Production, place: str) -> list[str]:
    """The takes that a place stands for. Raises InputError where there is no such place."""
    if production.kind != "season":
        return _job_takes(state.script(1), place)
    if place.startswith("character/"):
        names = [character.name for character in production.characters]
        if place.removeprefix("character/") not in names:
            raise InputError(f"{place}: nobody of that name is in the cast: {', '.join(names)}")
        return [place]
    match = _PLACE.match(place)
    if match is None:
        raise InputError(f"{place}: not a place; give ep2/scene5, ep2/scene5/video, ep2.en/scene5/speech, ep2/music or character/NAME")
    episode = int(match["episode"])
    if episode not in production.episodes:
        raise InputError(f"{place}: there is no episode {episode}; the season has {_range(production.episodes)}")
    if match["dub"] is not None:
        _check_dub(production, place, match["dub"], of_scene=match["scene"] is not None)
    if match["scene"] is None:
        return [f"ep{episode}/music"]
    return _scene_takes(state.script(episode), place, int(match["scene"]), match["stage"], match["dub"])


def _scene_takes(script: Episode, place: str, scene: int, stage: str | None, dub: str | None) -> list[str]:
    """The takes of a scene, or of its `dub`. Raises InputError where there is no such scene, or no such stage of it."""
    scenes = {scene.number: scene for scene in script.scenes}
    if scene not in scenes:
        raise InputError(f"{place}: episode {script.number} has no scene {scene}; it has {_range(list(scenes))}")
    if dub and not scenes[scene].dialogue:
        raise InputError(f"{place}: nobody speaks there, so a dub shows the scene itself; give ep{script.number}/scene{scene}")
    stages = tuple(each for each in _REDOABLE if not (dub and each in PICTURED))
    if stage is not None and stage not in stages:
        raise InputError(f"{place}: {stage!r} is no stage of a {'dub' if dub else 'scene'}; give one of {', '.join(stages)}")
    own = f"ep{script.number}" + (f".{dub}" if dub else "")
    return [f"{own}/scene{scene}/{name}" for name in ([stage] if stage else stages)]


def _check_dub(production: Production, place: str, language: str, *, of_scene: bool) -> None:
    dubs = [dub.language for dub in production.dubs]
    if language not in dubs:
        there_are = f"there are {', '.join(dubs)}" if dubs else "the season has none"
        raise InputError(f"{place}: there is no dub {language!r}; {there_are}")
    if not of_scene:
        raise InputError(f"{place}: a dub has its original's music; give {place.replace(f'.{language}', '', 1)}")


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
