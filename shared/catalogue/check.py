"""What pydantic cannot see of a vendor's row: placeholders that nobody fills, keys written down, and which word was meant."""

import difflib
import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.placeholders import IN_PATHS, IN_UPLOADS, LISTS, PLACEHOLDERS, lists_in, names_in
from shared.catalogue.source import Place
from shared.catalogue.vendors import HttpVendor, Vendor

# What providers' keys look like: a known prefix, or a word that says so before many letters and digits.
_KEY = re.compile(
    r"\b(?:sk|pk|rk|xi|key|fal|r8|AIza|ghp|hf)[-_][A-Za-z0-9_-]{16,}|\bAIza[A-Za-z0-9_-]{30,}|\beyJ[A-Za-z0-9_-]{20,}"
    r"|(?i:\b(?:bearer|key)) +[A-Za-z0-9._~+/=-]{16,}"
)
_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "api-key", "xi-api-key", "x-goog-api-key", "ocp-apim-subscription-key"})


def keys_written_down(row: Any, place: Place = ()) -> Iterator[Place]:
    """The places of a row that hold something like a key."""
    if isinstance(row, Mapping):
        for name, value in row.items():
            inside = (*place, str(name))
            if place and place[-1] == "headers" and str(name).lower() in _SECRET_HEADERS:
                yield inside
            yield from keys_written_down(value, inside)
    elif isinstance(row, list):
        for index, value in enumerate(row):
            yield from keys_written_down(value, (*place, index))
    elif isinstance(row, str) and _KEY.search(row):
        yield place


def unfilled(vendor: HttpVendor) -> Iterator[tuple[Place, str]]:
    """The places that name a placeholder which nothing fills, and what is wrong with each."""
    for name, endpoint in vendor.endpoints.items():
        yield from _unfilled(endpoint, ("endpoints", name))
    if vendor.flat is not None:
        yield from _unfilled(vendor.flat, ())
    for name, model in vendor.models.items():
        known = set(PLACEHOLDERS)
        for capability in model.capabilities:
            known |= set(vendor.endpoint(model, capability).derived)
        yield from _wrong(("models", name, "request"), model.request, known)


def _unfilled(endpoint: Endpoint, place: Place) -> Iterator[tuple[Place, str]]:
    values = set(PLACEHOLDERS) | set(endpoint.derived)
    for field in ("path", "headers", "body", "form"):
        yield from _wrong((*place, "submit", field), getattr(endpoint.submit, field), values)
    yield from _wrong((*place, "headers"), endpoint.headers, values)
    yield from _underived(endpoint, place)
    if endpoint.upload is not None:
        yield from _wrong((*place, "upload", "path"), endpoint.upload.path, set(PLACEHOLDERS))
        yield from _wrong((*place, "upload", "form"), endpoint.upload.form, set(PLACEHOLDERS))
        yield from _wrong((*place, "upload", "body"), endpoint.upload.body, {*PLACEHOLDERS, *IN_UPLOADS})
    for field in ("poll", "cancel", "resolve"):
        part = getattr(endpoint, field)
        yield from _wrong((*place, field, "path"), part and part.path, {*PLACEHOLDERS, *IN_PATHS})
    if endpoint.check is not None and any(names_in(endpoint.check.path)):
        yield (*place, "check", "path"), "has a placeholder, and a check is asked without any job; write the path out"
    for field in ("lookup", "listing"):
        part = getattr(endpoint, field)
        yield from _wrong((*place, field, "path"), part and part.path, values)


def _underived(endpoint: Endpoint, place: Place) -> Iterator[tuple[Place, str]]:
    """What a placeholder becomes may name those above it, so that none is made from itself."""
    known = set(PLACEHOLDERS)
    for name, derived in endpoint.derived.items():
        origin = derived.origin if "{" in derived.origin else f"{{{derived.origin}}}"
        yield from _wrong((*place, "derived", name, "from"), origin, set(PLACEHOLDERS))
        yield from _wrong((*place, "derived", name), [*derived.table.values(), derived.default, derived.absent], known)
        known.add(name)


def _wrong(place: Place, template: Any, known: set[str]) -> Iterator[tuple[Place, str]]:
    for name in names_in(template):
        if name not in known:
            yield place, f"nothing fills {{{name}}}; {meant(name, sorted(known))}"
    for name in lists_in(template):
        if name not in LISTS:
            yield place, f"there is no list {name}; {meant(name, LISTS)}"


def meant(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` where one of the known words is near, else all of them."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(names)}"


def fields_at(cls: type[Vendor], loc: tuple[str | int, ...]) -> list[str]:
    """The fields that the row at a place of pydantic's error may have."""
    found: Any = cls
    for part in loc:
        if isinstance(found, type) and issubclass(found, BaseModel):
            named = {field.alias or name: field.annotation for name, field in found.model_fields.items()}
            found = named.get(str(part))
        else:
            found = next(iter(typing.get_args(found)[-1:]), None)
        found = _without_none(found)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return []
    names = {field.alias or name for name, field in found.model_fields.items()}
    if issubclass(found, HttpVendor):
        names = (names | set(Endpoint.model_fields)) - {"flat"}
    return sorted(names)


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) is typing.Annotated:
        return _without_none(typing.get_args(annotation)[0])
    rest = [part for part in typing.get_args(annotation) if part is not type(None)]
    is_optional = type(None) in typing.get_args(annotation) and len(rest) == 1
    return rest[0] if is_optional else annotation
