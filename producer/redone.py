"""What another take makes anew: the products whose content keys it changes, and nothing else."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.catalogue import Catalogue
from shared.line.requests import StageName
from shared.line.survey import survey
from shared.money import dollars, usd_of
from shared.pricing.calls import once, planned_calls
from shared.production import Episode, Production

_CALLED: Mapping[StageName, str] = {
    "reference": "reference picture",
    "video": "clip",
    "speech": "line of speech",
    "lipsync": "lip sync",
    "music": "bed of music",
    "episode": "episode",
}
_PLURAL = {"line of speech": "lines of speech", "bed of music": "beds of music"}


@dataclass(frozen=True)
class Redone:
    """How many products of each stage are made anew, in which scenes, and what that costs at most."""

    products: Mapping[StageName, int]
    places: tuple[str, ...]
    worst_case_micros: int

    def __str__(self) -> str:
        if not self.products:
            return "nothing is made again"
        counted = ", ".join(_counted(number, _CALLED.get(stage, stage)) for stage, number in self.products.items())
        return f"made again: {counted}; at most {dollars(self.worst_case_micros)}"

    def to_json(self) -> dict[str, object]:
        """The object that `redo --dry-run --json` prints."""
        worst = float(usd_of(self.worst_case_micros))
        return {"products": dict(self.products), "scenes": list(self.places), "worst_case_usd": worst}


def redone(before: Production, after: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> Redone:
    """Compare a season with itself under other takes. Raises InputError where a price cannot be reckoned."""
    old = {standing.need.key for standing in survey(before, episodes, lambda _key: False)}
    fresh = [standing.need for standing in survey(after, episodes, lambda _key: False) if standing.need.key not in old]
    calls = once(planned_calls(after, episodes))
    places: dict[str, None] = {}
    for call in planned_calls(after, episodes):
        if call.need.key not in old:
            places[call.place] = None
    worst = 0
    for need in fresh:
        if (planned := calls.get(need.key)) is not None:
            call = planned.as_asked(after, catalogue)
            worst += max((call.most_degraded_micros(model, after) for model in call.capable(after, catalogue)), default=0)
    return Redone(Counter(need.stage for need in fresh), tuple(places), worst)


def _counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else _PLURAL.get(what, what + 's')}"
