"""Who writes a season: the models of each stage of writing, or the studio's writer."""

from collections.abc import Mapping, Sequence

from producer.intake.document import Document
from producer.intake.keys import IsConfigured
from producer.intake.problems import refuse
from producer.intake.staffing import OFFLINE_WRITER, askable, candidates, unkeyed_models
from shared.catalogue import Catalogue
from shared.line.requests import StageName
from shared.season import Providers, SeasonFile

WRITING_STAGES: tuple[StageName, ...] = ("script", "polish", "review", "rewrite")


Writers = Mapping[StageName, tuple[str, ...]]


def writers_of(
    season: SeasonFile, document: Document, catalogue: Catalogue, is_configured: IsConfigured, notes: list[str]
) -> Writers | None:
    """The models of each stage that is wanted, in order; None where the studio writes. Raises InputError where nobody can be asked.

    A stage that names nobody is done by who writes the script; one that names an empty list is left out.
    """
    providers = season.providers
    refuse(document, unkeyed_models(providers, catalogue, is_configured, WRITING_STAGES))
    script = _askable("script", providers, catalogue, is_configured, notes)
    if not script:
        best = max(candidates("script", catalogue, is_configured, ""), key=lambda model: model.quality or 0, default=None)
        script = () if best is None or providers.script else (best.name,)
    if not script or script[0] == OFFLINE_WRITER:
        return None
    writers: dict[StageName, tuple[str, ...]] = {"script": script}
    for stage in WRITING_STAGES[1:]:
        named: Sequence[str] | None = getattr(providers, stage)
        writers[stage] = script if named is None else _askable(stage, providers, catalogue, is_configured, notes)
    return {stage: models for stage, models in writers.items() if models}


def _askable(
    stage: StageName, providers: Providers, catalogue: Catalogue, is_configured: IsConfigured, notes: list[str]
) -> tuple[str, ...]:
    names = askable(stage, getattr(providers, stage) or (), catalogue, is_configured, notes)
    # The studio's writer writes whole seasons: where it comes second, it is nobody to fall back on for a part of one.
    return names if names[:1] == (OFFLINE_WRITER,) else tuple(name for name in names if name != OFFLINE_WRITER)
