"""Fills the placeholders of a request: bodies, forms, headers and paths."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from shared.catalogue.placeholders import LISTS, PLACEHOLDER, each_of

Values = Callable[[str, str | None], Any]
"""(name, form): a placeholder's value, None where it has none. `form` is a file's (url, base64, type …), or None for the row's own."""


class _Absent(Exception):
    """A placeholder has no value."""


_MISSING = object()
_DOTS = frozenset({".", ".."})


def fill(template: Any, values: Values) -> Any:
    """A template with its placeholders filled, None where nothing is left.

    A text that is exactly one placeholder becomes the value itself, whatever its type. A field whose placeholder has no value is left
    out, and so is a mapping in a list that lacks one, a mapping of which nothing is left, and a field that is null.
    `{each: images, as: …}` in a list is an item for every picture, in which `{image}` is that picture.
    """
    filled = _fill(template, values)
    return None if filled is _MISSING else filled


def _fill(template: Any, values: Values) -> Any:
    if isinstance(template, str):
        return _text(template, values)
    each = each_of(template)
    if each is not None:
        return _items(each, values) or _MISSING
    if isinstance(template, Mapping):
        return _mapping(template, values)
    if isinstance(template, list | tuple):
        return [item for source in template for item in _in_list(source, values)]
    return _MISSING if template is None else template


def _in_list(source: Any, values: Values) -> list[Any]:
    """What a list's item becomes: one item, several, or none where it lacks something."""
    each = each_of(source)
    if each is not None:
        return _items(each, values)
    item = _fill(source, values)
    return [] if item is _MISSING or _lacks(source, item) else [item]


def _items(each: tuple[str, Any], values: Values) -> list[Any]:
    name, form = each
    # The media types are to be had for nothing: they tell how many there are.
    count = len(values(name, "type") or ())
    given: dict[str | None, Any] = {}

    def at(index: int) -> Values:
        def look(asked: str, asked_form: str | None) -> Any:
            if asked != LISTS.get(name):
                return values(asked, asked_form)
            if asked_form not in given:
                given[asked_form] = values(name, asked_form)
            return given[asked_form][index]

        return look

    return [item for index in range(count) for item in _in_list(form, at(index))]


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
        # In a query dots lead nowhere.
        if safe and text in _DOTS:
            raise KeyError(found["name"])
        # A dot segment would lead elsewhere, also percent-encoded (RFC 3986, 6.2.2.2); without slashes it is none.
        return quote(text, safe="" if _DOTS & set(text.split("/")) else safe)

    return PLACEHOLDER.sub(spell, template)
