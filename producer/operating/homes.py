"""Where seasons live: the line's Redis, that of `cliffhanger up`, one for each embedded season. Whoever looks at all goes through these."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from producer.embedded.home import home_of, season_folder, seasons_folder, seasons_of_up
from producer.embedded.run import RESTORING, card_in, embedded_seasons, open_run, read_card
from producer.embedded.up import LiveUp, live_up, open_up, up_folder
from shared.backup.copying import check_whole
from shared.errors import CliffhangerError, InputError
from shared.keyspace import SEASONS
from shared.redis_client import open_redis
from shared.settings import Settings
from shared.state.season import list_seasons

LINE = "line"
"""The name of the line's Redis, which CLIFFHANGER_REDIS_URL or CLIFFHANGER_LEDGER_URL names."""
UP = "up"
"""The name of the Redis of `cliffhanger up`."""
_EMBEDDED = "seasons/"


@dataclass(frozen=True)
class Home:
    """A Redis with seasons and their ledger: `line`, `up`, or `seasons/ID` of an embedded season."""

    settings: Settings
    name: str

    @property
    def season(self) -> str:
        """The embedded season's id; the empty text for a home of many."""
        return self.name.removeprefix(_EMBEDDED) if self.name.startswith(_EMBEDDED) else ""

    @property
    def folder(self) -> Path | None:
        """Where its Redis keeps its file, which is ours; None for the line's."""
        if self.season:
            return season_folder(self.settings, self.season)
        return up_folder(self.settings) if self.name == UP else None

    @contextmanager
    def open(self) -> Iterator[redis.Redis]:
        """Its client; a Redis that is at rest is started for the length of the block. Raises CliffhangerError, redis.RedisError."""
        if self.name == LINE:
            assert self.settings.state_url, "only a line that is named is a home"
            client = open_redis(self.settings.state_url)
            check_whole(client, "the line's Redis")
            yield client
        elif self.name == UP:
            if (up := live_up(self.settings)) is not None:
                yield up.client
                return
            with open_up(self.settings) as host:
                yield host.client if isinstance(host, LiveUp) else host.start_redis()
        elif card := read_card(self.settings, self.season):
            # Another command has it under way.
            yield open_redis(card["url"])
        else:
            with open_run(self.settings, self.season) as run:
                yield run.start_redis()

    def orders(self) -> str:
        """What changes with every order that is given here: when each season was ordered; at rest, that nobody has it."""
        if self.folder is not None and card_in(self.folder) is None:
            return "at rest"
        with self.open() as client:
            return str(client.zrange(SEASONS, 0, -1, withscores=True))


def homes(settings: Settings) -> list[Home]:
    """Every home that these settings reach, whether it can be read or not."""
    line = [Home(settings, LINE)] if settings.state_url else []
    up = [Home(settings, UP)] if any((up_folder(settings) / name).exists() for name in ("redis", RESTORING)) else []
    # What a restore has only just begun with is one, too: it cannot be read, and what it needs is not known.
    begun = (path.parent.name for path in seasons_folder(settings).glob(f"*/{RESTORING}"))
    return [*line, *up, *(Home(settings, f"{_EMBEDDED}{season}") for season in sorted({*embedded_seasons(settings), *begun}))]


def home_with(settings: Settings, season: str) -> Home:
    """The home of a season that is known: the line's where that has it."""
    if settings.state_url and season in list_seasons(open_redis(settings.state_url)):
        return Home(settings, LINE)
    return Home(settings, UP if home_of(settings, season) == "up" else f"{_EMBEDDED}{season}")


def home_named(settings: Settings, name: str) -> Home:
    """A home that a backup was taken of, where these settings have a place for it. Raises InputError."""
    if name == LINE and not settings.state_url:
        raise InputError("the backup is of a line's Redis: set CLIFFHANGER_REDIS_URL, or CLIFFHANGER_LEDGER_URL, to the empty one for it")
    home = Home(settings, name)
    if name not in (LINE, UP) and (not home.season or "/" in home.season or home.season.startswith(".")):
        raise InputError(f"the backup names a home {name!r}; there are {LINE!r}, {UP!r} and {_EMBEDDED}ID")
    return home


def seasons_beside(settings: Settings) -> frozenset[str]:
    """The seasons of this STATE_DIR, none of which is the line's."""
    return frozenset((*embedded_seasons(settings), *seasons_of_up(settings)))


def unreadable(home: Home, error: Exception) -> CliffhangerError:
    """One line on a home that does not open."""
    return CliffhangerError(f"{home.name} cannot be read ({error}): nothing was done, since what it needs is not known")
