"""Quality gates: what a product must measure before the next payment is made on it, as a season file sets it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OnFailure = Literal["remake", "tell", "off"]
"""What a refused product means: another take within the quality budget, else its scene fails; a mark only; or nothing is measured."""


class Gate(BaseModel):
    """What every gate has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on_failure: OnFailure | None = Field(
        None,
        description="remake (another take within quality_budget_usd, else the scene fails), tell (kept, marked in manifest and report) or "
        "off. By default remake for what can be measured beyond doubt; for judgements (faces, likeness, words) remake where "
        "quality_budget_usd is given, else tell.",
        examples=["tell"],
    )


class Quality(BaseModel):
    """The gates and their thresholds."""

    model_config = ConfigDict(frozen=True, extra="forbid")
