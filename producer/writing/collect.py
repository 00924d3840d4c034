"""What was written, read out of the store: the season's script, its cast, and what is to be said about both."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.line.job import JobLine, JobNeeds
from shared.line.need import Need
from shared.line.requests import StageName
from shared.line.writing import KEPT, script_need
from shared.line.writing_requests import CheckedRequest, Wanted
from shared.production import Episode, Production
from shared.season_cast import CastMember
from shared.season_script import EpisodeScript
from shared.store.store import Store

_OF_THE_CAST = ("name", "role", "gender", "age", "personality", "appearance")


@dataclass(frozen=True)
class Written:
    """A season's script as language models wrote it. `notes` tell, for people, what was put right or given up on the way."""

    episodes: tuple[EpisodeScript, ...]
    cast: tuple[CastMember, ...]
    notes: tuple[str, ...]


def read_written_script(production: Production, episode: Episode, store: Store, given: Sequence[CastMember]) -> Written | None:
    """The script of a writing order, None while a part of it is missing. `given` is the season file's cast, which stays as it is."""
    line = JobLine(production, episode)
    units = [line.needs(scene) for scene in episode.scenes]
    finished = [script_need(needs.steps) for needs in units]
    if not all(store.has(need.key) for need in finished):
        return None
    scripts = {_of_episode(need): _script(store, need) for need in finished if _step(need) != "digest"}
    outline = scripts.pop(None)
    episodes = tuple(EpisodeScript.model_validate(scripts[number]) for number in sorted(number for number in scripts if number))
    return Written(episodes, _cast(outline, episodes, given), (_by_whom(store, units), *_notes(store, units, episode)))


def _cast(outline: Mapping[str, Any], episodes: Sequence[EpisodeScript], given: Sequence[CastMember]) -> tuple[CastMember, ...]:
    """The given cast, and of whom the outline invented those who are heard or seen: nobody else needs a face."""
    names = {member.name for member in given}
    scenes = [scene for episode in episodes for scene in episode.scenes]
    heard = {line.character for scene in scenes for line in scene.dialogue}
    told = "\n".join(f"{scene.action}\n{scene.visual_prompt}" for scene in scenes)
    invented = [
        CastMember.model_validate({name: member[name] for name in _OF_THE_CAST if member.get(name) not in (None, "")})
        for member in outline["characters"]
        if member["name"] not in names and (member["name"] in heard or member["name"] in told)
    ]
    return (*given, *invented)


def _by_whom(store: Store, units: Sequence[JobNeeds]) -> str:
    """Which models wrote what is in the script: "writers: script by acme/cheap; polish, review by acme/fast"."""
    steps: dict[str, dict[StageName, None]] = {}
    for stage, (*answers, _checked) in (step for needs in units for step in needs.steps):
        for need in answers:
            product = store.find(need.key)
            if product is not None and "script" in product.files and product.model != KEPT:
                steps.setdefault(product.model, {})[stage] = None
    return "writers: " + "; ".join(f"{', '.join(stages)} by {model}" for model, stages in steps.items())


def _notes(store: Store, units: Sequence[JobNeeds], episode: Episode) -> Iterator[str]:
    for scene, needs in zip(episode.scenes, units, strict=True):
        assert scene.job is not None, "a unit of writing is a job"
        # What was put right in a draft that was written again since is nobody's concern; what was given up is.
        last = script_need(needs.steps)
        kept = [need for _, step in needs.steps for need in (step if step[-1] is last else step[-1:])]
        told = [note for need in kept if (product := store.find(need.key)) is not None for note in product.facts.get("notes", ())]
        for note in dict.fromkeys(told):
            yield f"{scene.job.name}: {note}"


def _script(store: Store, need: Need) -> dict[str, Any]:
    script: dict[str, Any] = json.loads(store.path(store.get(need.key), "script").read_text(encoding="utf-8"))
    return script


def _step(need: Need) -> str:
    return _wanted(need).step


def _of_episode(need: Need) -> int | None:
    return _wanted(need).episode


def _wanted(need: Need) -> Wanted:
    assert isinstance(need.request, CheckedRequest), "every unit of writing ends in a checked answer"
    return need.request.wanted
