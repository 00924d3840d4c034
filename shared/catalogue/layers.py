"""Laying one part of a row over another: mappings are merged, everything else is replaced."""

from collections.abc import Mapping
from typing import Any


def lay_over(below: Any, above: Any) -> Any:
    """`above` where it says something, else `below`. Lists are replaced whole; null replaces too."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{name: lay_over(below[name], value) if name in below else value for name, value in above.items()}}
