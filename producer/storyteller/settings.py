"""Where and when scenes play: headings in the season's language, and what the picture shows."""

from dataclasses import dataclass
from random import Random

from producer.storyteller.lexicon import Pair, Tongue, table
from producer.storyteller.premise import Spot

HOURS: tuple[Pair, ...] = (Pair("清晨", "morning"), Pair("日", "day"), Pair("黄昏", "dusk"), Pair("夜", "night"))
_LIGHT = ("soft morning light", "clear daylight", "sunset glow", "night, pools of lamplight")
_SCENES_AN_HOUR = 3


@dataclass(frozen=True)
class Setting:
    """A place and an hour. `kind` is the studio's painting, or `home`, the place that the story has of its own."""

    kind: str
    called: Pair
    shown: str
    hour: int

    def heading(self, tongue: Tongue, *, rain: bool) -> str:
        """`茶馆，夜` or `Tea shop, night`."""
        hour, comma = HOURS[self.hour].of(tongue), "，" if tongue == "zh" else ", "
        place = self.called.of(tongue)
        weather = (comma + ("雨" if tongue == "zh" else "rain")) if rain else ""
        return f"{place[0].upper()}{place[1:]}{comma}{hour}{weather}"

    def picture(self, *, rain: bool) -> str:
        return f"{self.shown}, {_LIGHT[self.hour]}{', rain' if rain else ''}"


class Calendar:
    """Chooses settings scene by scene: time goes on, and places change."""

    def __init__(self, home: Spot, chance: Random) -> None:
        self._home, self._chance = home, chance
        self._clock = chance.randrange(4) * _SCENES_AN_HOUR
        self._now: Setting | None = None
        self._visits: dict[str, int] = {}

    def next(self, where: tuple[str, ...], *, night: bool = False) -> Setting:
        """The setting of the next scene. `same` goes on in the last one, at the same hour; `night` waits for the night."""
        if where == ("same",) and self._now is not None:
            return self._now
        self._clock += 1
        if night and self._clock // _SCENES_AN_HOUR % 4 != 3:
            self._clock += _SCENES_AN_HOUR * (3 - self._clock // _SCENES_AN_HOUR % 4)
        hour = self._clock // _SCENES_AN_HOUR % 4
        last = self._now.kind if self._now else ""
        known = [place for place in where if place != "same"] or ["home"]
        fresh = [place for place in known if place != last] or known
        fewest = min(self._visits.get(place, 0) for place in fresh)
        place = self._chance.choice([place for place in fresh if self._visits.get(place, 0) == fewest])
        self._visits[place] = self._visits.get(place, 0) + 1
        self._now = self._setting(place, hour)
        return self._now

    def _setting(self, place: str, hour: int) -> Setting:
        names = table("vocabulary/settings")
        if place == "home":
            shown = names[self._home.kind][2]
            return Setting(place, self._home.called, f"{self._home.called.en}, {shown}" if self._home.called.en.isascii() else shown, hour)
        zh, en, shown = names[place]
        return Setting(place, Pair(zh, en), shown, hour)
