"""Who could make each stage of a season: the models that its file names and that can be asked, else the studio's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from producer.intake.keys import IsConfigured, missing_keys, near_misses, unfit_keys
from producer.intake.problems import Problem
from shared.casting import speaks, speech_model
from shared.catalogue import CAPABILITY_OF, Catalogue, Model
from shared.catalogue.vendors import HttpVendor
from shared.errors import InputError
from shared.line.requests import StageName
from shared.season import Providers

# The stages that a provider makes; an episode is joined by the line itself.
STAGES: tuple[StageName, ...] = ("reference", "video", "speech", "lipsync", "music")

OFFLINE_WRITER = "studio/writer"

MOST_NAMED = 8
"""Models listed in one line."""

Models = dict[StageName, tuple[str, ...]]


@dataclass(frozen=True)
class Staff:
    """Each stage's models as the file lists them; `named` has the stages for which it names some. `notes` are for people."""

    models: Models
    named: tuple[StageName, ...]
    notes: tuple[str, ...]


def unknown_models(providers: Providers, catalogue: Catalogue) -> list[Problem]:
    """The models named that the catalogue does not have, or that cannot do the stage they are named for."""
    found: list[Problem] = []
    for stage, names in _named(providers).items():
        for index, name in enumerate(names):
            wrong = _misfit(stage, name, catalogue)
            if wrong:
                found.append(Problem(("providers", stage, index), wrong))
    return found


def unkeyed_models(
    providers: Providers, catalogue: Catalogue, is_configured: IsConfigured, stages: Sequence[StageName] = STAGES
) -> list[Problem]:
    """The models named whose keys cannot be keys, and those of `stages` for which only models are named whose keys are not set."""
    found: list[Problem] = []
    for stage, names in _named(providers).items():
        unfit = [
            Problem(("providers", stage, index), lines[0])
            for index, name in enumerate(names)
            if stage in stages and not is_configured(maker := name.partition("/")[0]) and (lines := unfit_keys(catalogue.vendors[maker]))
        ]
        found += unfit
        vendors = list(dict.fromkeys(name.partition("/")[0] for name in names))
        if stage in stages and not unfit and not any(is_configured(vendor) for vendor in vendors):
            unset = list(dict.fromkeys(_keys(catalogue, vendor) for vendor in vendors))
            near = near_misses(catalogue.vendors[vendor] for vendor in vendors)
            wrong = f"{' and '.join(unset)} {'is' if len(unset) == 1 else 'are'} not set{near}"
            found.append(
                Problem(
                    ("providers", stage),
                    f"{wrong}; set {'it' if len(unset) == 1 else 'one'}, name others, or rehearse without keys: --rehearse",
                )
            )
    return found


def _keys(catalogue: Catalogue, vendor: str) -> str:
    return " and ".join(missing_keys(catalogue.vendors[vendor])) or f"the key of {vendor}"


def _misfit(stage: str, name: str, catalogue: Catalogue) -> str | None:
    try:
        model = catalogue.model(name)
    except InputError as error:
        return error.message
    if name == OFFLINE_WRITER and stage != "script":
        return f"{name} writes a script from a premise and cannot {stage}; name a language model, or leave it out"
    if CAPABILITY_OF[stage] in model.capabilities:
        return None
    able = [other.name for other in catalogue.for_stage(stage)]
    more = f" and {len(able) - MOST_NAMED} more" if len(able) > MOST_NAMED else ""
    return f"{name} cannot do {stage}; " + (
        f"these can: {', '.join(able[:MOST_NAMED])}{more}" if able else "nothing in the catalogue can, so leave it out"
    )


def staff(providers: Providers, catalogue: Catalogue, language: str, is_configured: IsConfigured, *, rehearse: bool) -> Staff:
    """Each stage's models as listed, without those that cannot be asked. Raises InputError where nothing speaks the language."""
    notes: list[str] = []
    named = _named(providers)
    if rehearse and named:
        notes.append(f"rehearsal: the offline studio makes every stage, not what the file names for {', '.join(named)}")
        named = {}
    models: Models = {}
    for stage in STAGES:
        chosen = askable(stage, named.get(stage, ()), catalogue, is_configured, notes)
        models[stage] = chosen or (_studio(stage, catalogue),)
        if stage == "speech":
            models[stage] = _speech(chosen, candidates(stage, catalogue, is_configured, language), catalogue, language, notes)
    return Staff(models, tuple(stage for stage in STAGES if stage in named), tuple(notes))


def candidates(stage: StageName, catalogue: Catalogue, is_configured: IsConfigured, language: str) -> list[Model]:
    """Who may make a stage that names nobody, beside the studio, in the catalogue's order.

    Only models with a rank, of vendors whose keys are set and whose row was compared with what the vendor itself says.
    """
    return [
        model
        for model in catalogue.for_stage(stage)
        if isinstance(vendor := catalogue.vendors[model.vendor], HttpVendor)
        and vendor.verified
        and is_configured(model.vendor)
        and model.quality is not None
        and (stage != "speech" or speaks(model, language))
    ]


def askable(stage: StageName, names: Sequence[str], catalogue: Catalogue, is_configured: IsConfigured, notes: list[str]) -> tuple[str, ...]:
    """The models of a stage that can be asked, in order; `notes` gets a line for each that is passed over."""
    askable = []
    for name in dict.fromkeys(names):
        vendor = name.partition("/")[0]
        if is_configured(vendor):
            askable.append(name)
        else:
            notes.append(f"{stage}: {_keys(catalogue, vendor)} is not set, so {name} is passed over")
    return tuple(askable)


def _speech(named: Sequence[str], others: Sequence[Model], catalogue: Catalogue, language: str, notes: list[str]) -> tuple[str, ...]:
    able = tuple(name for name in named if speaks(catalogue.model(name), language))
    mute = [name for name in named if name not in able]
    if able:
        notes.extend(f"{name} does not speak {language}, so it is passed over" for name in mute)
        return able
    try:
        best = speech_model(catalogue, language)
    except InputError:
        if not others:
            raise
        best = others[0]
    if mute:
        raise InputError(f"{' and '.join(mute)} cannot speak {language!r}; {best.name} can")
    return (best.name,)


def _studio(stage: StageName, catalogue: Catalogue) -> str:
    return next(model.name for model in catalogue.for_stage(stage) if catalogue.vendors[model.vendor].engine == "studio")


def _named(providers: Providers) -> Mapping[str, Any]:
    return {stage: names for stage in type(providers).model_fields if (names := getattr(providers, stage))}
