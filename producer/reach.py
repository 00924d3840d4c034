"""Reaches seasons that were ordered before: on the line's Redis, or in the folder of an embedded run, live or at rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

from producer.embedded.home import home_of, seasons_of_up
from producer.embedded.run import EmbeddedRun, embedded_seasons, open_run, read_card
from producer.embedded.up import LiveUp, live_up, open_up
from shared.backup.copying import check_whole
from shared.errors import CliffhangerError, NotFound
from shared.redis_client import open_redis
from shared.settings import Settings
from shared.state.season import SeasonState, list_seasons


class HostLeft(CliffhangerError):
    """The command that made a season has ended while another one was looking on; the season's Redis went with it, its file stays."""


@dataclass(frozen=True)
class Reached:
    """A season within reach. `run` is ours when the season's Redis was at rest, and no other command has it."""

    state: SeasonState
    client: redis.Redis
    run: EmbeddedRun | None
    settings: Settings
    """With the season's Redis as the line's, where that is one that workers serve."""
    is_shared: bool = False
    """Whether it is on the line's Redis, served by whatever workers there are."""
    has_host: Callable[[], bool] = lambda: True
    """Whether its Redis still has somebody who keeps it: another command's goes with that command."""


def known_seasons(settings: Settings) -> list[str]:
    """Every season that these settings reach, the latest first where the line knows."""
    shared_ones = list_seasons(open_redis(settings.state_url)) if settings.state_url else []
    here = (*embedded_seasons(settings), *seasons_of_up(settings))
    return [*shared_ones, *(season for season in here if season not in shared_ones)]


def find_season(settings: Settings, wanted: str) -> str:
    """The one season whose id begins with `wanted`. Raises NotFound."""
    known = known_seasons(settings)
    matches = [wanted] if wanted in known else [season for season in known if season.startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise NotFound(f"{wanted!r} is the beginning of {len(matches)} seasons: {', '.join(matches[:5])}; give more of it")
    listed = f"known: {', '.join(known[:5])}" if known else "none was produced yet with these settings"
    raise NotFound(f"no season {wanted!r}; {listed}")


@contextmanager
def reach(settings: Settings, wanted: str) -> Iterator[Reached]:
    """Reach a season for reading or changing. An embedded one that is at rest gets its Redis for the length of the block.

    Raises NotFound, and HostLeft where another command had the season and ended within the block: then it can be reached anew.
    """
    season = find_season(settings, wanted)
    if settings.state_url and season in list_seasons(client := open_redis(settings.state_url)):
        check_whole(client, "the line's Redis")
        yield Reached(SeasonState(client, season), client, None, settings, is_shared=True)
        return
    if home_of(settings, season) == "up":
        with _reach_at_up(settings, season) as reached:
            yield reached
        return
    if card := read_card(settings, season):
        client = open_redis(card["url"])
        try:
            has_host = lambda: read_card(settings, season) is not None  # noqa: E731  # said twice otherwise
            yield Reached(SeasonState(client, season), client, None, settings, has_host=has_host)
        except (redis.ConnectionError, redis.TimeoutError):
            if read_card(settings, season) == card:
                raise
            raise HostLeft(f"{season}: the command that made it has just ended; give this one again") from None
        return
    with open_run(settings, season) as run:
        client = run.start_redis()
        yield Reached(SeasonState(client, season), client, run, run.settings_inside())


@contextmanager
def _reach_at_up(settings: Settings, season: str) -> Iterator[Reached]:
    """Reach a season of `cliffhanger up`: by that, by the command that has its folder open, or in its folder at rest."""
    if (up := live_up(settings)) is not None:
        with _while_it_lives(up, season) as reached:
            yield reached
        return
    with open_up(settings) as host:
        if isinstance(host, LiveUp):
            with _while_it_lives(host, season) as reached:
                yield reached
        else:
            client = host.start_redis()
            yield Reached(SeasonState(client, season), client, host, host.settings_inside())


@contextmanager
def _while_it_lives(up: LiveUp, season: str) -> Iterator[Reached]:
    client = up.client
    try:
        yield Reached(SeasonState(client, season), client, None, up.settings, is_shared=up.serves_all, has_host=up.is_there)
    except (redis.ConnectionError, redis.TimeoutError):
        if up.is_there():
            raise
        raise HostLeft(f"{season}: 'cliffhanger up' has just ended; give this command again") from None
