"""A season file that is written anew: all that it refers to in it, or still found from where it goes."""

import os
from collections.abc import Sequence
from pathlib import Path

from producer.intake.script import Script
from shared.production import Production
from shared.season import SeasonFile
from shared.season_cast import CastMember


def inlined(season: SeasonFile, script: Script, production: Production, cast: Sequence[CastMember]) -> SeasonFile:
    """The season with the script of the episodes that are made, and its whole cast, in it."""
    made = tuple(
        episode.model_copy(update={"episode_number": number}) for number, _, episode in script.numbered() if number in production.episodes
    )
    inline = {"script": None, "episodes": made, "characters": tuple(cast)}
    return season.model_copy(update={**inline, "language": production.language, "genre": production.genre})


def moved(season: SeasonFile, old: Path, new: Path) -> SeasonFile:
    """The season for a file in the folder `new`, as read from one in the folder `old`."""
    changes: dict[str, object] = {}
    for name in ("novel", "script", "characters"):
        if isinstance(path := getattr(season, name, None), str):
            changes[name] = _moved(path, old, new)
    if season.cast:
        changes["characters"] = moved_cast(season.cast, old, new)
    return season.model_copy(update=changes)


def moved_cast(members: Sequence[CastMember], old: Path, new: Path) -> tuple[CastMember, ...]:
    """The cast with the paths of its pictures as seen from the folder `new`."""
    return tuple(
        member.model_copy(update={"reference_image": _moved(member.reference_image, old, new)}) if member.reference_image else member
        for member in members
    )


def _moved(path: str, old: Path, new: Path) -> str:
    if Path(path).is_absolute() or old.resolve() == new.resolve():
        return path
    return Path(os.path.relpath(old.resolve() / path, new.resolve())).as_posix()
