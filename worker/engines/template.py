"""Fills the placeholders of a request: bodies, forms, headers and paths."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from shared.catalogue.placeholders import PLACEHOLDER

Values = Callable[[str, str | None], Any]
"""(name, form): a placeholder's value, None where it has none. `form` is url, data_uri or base64, or None for the row's own."""


class _Absent(Exception):
    """A placeholder has no value."""


_MISSING = object()
_DOTS = frozenset({".", ".."})


def fill(template: Any, values: Values) -> Any:
    """A template with its placeholders filled, None where nothing is left.

    A text that is exactly one placeholder becomes the value itself, whatever its type. A field whose placeholder has no value is left
    out, and so is a mapping in a list that lacks one, a mapping of which nothing is left, and a field that is null.
    """
    filled = _fill(template, values)
    return None if filled is _MISSING else filled


def _fill(template: Any, values: Values) -> Any:
    if isinstance(template, str):
        return _text(template, values)
    if isinstance(template, Mapping):
        return _mapping(template, values)
    if isinstance(template, list | tuple):
        items = [_fill(item, values) for item in template]
        wanted = zip(template, items, strict=True)
        return [item for source, item in wanted if item is not _MISSING and not _lacks(source, item)]
    return _MISSING if template is None else template


def _mapping(template: Mapping[str, Any], values: Values) -> Any:
    filled = {name: _fill(value, values) for name, value in template.items()}
    kept = {name: value for name, value in filled.items() if value is not _MISSING}
    return _MISSING if template and not kept else kept


def _lacks(template: Any, filled: Any) -> bool:
    """Whether an item of a list has lost a field: half a picture is no picture."""
    if not isinstance(template, Mapping):
        return False
    if len([value for value in template.values() if value is not None]) != len(filled):
        return True
    return any(_lacks(template[name], value) for name, value in filled.items())


def _text(template: str, values: Values) -> Any:
    whole = PLACEHOLDER.fullmatch(template)
    try:
        if whole and whole["as"] is None:
            return plain(_value(whole, values))
        return PLACEHOLDER.sub(lambda found: _spelled(found, values), template)
    except _Absent:
        return _MISSING


def _value(found: Any, values: Values) -> Any:
    value = values(found["name"], found["form"])
    if value is None:
        raise _Absent
    return value


def _spelled(found: Any, values: Values) -> str:
    text = str(plain(_value(found, values)))
    return escape(text, {'"': "&quot;", "'": "&apos;"}) if found["as"] == "x" else text


def plain(value: Any) -> Any:
    """A number without a fraction as a whole number: 5.0 is 5 to every provider, and some refuse 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fill_path(template: str, values: Values) -> str:
    """A path or an address with its placeholders filled, percent-encoded. Raises KeyError for one without a value."""
    path, question, query = template.partition("?")
    # A name such as google/veo or models/x/operations/y stands in a path as it is; in a query everything is encoded.
    return _quoted(path, values, "/:@") + question + _quoted(query, values, "")


def _quoted(template: str, values: Values, safe: str) -> str:
    def spell(found: Any) -> str:
        value = values(found["name"], found["form"])
        if value is None:
            raise KeyError(found["name"])
        text = str(plain(value))
        if text in _DOTS:
            raise KeyError(found["name"])
        # A dot segment would lead elsewhere, also percent-encoded (RFC 3986, 6.2.2.2); without slashes it is none.
        return quote(text, safe="" if _DOTS & set(text.split("/")) else safe)

    return PLACEHOLDER.sub(spell, template)
