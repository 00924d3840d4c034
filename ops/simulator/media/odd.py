"""Clips that are not as they were asked for, and of use all the same: another size or rate, sound where none was asked for."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ops.simulator.media.shapes import Clip, Shape


def odd_shape(shape: Shape, odd: Mapping[str, Any]) -> Shape:
    """A clip with these fields instead of its own; what is None stays, and so does every other shape."""
    if not isinstance(shape, Clip):
        return shape
    changed = {name: value for name, value in odd.items() if value is not None}
    if "fps" in changed:
        changed["fps"] = Fraction(str(changed["fps"]))
    return replace(shape, **changed, suffix="mkv" if changed.get("rate") == "unsaid" else shape.suffix)
