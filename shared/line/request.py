"""What every typed request of a product is: frozen, so that it can be hashed."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """What is asked of an engine. Frozen, so that it can be hashed; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unhashed: ClassVar[frozenset[str]] = frozenset()
    """Fields that change how it is asked, not what comes of it: they are no part of the content key."""
