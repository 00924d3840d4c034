"""The plot: which secrets a season has, over which episodes each runs, and what every scene is for."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from producer.storyteller.lexicon import dice, table
from producer.storyteller.notation import Draft, Part, joined
from producer.storyteller.premise import Premise, Thing, thing
from producer.storyteller.script import FactKind
from producer.storyteller.stories import Detour, Genre, Secret, detours, finales, openings, secrets
from producer.storyteller.things import things_for

_TROUBLED_SHARE = 0.6
_SPOKEN_OF_WEIGHT = 2
"""Of a secret that needs the grandmother or the friend of whom the premise speaks."""
Purpose = Literal["meet", "open", "turn", "answer", "reveal", "cliff", "between"]


@dataclass(frozen=True)
class Thread:
    """A secret of this season, the object that proves it, and the detours that stretch it."""

    secret: Secret
    thing: Thing
    detours: tuple[Detour, ...]
    trouble: Detour | None = None
    """What parts the two halves in place of the secret's own sting and answer, so that a secret is not always told alike."""

    @property
    def episodes(self) -> int:
        return 2 + len(self.detours)


@dataclass(frozen=True)
class Slot:
    """A scene's place in the plot. `draft` is None for a scene between the turns, filled in later; `thread` may be the next one's."""

    purpose: Purpose
    thread: Thread
    label: str
    draft: Draft | None = None
    facts: tuple[FactKind, ...] = ()
    tail: "Slot | None" = None
    """What the same scene goes on with, where an episode has only one."""


@dataclass(frozen=True)
class EpisodePlan:
    """An episode's scenes in order, whose secret it is about, and which of its logline's kinds it has."""

    slots: tuple[Slot, ...]
    thread: Thread
    kind: Literal["first", "second", "detour"]


def plan(
    genre: Genre, premise: Premise, *, job_known: bool, mentioned: Collection[Part], episodes: int, scenes: int, seed: object
) -> tuple[EpisodePlan, ...]:
    """Plan a season. The same arguments, the same plan."""
    chance = dice("plot", seed)
    threads = _threads(genre, premise, mentioned, episodes, chance)
    opening = chance.choice([f.scene for f in openings() if genre in f.genres and (job_known or "{Hjob}" not in _texts(f.scene))])
    # Who has left for good is not in the last scene either: no ending needs the ally.
    finale = chance.choice([frame.scene for frame in finales() if genre in frame.genres])
    if episodes == 1:
        return (_only_episode(threads[0], opening, finale, scenes),)
    return tuple(_spread(threads, opening, finale, scenes))


def _texts(scene: Draft) -> str:
    return " ".join(line.text.zh + line.text.en for line in scene.lines)


