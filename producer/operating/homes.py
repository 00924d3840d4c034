"""Where seasons live: the line's Redis, and one for each embedded season. Whoever looks at all seasons goes through these."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

from producer.embedded.run import embedded_seasons, open_run, read_card, season_folder
from shared.errors import CliffhangerError, InputError
from shared.redis_client import open_redis
from shared.settings import Settings
from shared.state.season import list_seasons

LINE = "line"
"""The name of the line's Redis, which CLIFFHANGER_REDIS_URL or CLIFFHANGER_LEDGER_URL names."""
_EMBEDDED = "seasons/"


@dataclass(frozen=True)
class Home:
    """A Redis with seasons and their ledger: `line`, or `seasons/ID` of an embedded season."""

    settings: Settings
    name: str

    @property
    def season(self) -> str:
        """The embedded season's id; the empty text for the line."""
        return self.name.removeprefix(_EMBEDDED) if self.name.startswith(_EMBEDDED) else ""

    @contextmanager
    def open(self) -> Iterator[redis.Redis]:
        """Its client; a Redis that is at rest is started for the length of the block. Raises CliffhangerError, redis.RedisError."""
        if not self.season:
            assert self.settings.state_url, "only a line that is named is a home"
            yield open_redis(self.settings.state_url)
        elif card := read_card(self.settings, self.season):
            # Another command has it under way.
            yield open_redis(card["url"])
        else:
            with open_run(self.settings, self.season) as run:
                yield run.start_redis()


def homes(settings: Settings) -> list[Home]:
    """Every home that these settings reach, whether it can be read or not."""
    line = [Home(settings, LINE)] if settings.state_url else []
    return [*line, *(Home(settings, f"{_EMBEDDED}{season}") for season in embedded_seasons(settings))]


def home_of(settings: Settings, season: str) -> Home:
    """The home of a season that is known: the line's where that has it."""
    if settings.state_url and season in list_seasons(open_redis(settings.state_url)):
        return Home(settings, LINE)
    return Home(settings, f"{_EMBEDDED}{season}")


def home_named(settings: Settings, name: str) -> Home:
    """A home that a backup was taken of, where these settings have a place for it. Raises InputError."""
    if name == LINE and not settings.state_url:
        raise InputError("the backup is of a line's Redis: set CLIFFHANGER_REDIS_URL, or CLIFFHANGER_LEDGER_URL, to the empty one for it")
    home = Home(settings, name)
    if name != LINE and (not home.season or "/" in home.season or home.season.startswith(".")):
        raise InputError(f"the backup names a home {name!r}; there are {LINE!r} and {_EMBEDDED}ID")
    return home


def check_free(home: Home) -> None:
    """That an embedded season's folder has no Redis yet, nor a command at work. Raises InputError."""
    folder = season_folder(home.settings, home.season)
    if (folder / "redis").exists() and not (folder / "restoring").exists():
        raise InputError(f"{folder}: a season is there already; move it away, or restore into another CLIFFHANGER_STATE_DIR")


def unreadable(home: Home, error: Exception) -> CliffhangerError:
    """One line on a home that does not open."""
    return CliffhangerError(f"{home.name} cannot be read ({error}): nothing was done, since what it needs is not known")
