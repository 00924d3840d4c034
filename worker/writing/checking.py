"""What the season models refuse in a script, in words that a model can act on."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

_PARTS = {"scenes": "scene", "dialogue": "dialogue", "episodes": "episode", "characters": "character", "events": "event"}


def refusals(model: type[BaseModel], script: dict[str, Any], *, of: str = "") -> Iterator[str]:
    """What a season model refuses, a line each: "scene 3: dialogue 2: line has 1200 characters, at most 1000 are allowed".

    `of` names whose script it is, where that is not clear.
    """
    try:
        model.model_validate(script)
    except ValidationError as error:
        for fact in error.errors(include_url=False):
            yield f"{of}{_place(fact['loc'])} {_wrong(fact)}".strip()


def _place(loc: tuple[int | str, ...]) -> str:
    """The place as people count: from 1."""
    said: list[str] = []
    for step in loc:
        if isinstance(step, int) and said:
            said[-1] = f"{_PARTS.get(said[-1], said[-1])} {step + 1}"
        else:
            said.append(str(step))
    return ": ".join(said)


def _wrong(fact: Any) -> str:
    context = fact.get("ctx", {})
    match fact["type"]:
        case "string_too_long":
            return f"has {len(fact['input'])} characters, at most {context['max_length']} are allowed"
        case "too_long":
            return f"has {context['actual_length']} entries, at most {context['max_length']} are allowed"
        case "value_error":
            return str(context["error"])
        case _:
            return str(fact["msg"]).replace("Input should", "must").replace("String should", "must")
