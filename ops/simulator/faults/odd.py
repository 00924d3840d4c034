"""Faults in the form of clips: they are not as they were asked for, and a careful client makes use of them all the same."""

from ops.simulator.faults.fault import Fault, Options
from ops.simulator.job import Fate

# Fields of a clip (ops/simulator/media/shapes.py); None is as it was asked for.
_FIELDS: Options = {"width": None, "height": None, "fps": None, "rate": None, "sound": None}


def _odd(fate: Fate, given: Options) -> None:
    fate.odd |= {name: given[name] for name in _FIELDS}


ODD: dict[str, Fault] = {
    "odd_clip": Fault("odd_clip", 20, "fate", "a clip of another size, rate or sound than was asked for", "always", _FIELDS, decide=_odd)
}
