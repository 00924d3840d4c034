"""The kinds of value that a vendor's row is written in: pointers, durations, sizes, codes, paths."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

_UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_UNITS_BYTES = {"": 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3}


def _is_pointer(text: str) -> str:
    # RFC 6901: empty, or every part begins with a slash; ~ only as ~0 (a tilde) or ~1 (a slash).
    if (text and not text.startswith("/")) or re.search(r"~(?![01])", text):
        raise ValueError(f"{text!r} is no JSON pointer; write the path with slashes, as in /data/id")
    return text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else [] if value is None else value


def _seconds(value: Any) -> Any:
    return _measured(value, _UNITS_S, "a duration such as 90, 90s, 15m, 24h or 7d")


def _bytes(value: Any) -> Any:
    return _measured(value, _UNITS_BYTES, "a size such as 500000, 50MB or 2GB")


def _measured(value: Any, units: dict[str, int], wanted: str) -> Any:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([A-Za-z]*)", value.strip())
    if not found or found[2] not in units:
        raise ValueError(f"{value!r} is not {wanted}")
    return float(found[1]) * units[found[2]]


def _is_path(text: str) -> str:
    if not text.startswith(("/", "http://", "https://", "{submitted}")) or re.search(r"\s", text):
        raise ValueError(f"{text!r} is no path; begin with a slash (it follows base_url), or give a whole address")
    return text


def _folded(value: Any) -> Any:
    return tuple(str(code).casefold() for code in value) if isinstance(value, list | tuple) else value


Pointer = Annotated[str, AfterValidator(_is_pointer)]
"""A JSON pointer (RFC 6901)."""

Pointers = Annotated[tuple[Pointer, ...], BeforeValidator(_listed)]
"""One JSON pointer or several in order: the first that yields is taken. What is absent, null or empty does not yield."""

Codes = Annotated[tuple[str, ...], BeforeValidator(_folded), BeforeValidator(lambda value: [] if value is None else value)]
"""HTTP statuses and the vendor's own codes, as text without case; one may end with `*`."""

PathTemplate = Annotated[str, AfterValidator(_is_path)]
"""A path after `base_url` (or a whole address), with placeholders such as `{id}`."""

DurationS = Annotated[float, BeforeValidator(_seconds), Field(gt=0, allow_inf_nan=False)]
"""Seconds, also as 90s, 15m, 24h or 7d."""

Bytes = Annotated[int, BeforeValidator(_bytes), Field(gt=0)]
"""Bytes, also as 50MB or 2GB (powers of ten)."""
