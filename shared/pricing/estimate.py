"""What a season is expected to cost, by stage, model and episode."""

from collections import Counter
from collections.abc import Mapping

from shared.catalogue import Catalogue
from shared.line.requests import StageName
from shared.pricing.calls import once, planned_calls
from shared.production import Episode, Production


def estimate_micros(
    production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue
) -> Mapping[tuple[StageName, str, int], int]:
    """Micro-dollars by stage, model (`vendor/model`) and episode number, of all that providers make for the season, made or not.

    Each product is made by the first of its models that can, once, and counted in the episode that needs it first. Raises
    InputError that names the catalogue's row where a price cannot be reckoned.
    """
    micros: Counter[tuple[StageName, str, int]] = Counter()
    for call in once(planned_calls(production, episodes)).values():
        able = call.capable(production, catalogue)
        if able:
            micros[call.need.stage, able[0].name, call.episode] += call.usual_micros(able[0])
    return micros
