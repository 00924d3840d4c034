"""Pace: whether an episode is as long as asked, has enough scenes, and none that drags or in which nothing happens."""

from collections.abc import Iterator
from itertools import groupby

from producer.intake.findings import Severity
from producer.review.remark import Remark, seconds_of
from producer.review.season import ReviewedEpisode, ReviewedScene, ReviewedSeason


def check_pace(season: ReviewedSeason) -> Iterator[Remark]:
    """Lengths, rates, and scenes that are too long or empty."""
    for episode in season.episodes:
        yield from _length(season, episode)
        yield from _rates(season, episode)
        for scene in episode.scenes:
            yield from _scene(season, scene)


def _length(season: ReviewedSeason, episode: ReviewedEpisode) -> Iterator[Remark]:
    asked, limits = episode.asked_seconds, season.limits
    if asked is None:
        return
    off = (episode.seconds - asked) / asked
    if abs(off) > limits.length_tolerance:
        severity: Severity = "warning" if abs(off) > limits.length_far else "note"
        advice = "cut dialogue or scenes" if off > 0 else "let scenes last longer, or write more"
        text = f"is about {seconds_of(episode.seconds)} long, {seconds_of(asked)} are asked for", f"{advice}, or ask for its own length"
        yield season.remark("pace.length", severity, episode, text)
    written = sum(scene.written_seconds(limits.action_seconds) for scene in episode.scenes)
    if written < limits.thin_share * asked:
        text = (
            f"what is written fills about {seconds_of(written)} of its {seconds_of(asked)}, so pictures only wait",
            "write more lines or action, or ask for less",
        )
        yield season.remark("pace.thin", "note", episode, text)


def _rates(season: ReviewedSeason, episode: ReviewedEpisode) -> Iterator[Remark]:
    limits, minutes = season.limits, episode.seconds / 60
    rate = len(episode.scenes) / minutes
    if episode.seconds >= limits.rate_from_seconds and rate < limits.scenes_a_minute:
        text = (
            f"has {len(episode.scenes)} scenes in {seconds_of(episode.seconds)}, {rate:.1f} a minute",
            "about two a minute keep people watching",
        )
        yield season.remark("pace.scenes", "note", episode, text)
    places = sum(1 for _ in groupby(scene.scene.setting for scene in episode.scenes))
    if episode.seconds >= limits.places_from_seconds and places / minutes > limits.places_a_minute:
        text = (
            f"goes to another place {places} times in {seconds_of(episode.seconds)}",
            f"stay somewhere: at most {limits.places_a_minute:.0f} a minute can be followed",
        )
        yield season.remark("pace.places", "note", episode, text)


def _scene(season: ReviewedSeason, scene: ReviewedScene) -> Iterator[Remark]:
    longest = season.limits.scene_longest_seconds
    if scene.seconds > longest:
        text = f"is {seconds_of(scene.seconds)} long", f"split it: no scene should be longer than {seconds_of(longest)}"
        yield season.remark("pace.scene", "warning", scene, text)
    if not scene.scene.dialogue and not scene.action and not scene.scene.visual_prompt:
        text = "nobody speaks, and nothing happens", "write an action or a line, or take the scene out"
        yield season.remark("pace.empty", "warning", scene, text)
