"""A season has one home for ever: a Redis of its own, or that of `cliffhanger up`. Two homes were two ledgers, and paid twice."""

import os
import tempfile
from pathlib import Path
from typing import Literal, cast

from shared.settings import Settings

Home = Literal["own", "up"]

_MARK = "home"


def seasons_folder(settings: Settings) -> Path:
    """Where the seasons are that were produced without CLIFFHANGER_REDIS_URL."""
    return settings.state_dir.expanduser().absolute() / "seasons"


def season_folder(settings: Settings, season: str) -> Path:
    """Where an embedded season keeps its Redis file, its logs and its lock."""
    return seasons_folder(settings) / season


def home_of(settings: Settings, season: str) -> Home | None:
    """A season's home; None where it has none yet."""
    folder = season_folder(settings, season)
    if (folder / "redis").exists():
        return "own"
    try:
        return cast("Home", (folder / _MARK).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None


def claim_home(settings: Settings, season: str, wanted: Home) -> Home:
    """Give a season its home, unless it has one; answers which it has. Of two commands at the same moment one decides."""
    if (home := home_of(settings, season)) is not None:
        return home
    folder = season_folder(settings, season)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, encoding="ascii") as written:
        written.write(f"{wanted}\n")
        written.flush()
        os.fsync(written.fileno())
        try:
            # Whole or not at all, and never over another's.
            os.link(written.name, folder / _MARK)
        except FileExistsError:
            return cast("Home", (folder / _MARK).read_text(encoding="ascii").strip())
    return wanted


def seasons_of_up(settings: Settings) -> list[str]:
    """Every season whose home is `cliffhanger up`."""
    return sorted(mark.parent.name for mark in seasons_folder(settings).glob(f"*/{_MARK}") if home_of(settings, mark.parent.name) == "up")
