"""What happens between the turns of a plot: exchanges and silent scenes, none of them twice in a season."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random
from typing import Generic, TypeVar

from producer.storyteller.lexicon import Pair, dice, pair, table
from producer.storyteller.notation import Draft, Part
from producer.storyteller.stories import Exchange, Genre, Phase, exchanges, silences

T = TypeVar("T")

# Lovers get close, fall out, and find each other again, as far into a season as this.
_PHASES: tuple[tuple[float, Phase], ...] = ((0.4, "wary"), (0.68, "close"), (0.88, "torn"), (9.0, "close"))
_LOVERS_WEIGHT = 3.0
_KNOWN_SHARE = 0.42


_OPEN_AIR = frozenset({"rooftop", "street", "park", "harbour", "market"})


class Bag(Generic[T]):
    """Hands out each thing once before any twice."""

    def __init__(self, things: Sequence[T], chance: Random) -> None:
        self._things, self._chance, self._left = things, chance, list[T]()

    def draw(self) -> T:
        if not self._left:
            self._left = self._chance.sample(list(self._things), len(self._things))
        return self._left.pop()


class Interludes:
    """The season's stock of exchanges and silences."""

    def __init__(self, genre: Genre, scenes: int, seed: object, awaited: Collection[Part] = ()) -> None:
        self._chance = dice("interludes", seed)
        stock = [one for one in exchanges() if not one.genres or genre in one.genres]
        # A season knows only some of them, so that the next one has others.
        self._left = self._chance.sample(stock, round(len(stock) * _KNOWN_SHARE))
        self._silences = Bag(silences(), self._chance)
        self._gestures = {mood: Bag([pair(text) for text in texts], self._chance) for mood, texts in table("gestures").items()}
        self._awaited = {one for part in sorted(awaited) for one in stock if part in one.parts}
        """Talk with whom the premise speaks of, as long as none of them has been seen."""
        self._scenes = scenes
        """Scenes between the turns that are still to come."""

    def scene(self, progress: float, gone: Collection[Part]) -> Draft:
        """The next scene between the turns, `progress` (0 to 1) into the season, without those who have gone."""
        self._scenes -= 1
        # Once talk gets scarce, some scenes are silent, evenly.
        fits = self._fitting(progress, gone)
        # Whom the premise speaks of comes first, and surely.
        expected = [one for one in self._left if one in self._awaited and not set(one.scene.parts) & set(gone)]
        if expected:
            self._awaited = set()
            self._left.remove(expected[0])
            return self._staged(expected[0])
        if not fits or self._chance.random() > (len(self._left) + 1) / (self._scenes + 1):
            return self.silence(gone)
        chosen = self._chance.choices(fits, [_LOVERS_WEIGHT if set(one.parts) == {"H", "L"} else 1.0 for one in fits])[0]
        self._left.remove(chosen)
        return self._staged(chosen)

    def more(self, progress: float, present: Collection[Part], mood: str) -> Exchange | None:
        """An exchange among those present, for a scene that has time for it; one of its mood rather than another."""
        if len(self._left) <= self._scenes:
            return None
        fits = [one for one in self._fitting(progress, ()) if set(one.parts) <= set(present)]
        alike = [one for one in fits if one.scene.mood == mood] or [one for one in fits if "happy" not in {mood, one.scene.mood}]
        if not alike:
            return None
        chosen = self._chance.choice(alike)
        self._left.remove(chosen)
        return chosen

    def silence(self, gone: Collection[Part]) -> Draft:
        """A scene without a word, with somebody who is still there."""
        who = self._chance.choice([part for part in ("H", "H", "L", "F") if part not in gone])
        silent = self._silences.draw()
        action = Pair(silent.action.zh.replace("{X", "{" + who), silent.action.en.replace("{X", "{" + who))
        return Draft(silent.where, silent.mood, action, None, ())

    def _fitting(self, progress: float, gone: Collection[Part]) -> list[Exchange]:
        phase = next(name for limit, name in _PHASES if progress < limit)
        return [one for one in self._left if one.phase in {phase, "any"} and not set(one.scene.parts) & set(gone)]

    def _staged(self, exchange: Exchange) -> Draft:
        parts = exchange.parts
        places = table("exchanges/settings").get("".join(sorted(parts)), ["home"])
        gesture = self._gestures[exchange.scene.mood].draw()
        places = _where_it_can_be(gesture.zh, places)
        names = {"X": parts[0], "Y": parts[1]}
        zh, en = (re.sub(r"\{([XY])", lambda match: "{" + names[match.group(1)], text) for text in (gesture.zh, gesture.en))
        return replace(exchange.scene, where=tuple(places), action=Pair(zh, en))


def _where_it_can_be(gesture: str, places: Sequence[str]) -> Sequence[str]:
    """Those of the places that have what a gesture needs: a door, a table, a railing."""
    if re.search("门|窗|桌|墙|椅|台子|杯|茶", gesture):
        return [place for place in places if place not in _OPEN_AIR | {"car"}] or places
    if re.search("台阶|栏杆|伞|走", gesture):
        return [place for place in places if place in _OPEN_AIR] or places
    return places