def _threads(genre: Genre, premise: Premise, mentioned: Collection[Part], episodes: int, chance: Random) -> list[Thread]:
    chosen = _chosen(genre, premise, mentioned, max(1, episodes // 2), chance)
    spare = max(0, episodes - 2 * len(chosen))
    stock: list[Detour] = []
    given: list[list[Detour]] = [[] for _ in chosen]
    for index in range(spare):
        if not stock:
            stock = chance.sample(detours(), len(detours()))
        given[index * len(chosen) // spare].append(stock.pop())
    left = [detour for detour in detours() if not any(detour in some for some in given)]
    troubles = chance.sample([*left, *[None] * max(0, len(chosen) - len(left))], len(chosen))
    things = things_for(chosen, premise, chance)
    return [
        Thread(secret, things[index], tuple(given[index]), troubles[index] if chance.random() < _TROUBLED_SHARE else None)
        for index, secret in enumerate(chosen)
    ]


def _chosen(genre: Genre, premise: Premise, mentioned: Collection[Part], count: int, chance: Random) -> list[Secret]:
    """Secrets for the season: the genre's own weigh most, one that the premise's object can prove comes first."""
    near: Sequence[str] = table("genres")[genre]["near"]
    weights = {
        secret.id: 12
        if secret.genre == genre
        else 6
        if genre in secret.also
        else 1
        if secret.genre in near and secret.genre != "comedy"
        else 0.02
        for secret in secrets()
    }
    spoken_of = {part for part in ("E", "A") if part in mentioned}
    for secret in secrets():
        weights[secret.id] *= _SPOKEN_OF_WEIGHT if spoken_of & secret.early else 1
    # Weighted order without repetition: the larger u ** (1 / w), the earlier.
    order = sorted(secrets(), key=lambda secret: -(chance.random() ** (1 / weights[secret.id])))
    named = {one.id for one in premise.things}
    custom = any(one.id.startswith("premise:") for one in premise.things)
    fits = [s for s in order if genre in {s.genre, *s.also} and (named & set(s.objects) or (s.any_object and (named or custom)))]
    said = [s for s in order if genre in {s.genre, *s.also} and re.search(rf"\b{s.id}\b", premise.text.casefold())]
    stock = said or fits or [secret for secret in order if genre in {secret.genre, *secret.also}]
    first = stock[0]
    chosen, claims = [first], {first.claims}
    for secret in order:
        if len(chosen) < count and secret.claims not in claims:
            chosen.append(secret)
            claims.add(secret.claims)
    # Whoever leaves at a reveal must not be needed afterwards.
    return sorted(chosen, key=lambda secret: secret.leaves is not None) if len(chosen) > 1 else chosen


def _spread(threads: list[Thread], opening: Draft, finale: Draft, scenes: int) -> list[EpisodePlan]:
    made: list[EpisodePlan] = []
    for index, thread in enumerate(threads):
        following = threads[index + 1] if index + 1 < len(threads) else None
        for number in range(thread.episodes):
            first, last = number == 0, number == thread.episodes - 1
            start = _start(thread, number, opening if index == 0 else None, scenes)
            middle = _middle(thread, number)
            end = _end(thread, number, following, finale)
            kind: Literal["first", "second", "detour"] = "first" if first else "second" if last else "detour"
            made.append(EpisodePlan(_placed(start, middle, end, thread, scenes), thread, kind))
    return made


def _slot(purpose: Purpose, thread: Thread, stage: str, draft: Draft, *facts: FactKind) -> Slot:
    return Slot(purpose, thread, f"{thread.secret.id}/{stage}", draft, facts)


def _start(thread: Thread, number: int, opening: Draft | None, scenes: int) -> list[Slot]:
    secret = thread.secret
    if number == 0 and opening is not None:
        both = _slot("open", thread, "open", joined(secret.seed, secret.open, optional=True), "opened", "found")
        return [_slot("meet", _before(thread), "meet", opening, "met"), both] if scenes >= 3 else [both]
    if number == 0:
        return [_slot("open", thread, "open", secret.open, "taken up", "found")]
    if number <= len(thread.detours):
        detour = thread.detours[number - 1]
        return [_slot("answer", thread, f"{number}/{detour.id}/answer", detour.answer, "taken up")]
    if thread.trouble:
        return [_slot("answer", thread, f"{thread.trouble.id}/answer", thread.trouble.answer, "taken up")]
    return [_slot("answer", thread, "answer", secret.answer, "taken up")]


def _sting(thread: Thread) -> Slot:
    """How the half ends in which a secret has opened."""
    if thread.trouble:
        return _slot("cliff", thread, f"{thread.trouble.id}/sting", thread.trouble.sting, "asked", "twist")
    return _slot("cliff", thread, "sting", thread.secret.sting, "asked", "twist")


def _before(thread: Thread) -> Thread:
    """For the opening: with another object, where the secret's own is yet to be found."""
    action = thread.secret.seed.action
    if action is None or "{一o}" not in action.zh:
        return thread
    return replace(thread, thing=thing("envelope" if thread.thing.id != "envelope" else "parcel"))


def _middle(thread: Thread, number: int) -> Slot | None:
    secret = thread.secret
    if number == thread.episodes - 1:
        leaving: tuple[FactKind, ...] = ("left",) if secret.leaves else ()
        return _slot("reveal", thread, "reveal", secret.reveal, "twist", "revealed", "handed", *leaving)
    # The turn comes once, as late as it can before the sting.
    return _slot("turn", thread, "turn", secret.turn, "twist") if number == len(thread.detours) else None


def _end(thread: Thread, number: int, following: Thread | None, finale: Draft) -> Slot:
    if number < len(thread.detours):
        detour = thread.detours[number]
        return _slot("cliff", thread, f"{number}/{detour.id}/sting", detour.sting, "asked", "twist")
    if number == len(thread.detours):
        return _sting(thread)
    if following is None:
        return _slot("cliff", thread, "finale", finale, "asked")
    return _slot("cliff", following, "seed", following.secret.seed, "opened", "asked")


def _placed(start: list[Slot], middle: Slot | None, end: Slot, thread: Thread, scenes: int) -> tuple[Slot, ...]:
    """As many slots as there are scenes: merged where there are too few, with scenes between where there are more."""
    keys = [*start, *([middle] if middle else []), end]
    if len(keys) > scenes:
        revealing = middle is not None and middle.purpose == "reveal"
        kept = [middle] if revealing and middle else start[:1] if scenes < 3 else start
        if revealing and middle and scenes <= 2:
            kept = [Slot(middle.purpose, thread, middle.label, middle.draft, ("taken up", *middle.facts))]
        keys = [*kept, end][-scenes:] if scenes > 1 else [_merged(kept[0], end)]
    return _widened(keys, thread, scenes)


def _merged(first: Slot, last: Slot) -> Slot:
    # The end may be about the next secret: it keeps its own object and facts.
    return replace(first, tail=last)


def _widened(keys: list[Slot], thread: Thread, scenes: int) -> tuple[Slot, ...]:
    """Scenes between the keys, evenly, never after the last one."""
    gaps = len(keys) - 1
    extra = scenes - len(keys)
    slots: list[Slot] = []
    for index, key in enumerate(keys):
        slots.append(key)
        if index < gaps:
            count = extra * (index + 1) // gaps - extra * index // gaps
            slots += [Slot("between", thread, f"between{index}.{number}") for number in range(count)]
    return tuple(slots)


def _only_episode(thread: Thread, opening: Draft, finale: Draft, scenes: int) -> EpisodePlan:
    """A season of one episode: the secret opens and, where there is room, comes out; the question of the end stays."""
    secret = thread.secret
    both = _slot("open", thread, "open", joined(secret.seed, secret.open, optional=True), "opened", "found")
    meet = _slot("meet", _before(thread), "meet", opening, "met")
    sting = _sting(thread)
    if scenes == 1:
        keys = [_merged(_slot("open", thread, "open", secret.seed, "opened", "found"), sting)]
    elif scenes < 4:
        keys = [meet, both, sting][-scenes:]
    else:
        turn = [_slot("turn", thread, "turn", secret.turn, "twist")] if scenes > 4 else []
        reveal = _slot("reveal", thread, "reveal", secret.reveal, "twist", "revealed", "handed")
        keys = [meet, both, *turn, reveal, _slot("cliff", thread, "finale", finale, "asked")]
    return EpisodePlan(_widened(keys, thread, scenes), thread, "first")
