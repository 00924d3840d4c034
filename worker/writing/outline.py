"""The outline of a season, and the digest of a part of a long source: read liberally, bounded in length."""

from collections.abc import Sequence
from typing import Any

from shared.line.writing_requests import Wanted
from worker.writing.characters import read_characters
from worker.writing.episode import speakers_of
from worker.writing.fields import (
    DIGEST,
    EPISODE,
    LONG,
    LONGEST_TEXT,
    SCENE,
    SEASON,
    SHORT,
    Reading,
    items_of,
    named,
    text_of,
    unwrapped,
    whole_of,
)
from worker.writing.forms import MOST_EVENTS


def read_outline(value: Any, wanted: Wanted, _cast: Sequence[str]) -> Reading:
    """A season's outline: its own object, a whole script, or a bare list of episodes. Everybody of `wanted.cast` is in it."""
    reading = Reading()
    value = unwrapped(value, SEASON)
    if isinstance(value, list):
        value = {"episodes": value}
    season = named(value, SEASON)
    episodes = _in_order([named(each, EPISODE) for each in items_of(season.get("episodes"))], reading)
    if not episodes:
        reading.problems.append("there are no episodes")
        return reading
    if len(episodes) > wanted.episodes and all(episode.get("scenes") for episode in episodes):
        # Each can be shot by itself, so the first ones make a season.
        reading.notes.append(f"{len(episodes)} whole episodes where {wanted.episodes} were asked; the first are taken")
        episodes = episodes[: wanted.episodes]
    if len(episodes) != wanted.episodes:
        reading.problems.append(f"{len(episodes)} episode{'s' if len(episodes) != 1 else ''} where {wanted.episodes} were asked")
    script = {
        "logline": reading.clipped(season.get("logline"), LONG, "the logline"),
        "characters": read_characters(season.get("characters") or speakers_of(episodes), wanted.cast, reading),
        "episodes": [_episode(each, number, reading) for number, each in enumerate(episodes[: wanted.episodes], start=1)],
    }
    if not script["characters"]:
        reading.problems.append("there are no characters")
    reading.script = script
    return reading


def _in_order(episodes: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    episodes = [episode for episode in episodes if episode]
    numbers = [whole_of(episode.get("episode_number")) for episode in episodes]
    known = [number for number in numbers if number is not None]
    if len(set(known)) == len(episodes) and known != sorted(known):
        reading.notes.append("episodes were put in the order of their numbers")
        return [episode for _, episode in sorted(zip(known, episodes, strict=True), key=lambda pair: pair[0])]
    return episodes


def _episode(episode: dict[str, Any], number: int, reading: Reading) -> dict[str, Any]:
    where = f"episode {number}"
    actions = [action for scene in items_of(episode.get("scenes")) if (action := text_of(named(scene, SCENE).get("action")))]
    beats = episode.get("beats") or actions
    script = {
        "episode_number": number,
        "logline": reading.clipped(episode.get("logline"), LONG, f"{where}: logline"),
        "hook": reading.clipped(episode.get("hook") or next(iter(actions), ""), LONG, f"{where}: hook"),
        "beats": texts(beats, reading, f"{where}: beats"),
        "cliffhanger": reading.clipped(episode.get("cliffhanger"), LONG, f"{where}: cliffhanger"),
    }
    if not (script["logline"] or script["beats"]):
        reading.problems.append(f"{where} has neither logline nor beats")
    return script


def read_digest(value: Any, _wanted: Wanted, _cast: Sequence[str]) -> Reading:
    """The digest of a part: the story so far, what happens, who there is."""
    reading = Reading()
    digest = named(unwrapped(value, DIGEST), DIGEST)
    summary = reading.clipped(digest.get("summary"), LONG, "the summary")
    if not summary:
        reading.problems.append("there is no summary")
        return reading
    reading.script = {
        "summary": summary,
        "events": texts(digest.get("events"), reading, "events"),
        "characters": read_characters(digest.get("characters"), (), reading),
    }
    return reading


def texts(value: Any, reading: Reading, what: str) -> list[str]:
    """A bounded list of short texts; a text of several lines is one."""
    given = value[:LONGEST_TEXT].splitlines() if isinstance(value, str) else items_of(value)
    filled = [text for each in given if (text := reading.clipped(each, SHORT, what))]
    if len(filled) > MOST_EVENTS:
        reading.notes.append(f"{what}: {MOST_EVENTS} of {len(filled)} were kept")
    return filled[:MOST_EVENTS]
