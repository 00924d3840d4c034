"""Hands a need to whoever makes it, and accepts the product only after it was probed (I11)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.errors import StageFailed
from shared.line.need import Need
from worker.stages.registry import LINE
from worker.studio.engine import Engine, Input, Made
from worker.studio.registry import STUDIO


def make(need: Need, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Make the product of `need` in `folder`. Raises StageFailed, BadOutput or MissingPart."""
    stage = LINE[need.stage]
    made = _maker(need)(need.request, inputs, folder)
    stage.accept(need.request, folder, made)
    return made


def _maker(need: Need) -> Engine[Any]:
    stage = LINE[need.stage]
    if need.model in stage.makers:
        return stage.makers[need.model]
    engines = STUDIO.get(need.model, {})
    if need.stage not in engines:
        raise StageFailed(f"{need.model} cannot make {need.stage}; the catalogue and this worker's version do not agree")
    return engines[need.stage]
