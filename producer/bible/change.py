"""One thing that has changed since a season was produced, the scenes that go stale by it, and what making them again costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from producer.bible.earlier import Place
from producer.intake.cast import counted
from shared.episode_ranges import spelled
from shared.money import dollars, usd_of
from shared.production import DUB_STEP


@dataclass(frozen=True)
class Change:
    """A change of the season, of one of its characters (`name`), or of scenes of one episode.

    `fields` are what differs, as the season file calls it; `new` and `removed` stand for the whole. `scenes` go stale by it: of a
    character only those that were made. `worst_case_micros` is the most that making them again costs; scenes that several
    changes make stale count with each.
    """

    what: Literal["season", "character", "scenes"]
    name: str
    fields: tuple[str, ...]
    scenes: tuple[Place, ...]
    worst_case_micros: int
    dubs: tuple[str, ...] = ()
    """The languages of the season's dubs, whose episodes are numbered behind its own."""

    def told(self, micros: int, dubs: tuple[str, ...]) -> "Change":
        """The same at a price, in a season with such dubs."""
        return replace(self, worst_case_micros=micros, dubs=dubs)

    @property
    def episodes(self) -> tuple[int, ...]:
        """The episodes that go stale."""
        return tuple(sorted({episode for episode, _ in self.scenes}))

    def __str__(self) -> str:
        differs = ", ".join(self.fields)
        if self.what == "scenes":
            numbers = [scene for _, scene in self.scenes]
            where = f"{self._where}, scene{'' if len(numbers) == 1 else 's'} {spelled(numbers)}: {differs}"
            return f"{where}{self._price}"
        who = f"{self.name} ({differs})" if self.what == "character" else f"the season ({differs})"
        if not self.scenes:
            return f"{who}: nothing that was made goes stale"
        scenes = f"{len(self.scenes)} scene{'' if len(self.scenes) == 1 else 's'}"
        return f"{who}: {self._where} ({scenes}){self._price}"

    @property
    def _where(self) -> str:
        """The episodes, and after them those of each dub."""
        by_dub: dict[str, list[int]] = {}
        for episode in self.episodes:
            by_dub.setdefault(self._dub(episode), []).append(episode % DUB_STEP)
        return " and ".join(counted(numbers) + (f" ({dub})" if dub else "") for dub, numbers in by_dub.items())

    def _dub(self, episode: int) -> str:
        which = episode // DUB_STEP
        return self.dubs[which - 1] if which else ""

    def _place(self, episode: int, scene: int) -> dict[str, Any]:
        dub = self._dub(episode)
        return {"episode": episode % DUB_STEP, "scene": scene, **({"dub": dub} if dub else {})}

    @property
    def _price(self) -> str:
        return f", at most {dollars(self.worst_case_micros)}"

    def to_json(self) -> dict[str, Any]:
        """The object in `changes` of `plan --json`."""
        return {
            "what": self.what,
            "name": self.name or None,
            "fields": list(self.fields),
            "episodes": sorted({episode % DUB_STEP for episode in self.episodes}),
            "scenes": [self._place(*place) for place in self.scenes],
            "worst_case_usd": float(usd_of(self.worst_case_micros)),
        }


@dataclass(frozen=True)
class Changes:
    """All changes since a season was produced. `worst_case_micros` counts every product once."""

    all: Sequence[Change] = ()
    worst_case_micros: int = 0
