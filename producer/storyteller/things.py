"""Objects: which one proves which secret, so that none is handed over twice in a season."""

from collections.abc import Sequence
from random import Random

from producer.storyteller.premise import Premise, Thing, thing
from producer.storyteller.stories import ANY_OBJECT, Secret


def things_for(secrets: Sequence[Secret], premise: Premise, chance: Random) -> list[Thing]:
    """An object for each secret, in their order: the premise's own first, each to one secret; the others each once where they suffice."""
    own = list(premise.things)
    found: dict[int, Thing] = {}
    for index, secret in enumerate(secrets):
        fits = next((one for one in own if one.id in secret.objects or secret.any_object), None)
        if fits:
            own.remove(fits)
            found[index] = fits
    taken = {one.id for one in found.values()}
    wanted = {}
    for index, secret in enumerate(secrets):
        if index not in found:
            names = secret.objects or ANY_OBJECT
            wanted[index] = chance.sample(names, len(names))
    seats = _apart({index: [name for name in names if name not in taken] for index, names in wanted.items()})
    return [found.get(index) or thing(seats.get(index) or wanted[index][0]) for index in range(len(secrets))]


def _apart(wanted: dict[int, list[str]]) -> dict[int, str]:
    """A name for as many as there can be, no name twice: a maximum matching by augmenting paths (H. W. Kuhn, 1955)."""
    holder: dict[str, int] = {}

    def seat(index: int, tried: set[str]) -> bool:
        for name in wanted[index]:
            if name not in tried:
                tried.add(name)
                if name not in holder or seat(holder[name], tried):
                    holder[name] = index
                    return True
        return False

    for index in wanted:
        seat(index, set())
    return {index: name for name, index in holder.items()}
