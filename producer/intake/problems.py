"""What is wrong with a document, told in one line: the file, the line, the field, what is wrong and what would be right."""

import difflib
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from producer.intake.document import Document, Place, spell
from shared.errors import InputError

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """A fact about one place of a document. Its wording may be left until it is told: of many problems only the first is."""

    place: Place
    wrong: str | Callable[[], str]

    def __str__(self) -> str:
        return self.wrong if isinstance(self.wrong, str) else self.wrong()


def refuse(document: Document, problems: Iterable[Problem]) -> None:
    """Raise InputError for the first problem in the document's order, saying how many more there are; nothing where there is none."""
    order = {place: index for index, place in enumerate(document.lines)}

    def position(problem: Problem) -> int:
        return next(order[problem.place[:n]] for n in range(len(problem.place), -1, -1) if problem.place[:n] in order)

    ranked = sorted(problems, key=position)
    if not ranked:
        return
    first = ranked[0]
    more = f" (and {len(ranked) - 1} more)" if len(ranked) > 1 else ""
    fail(f"{document.path}:{document.line(first.place)}: {spell(first.place)}: {first}{more}")


def deny(document: Document, place: Place, wrong: str) -> NoReturn:
    """Raise InputError for one problem."""
    refuse(document, [Problem(place, wrong)])
    raise AssertionError(wrong)


def fail(text: str) -> NoReturn:
    """Raise InputError with a text made fit for one line of a terminal: what would break or hide it is escaped."""
    raise InputError("".join(_escaped(character) if _breaks(character) else character for character in text))


def _breaks(character: str) -> bool:
    # These two ranges turn the direction of writing, which can make a terminal show another text than there is.
    turns = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return turns or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean 'x'?` where one of the known words is near, else `otherwise`."""
    by_folded = {name.casefold(): name for name in known}
    folded = word[:LONGEST_SHOWN].casefold()
    close = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.7)
    # A word cut short is near too: lang for language.
    near = close or [name for name in by_folded if len(folded) > 2 and name.startswith(folded)]
    return f"did you mean {by_folded[near[0]]!r}?" if near else otherwise


def shown(value: Any) -> str:
    """A value as an error shows it: short, and in the words of the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def problems_of(document: Document, model: type[BaseModel], error: ValidationError) -> list[Problem]:
    """Pydantic's errors as problems: places without pydantic's own marks, and words for people."""
    found: dict[Place, Problem] = {}
    for fact in error.errors(include_url=False):
        kind = fact["type"]
        if kind == "too_short" and fact["input"]:
            continue  # its items are wrong, each reported by itself; pydantic counts only the right ones
        place = _locate(document.data, fact["loc"], absent=kind == "missing")
        found.setdefault(place, Problem(place, partial(_wording, model, place, fact["input"], dict(fact))))
    return list(found.values())


def _locate(data: Any, loc: tuple[int | str, ...], *, absent: bool) -> Place:
    """The place that pydantic means.

    Steps that are not in the data name a branch of a union, but for the last one of an absent field.
    """
    place: Place = ()
    for index, step in enumerate(loc):
        inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int) and step < len(data))
        if inside:
            place, data = (*place, step), data[step]
        elif absent and index == len(loc) - 1:
            return (*place, step)
    return place


def _wording(model: type[BaseModel], place: Place, value: Any, fact: dict[str, Any]) -> str:
    kind, context = fact["type"], fact.get("ctx", {})
    if kind == "extra_forbidden":
        known = fields_at(model, place[:-1])
        return f"unknown field; {did_you_mean(str(place[-1]), known, 'known here are: ' + ', '.join(known))}"
    if kind == "missing":
        return f"is missing; write it{_example(model, place)}"
    if kind == "string_unicode":
        return f"holds half of a character (an unpaired surrogate) in {shown(value)}; write the whole character"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return _choice(context["expected"], value)
    return _bound(kind, context, value) or _type(kind, value) or f"{fact['msg']}, not {shown(value)}"


def _choice(expected: str, value: Any) -> str:
    """`expected` is pydantic's own listing: `'continue' or 'stop'`."""
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    one_of = f"must be one of {', '.join(words)}, not {shown(value)}"
    near = did_you_mean(value, words, "") if isinstance(value, str) else ""
    return f"{one_of}; {near}" if near else one_of


_BOUNDS = {
    "greater_than": ("gt", "must be more than {}"),
    "greater_than_equal": ("ge", "must be {} or more"),
    "less_than_equal": ("le", "must be {} or less"),
}


def _bound(kind: str, context: dict[str, Any], value: Any) -> str | None:
    if kind in _BOUNDS:
        name, must = _BOUNDS[kind]
        bound = str(context[name]) if isinstance(context[name], int) else f"{context[name]:g}"
        return f"{must.format(bound)}, not {shown(value)}"
    if kind == "too_short":
        return "is empty; at least one is needed"
    if kind in ("too_long", "string_too_long"):
        what = f"has {len(value)} characters" if isinstance(value, str) else f"holds {len(value)}"
        return f"{what}; at most {context['max_length']} are allowed"
    return None


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of fields to values",
    "model_attributes_type": "a mapping of fields to values",
}


def _type(kind: str, value: Any) -> str | None:
    if kind not in _EXPECTED:
        return None
    quoted = "; put it in quotes" if kind == "string_type" and isinstance(value, bool | int | float) else ""
    return f"must be {_EXPECTED[kind]}, not {shown(value)}{quoted}"


def _example(model: type[BaseModel], place: Place) -> str:
    for outer in _models_at(model, place[:-1]):
        examples = outer.model_fields[place[-1]].examples if place[-1] in outer.model_fields else None
        if examples and isinstance(examples[0], str | int):
            return f", such as '{place[-1]}: {examples[0]}'"
    return ""


def fields_at(model: type[BaseModel], place: Place) -> list[str]:
    """The fields that a model knows at a place."""
    return [name for outer in _models_at(model, place) for name in outer.model_fields]


def _models_at(model: type[BaseModel], place: Place) -> list[Any]:
    models: list[Any] = [model]
    for step in place:
        models = [inner for outer in models for inner in _inside(outer, step)]
    return [outer for outer in models if _is_model(outer)]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _inside(annotation: Any, step: int | str) -> list[Any]:
    if _is_model(annotation):
        field = annotation.model_fields.get(step)
        return _options(field.annotation) if field is not None else []
    arguments = typing.get_args(annotation)
    wanted = tuple if isinstance(step, int) else dict
    return _options(arguments[0 if wanted is tuple else 1]) if typing.get_origin(annotation) is wanted else []


def _options(annotation: Any) -> list[Any]:
    """What a union offers, without the marks of Annotated."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    if origin in {typing.Union, types.UnionType}:
        return [option for argument in typing.get_args(annotation) for option in _options(argument)]
    return [annotation]
