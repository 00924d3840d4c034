"""Who makes each stage of a season: the models that its file names, checked against the catalogue, else the studio's."""

from collections.abc import Mapping, Sequence
from typing import Any

from producer.intake.problems import Problem
from shared.casting import speaks, speech_model
from shared.catalogue import CAPABILITY_OF, Catalogue
from shared.errors import InputError
from shared.line.requests import StageName
from shared.season import Providers

# The stages that a provider makes; an episode is joined by the line itself.
STAGES: tuple[StageName, ...] = ("reference", "video", "speech", "lipsync", "music")

Models = dict[StageName, tuple[str, ...]]


def unknown_models(providers: Providers, catalogue: Catalogue) -> list[Problem]:
    """The models named that the catalogue does not have, or that cannot do the stage they are named for."""
    found: list[Problem] = []
    for stage, names in _named(providers).items():
        for index, name in enumerate(names):
            wrong = _misfit(stage, name, catalogue)
            if wrong:
                found.append(Problem(("providers", stage, index), wrong))
    return found


def _misfit(stage: str, name: str, catalogue: Catalogue) -> str | None:
    try:
        model = catalogue.model(name)
    except InputError as error:
        return error.message
    if CAPABILITY_OF[stage] in model.capabilities:
        return None
    able = ", ".join(other.name for other in catalogue.for_stage(stage))
    return f"{name} cannot do {stage}; " + (f"these can: {able}" if able else "nothing in the catalogue can, so leave it out")


def staff(providers: Providers, catalogue: Catalogue, language: str, *, rehearse: bool) -> tuple[Models, list[str]]:
    """Each stage's models in order of preference, and notes. Raises InputError where nothing speaks the language."""
    notes: list[str] = []
    named = _named(providers)
    if rehearse and named:
        notes.append(f"rehearsal: the offline studio makes every stage, not what the file names for {', '.join(named)}")
        named = {}
    models: Models = {}
    for stage in STAGES:
        chosen = tuple(dict.fromkeys(named.get(stage, ())))
        models[stage] = chosen or (_studio(stage, catalogue),)
    models["speech"] = _speech(named.get("speech", ()), catalogue, language, notes)
    return models, notes


def _speech(named: Sequence[str], catalogue: Catalogue, language: str, notes: list[str]) -> tuple[str, ...]:
    able = tuple(name for name in dict.fromkeys(named) if speaks(catalogue.model(name), language))
    mute = [name for name in dict.fromkeys(named) if name not in able]
    if able:
        notes.extend(f"{name} does not speak {language}, so it is passed over" for name in mute)
        return able
    best = speech_model(catalogue, language)
    if mute:
        raise InputError(f"{' and '.join(mute)} cannot speak {language!r}; {best.name} can")
    return (best.name,)


def _studio(stage: StageName, catalogue: Catalogue) -> str:
    return next(model.name for model in catalogue.for_stage(stage) if catalogue.vendors[model.vendor].engine == "studio")


def _named(providers: Providers) -> Mapping[str, Any]:
    return {stage: names for stage in CAPABILITY_OF if (names := getattr(providers, stage))}
