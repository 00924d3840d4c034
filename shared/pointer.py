"""JSON pointers (RFC 6901): one value out of an answer, or the first of several places that yields."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_ABSENT = object()


@lru_cache(maxsize=1024)
def _parts(pointer: str) -> tuple[str, ...]:
    # ~1 first: RFC 6901, section 4, so that ~01 becomes ~1 and not a slash.
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def at(document: Any, pointer: str) -> Any:
    """The value at a pointer, None where there is none."""
    value = _at(document, pointer)
    return None if value is _ABSENT else value


def _at(value: Any, pointer: str) -> Any:
    for part in _parts(pointer):
        if isinstance(value, dict):
            value = value.get(part, _ABSENT)
        elif isinstance(value, list) and _is_index(part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return _ABSENT
        if value is _ABSENT:
            return _ABSENT
    return value


def _is_index(part: str) -> bool:
    # Digits without leading zeros; so long a number is no index of anything.
    return part.isascii() and part.isdigit() and len(part) < 10 and (part == "0" or part[0] != "0")


def first(document: Any, pointers: Iterable[str]) -> Any:
    """The first value that yields: not absent, not null, not an empty text or list or mapping. None where none does."""
    for pointer in pointers:
        value = _at(document, pointer)
        if value is not _ABSENT and value is not None and value not in ("", [], {}):
            return value
    return None


def put(document: dict[str, Any], pointer: str, value: Any) -> None:
    """Set a value in a mapping, making the mappings on the way. Raises TypeError where something else is in the way."""
    *way, last = _parts(pointer)
    inside: Any = document
    for part in way:
        inside = inside.setdefault(part, {})
        if not isinstance(inside, dict):
            raise TypeError(f"{pointer} leads through a value that is no mapping")
    inside[last] = value
