"""What the seasons of a Redis need: their products' keys, and the calls by which those may be bought."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import redis

from shared import keyspace
from shared.errors import CliffhangerError
from shared.line.need import Need
from shared.line.retaking import JUDGED, MOST_RETAKES, retaken
from shared.line.survey import every_need
from shared.production import Episode, Production
from shared.state.season import SeasonState, list_seasons


@dataclass(frozen=True)
class KnownSeason:
    """A season as a Redis has it, with all of its scripts."""

    id: str
    meta: dict[str, str]
    production: Production
    episodes: dict[int, Episode]
    finished: frozenset[str]
    """The content keys of its finished episodes: one with slates in it has another than `needs` know."""
    calls: frozenset[str]
    """What it has paid for, or tried to, as the ledger knows it."""
    asked_less: frozenset[str] = frozenset()
    """Calls that asked for less than was ordered, as they were noted."""
    is_watched: bool = False
    """Whether the sweep looks after it."""

    @property
    def state(self) -> str:
        """How it stands."""
        return self.meta["state"]

    @property
    def is_delivered(self) -> bool:
        """Whether what the last order has made is in its folder."""
        return self.meta.get("delivered") == self.meta.get("run")

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every product, shared ones once."""
        found = {need.key: need for episode in self.episodes.values() for need in every_need(self.production, episode)}
        return tuple(found.values())


def read_season(client: redis.Redis, season: str) -> KnownSeason:
    """A season with all that it needs. Raises NotFound, CliffhangerError where this version cannot read it."""
    state = SeasonState(client, season)
    try:
        production = state.production()
        episodes = {number: state.script(number) for number in production.all_episodes}
    except ValueError as error:
        raise CliffhangerError(f"{season}: another version ordered it ({str(error).splitlines()[0]}): use that one") from None
    states = state.episodes(production.all_episodes)
    calls = frozenset(str(call) for call in client.smembers(f"{keyspace.LINE}:calls:{season}"))
    known = KnownSeason(
        season,
        state.meta(),
        production,
        episodes,
        frozenset(each.key for each in states.values() if each.key),
        calls,
        is_watched=bool(client.sismember(keyspace.LIVE, season)),
    )
    pipe = client.pipeline(transaction=False)
    for need in known.needs:
        pipe.hkeys(f"{keyspace.LINE}:degraded:{need.key}")
    noted = frozenset(str(call) for calls_of in pipe.execute() for call in calls_of)
    return replace(known, asked_less=noted)


def all_seasons(client: redis.Redis) -> list[KnownSeason]:
    """All seasons of a Redis. Raises CliffhangerError."""
    return [read_season(client, season) for season in list_seasons(client)]


def calls_needed(season: KnownSeason) -> Iterator[str]:
    """Every call by which a season's products may be bought: of each model, each take after a refusal; and those that it has paid."""
    yield from season.calls
    yield from season.asked_less
    for need in season.needs:
        for option in need.options:
            for number in range(MOST_RETAKES + 1 if need.stage in JUDGED else 1):
                yield need.key_of(retaken(option, number))
