"""What a season is expected to cost, by episode, unit, stage and model."""

from collections import Counter
from collections.abc import Mapping

from shared.catalogue import Catalogue
from shared.ledger.costs import Group
from shared.pricing.calls import once, planned_calls
from shared.production import Episode, Production
from shared.state.season import MUSIC


def estimate_micros(production: Production, episodes: Mapping[int, Episode], catalogue: Catalogue) -> Mapping[Group, int]:
    """Micro-dollars by episode, unit (a scene's number, or music), stage and model, of all that providers make, made or not.

    Each product is made by the first of its models that can, once, and counted where it is needed first. Raises InputError that
    names the catalogue's row where a price cannot be reckoned.
    """
    micros: Counter[Group] = Counter()
    for planned in once(planned_calls(production, episodes)).values():
        call = planned.as_asked(production, catalogue)
        able = call.capable(production, catalogue)
        if able:
            unit = MUSIC if call.scene is None else str(call.scene)
            micros[call.episode, unit, call.need.stage, able[0].name] += call.usual_micros(able[0])
    return micros
