"""What quality gates say of a product that was bought, and how the product tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from shared.errors import BadOutput
from shared.line.need import Need, Option
from shared.line.request import Request
from shared.line.requests import StageName
from shared.production import Production
from shared.quality import Quality
from worker.gateway.inputs import Inputs
from worker.quality.judge import action_of
from worker.quality.verdict import Verdict
from worker.stages.registry import LINE
from worker.studio.engine import Input, Made

AS_ORDERED = "as_ordered"
"""Stands for a gate where a stage itself finds that what came cannot be used: no season can have that otherwise."""


class Judge(Protocol):
    """Measures a product: worker/quality/judge.py."""

    def __call__(
        self,
        stage: StageName,
        request: Request,
        made: Made,
        inputs: Mapping[str, Input],
        folder: Path,
        quality: Quality,
        *,
        has_quality_budget: bool,
    ) -> list[Verdict]:
        """The verdicts of the stage's gates; their pictures are left in `folder`."""
        ...


def finish(need: Need, option: Option, raw: Input, inputs: Inputs, folder: Path) -> Made:
    """Make the product of what a provider sent. Raises BadOutput where it is not what was asked for."""
    stage = LINE[need.stage]
    assert stage.paid is not None, "it was bought"
    made = stage.paid.finish(option.request, raw, inputs.all(), folder)
    stage.accept(option.request, folder, made)
    return made


def finish_and_judge(
    judge: Judge, need: Need, option: Option, production: Production, raw: Input, inputs: Inputs, folder: Path
) -> tuple[Made, list[Verdict]]:
    """The same, with what its gates say; what the stage itself cannot use is no product, and its verdict says so."""
    try:
        made = finish(need, option, raw, inputs, folder)
    except BadOutput as error:
        return Made({}), [as_ordered(error.message)]
    return made, judged(judge, need, option, production, inputs, folder, made)


def judged(judge: Judge, need: Need, option: Option, production: Production, inputs: Inputs, folder: Path, made: Made) -> list[Verdict]:
    """What the gates of a product say, by the season's thresholds."""
    has_budget = production.quality_budget_micros > 0
    return judge(need.stage, option.request, made, inputs, folder, production.quality, has_quality_budget=has_budget)


def refusing(verdicts: Sequence[Verdict], production: Production) -> Verdict | None:
    """The verdict that means another take; None where the product is taken."""
    has_budget = production.quality_budget_micros > 0
    for each in verdicts:
        if each.gate == AS_ORDERED or action_of(each, production.quality, has_budget) == "remake":
            return each
    return None


def as_ordered(says: str) -> Verdict:
    """The verdict of a stage that cannot use what came."""
    return Verdict(AS_ORDERED, "failed", says)


def with_verdicts(made: Made, verdicts: Sequence[Verdict]) -> Made:
    """The product, telling what its gates said; the pictures that show it are files of its own."""
    if not verdicts:
        return made
    shown = {f"verdict:{each.gate}": each.picture for each in verdicts if each.picture and each.picture not in made.files.values()}
    return replace(made, files={**made.files, **shown}, facts={**made.facts, "verdicts": [each.facts() for each in verdicts]})
