"""What every part of a season file is: strict and frozen."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a season file. Frozen; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
