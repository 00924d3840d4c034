"""Faults in what was made: the job ends well and is billed, and the product is of no use."""

from ops.simulator.faults.fault import Fault, Options
from ops.simulator.job import Fate
from ops.simulator.media.spoil import Spoil


def _spoilt(name: Spoil, says: str, options: Options | None = None) -> Fault:
    def decide(fate: Fate, given: Options) -> None:
        fate.spoils[name] = float(given.get("share", 0))

    return Fault(name, 19, "fate", says, "never", options or {}, decide=decide)


PRODUCTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _spoilt("black", "a clip or picture that is black"),
        _spoilt("frozen", "a clip in which nothing moves"),
        _spoilt("no_sound", "speech, music, or a clip's sound, that is silence"),
        _spoilt("wrong_size", "a clip in the other direction, a picture of 64x64"),
        _spoilt("too_short", "a clip or sound that ends early", {"share": 0.4}),
    )
}
