"""Compares what a season needs with what the store has: which products are there, which must be made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from shared.line.episode import EpisodeNeeds, episode_needs
from shared.line.need import Need
from shared.line.unit import unit_line
from shared.production import Episode, Production


@dataclass(frozen=True)
class Standing:
    """One product and whether it exists already."""

    need: Need
    exists: bool


def every_need(production: Production, episode: Episode) -> Iterator[Need]:
    """Every product of an episode, in the order of the line, shared ones once."""
    seen: set[str] = set()
    needs_of = unit_line(production, episode)
    units = (need for scene in episode.scenes for need in needs_of(scene).all)
    for need in (*units, *_of_the_whole(production, episode)):
        if need.key not in seen:
            seen.add(need.key)
            yield need


def _of_the_whole(production: Production, episode: Episode) -> Iterator[Need]:
    if production.kind == "season":
        finish: EpisodeNeeds = episode_needs(production, episode, {})
        yield from (*finish.music, finish.join)


def survey(production: Production, episodes: Mapping[int, Episode], has: Callable[[str], bool]) -> list[Standing]:
    """Every product of the season, shared ones once, and whether `has` knows its key."""
    standings: dict[str, Standing] = {}
    for episode in episodes.values():
        for need in every_need(production, episode):
            if need.key not in standings:
                standings[need.key] = Standing(need, has(need.key))
    return list(standings.values())


def is_made(production: Production, episodes: Mapping[int, Episode], has: Callable[[str], bool]) -> bool:
    """Whether every episode exists whole. What its scenes were made of is not looked at: the episode's key stands for it."""
    return all(has(need.key) for episode in episodes.values() for need in finished_by(production, episode))


def finished_by(production: Production, episode: Episode) -> tuple[Need, ...]:
    """The products that an episode has when it is finished: its join; of a batch, what its jobs are ordered for."""
    if production.kind == "season":
        return (episode_needs(production, episode, {}).join,)
    needs_of = unit_line(production, episode)
    return tuple(need for scene in episode.scenes for need in needs_of(scene).last)
