"""What a delivered season was ordered as: `order.json` beside the manifest, to tell later what has changed since."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from shared.delivery.placing import write_text
from shared.production import Episode, Production, Record

NAME = "order.json"


class Ordered(Record):
    """The header and the episodes of an order. Whom it tells (`webhook_url`) may be a secret, and is left out."""

    production: Production
    episodes: tuple[Episode, ...]

    @classmethod
    def of(cls, production: Production, episodes: Iterable[Episode]) -> Self:
        """The record of an order."""
        return cls(production=production.model_copy(update={"webhook_url": None}), episodes=tuple(episodes))

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The record in a season's folder; None where there is none, or none that this version understands."""
        try:
            return cls.model_validate_json((folder / NAME).read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, folder: Path) -> None:
        """Put the record into a season's folder, unless it is there."""
        if self.read(folder) != self:
            write_text(folder / NAME, self.model_dump_json(indent=1) + "\n")
