"""One of the cast as a bible has it: all that was given, and all that was chosen where nothing was."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from producer.bible.told import told_of
from producer.intake.cast import Played
from producer.intake.intake import Intake
from shared.catalogue import Catalogue
from shared.production import Production
from shared.season_cast import CastMember


@dataclass(frozen=True)
class Entry:
    """A character. `told` is what the script says of the looks; `loose_seed` one that was chosen and that must not be insisted on."""

    member: CastMember
    told: tuple[str, ...] = ()
    loose_seed: int | None = None


def entries_of(intake: Intake, catalogue: Catalogue, folder: Path) -> tuple[Entry, ...]:
    """The cast of a season, for a bible in `folder`: made with it, the season keeps every content key."""
    names = [played.member.name for played in intake.cast]
    told = told_of(names, intake.episodes)
    takes_seeds = _takes_seeds(intake.production, catalogue)
    return tuple(_entry(played, told[played.member.name], folder, locks_seed=takes_seeds) for played in intake.cast)


def _entry(played: Played, told: Sequence[str], folder: Path, *, locks_seed: bool) -> Entry:
    member, part = played.member, played.part
    is_locked = locks_seed or member.seed is not None
    picture = None if played.picture is None else os.path.relpath(played.picture.absolute(), folder.absolute())
    chosen = {
        "gender": part.gender,
        "seed": part.seed if is_locked else None,
        "voice": member.voice or part.called,
        "reference_image": picture,
    }
    return Entry(member.model_copy(update=chosen), tuple(told), None if is_locked else part.seed)


def _takes_seeds(production: Production, catalogue: Catalogue) -> bool:
    """Whether nobody who pictures the season is without a seed: whoever is would be left out for one that is written by hand."""
    return all(catalogue.model(name).seed is not False for stage in ("reference", "video") for name in production.models[stage])
