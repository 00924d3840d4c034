"""A season as it was understood from the file that a user wrote."""

from dataclasses import dataclass, replace
from pathlib import Path

from producer.intake.cast import Played
from producer.intake.dubs import Undubbed
from producer.intake.findings import Finding
from producer.review.remark import Remark
from shared.production import Episode, Production
from shared.season import SeasonFile


@dataclass(frozen=True)
class Intake:
    """A season as it was understood.

    `notes` says, for people, where something was put in the place of what the file asks for. `files` has the user's own
    pictures by content key (SHA-256, hexadecimal). `source` is the season file. `findings` tells, by line of `script`, what of an
    imported script was understood otherwise than it is written, or not at all; `review` what of the season will probably not work.
    `file` is the season file once more, with the script of the episodes that are made and the whole cast in it.
    """

    production: Production
    episodes: tuple[Episode, ...]
    notes: list[str]
    files: dict[str, Path]
    source: Path
    script: Path
    file: SeasonFile
    findings: tuple[Finding, ...]
    review: tuple[Remark, ...] = ()
    cast: tuple[Played, ...] = ()
    undubbed: tuple[Undubbed, ...] = ()
    """The dubs that lack lines. Until those are translated, what the season's own language has stands in for them."""

    def named(self, season: str) -> "Intake":
        """The same season under an id of its own; as read, the id is the slug."""
        return replace(self, production=self.production.model_copy(update={"season": season}))
