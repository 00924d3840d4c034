"""Finds the JSON in what a language model said: models put it into fences, and words around it."""

import json
import re

from shared.errors import BadOutput

_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_OPENS = re.compile(r"[{\[]")
LONGEST_SHOWN = 120


def json_in(text: str, *, was_cut: bool = False) -> str:
    """The one JSON object or list of a text, written as it was. `was_cut`: the model had no tokens left. Raises BadOutput."""
    for candidate in (text, *_FENCE.findall(text)):
        found = _first(candidate.strip())
        if found is not None:
            return found
    why = "it was cut off; give it more max_tokens" if was_cut else f"it begins with {' '.join(text.split())[:LONGEST_SHOWN]!r}"
    raise BadOutput(f"JSON was asked for, and the answer holds none: {why}")


def _first(text: str) -> str | None:
    decoder = json.JSONDecoder()
    for opening in _OPENS.finditer(text):
        try:
            _, end = decoder.raw_decode(text, opening.start())
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) - 1:
                # It breaks off: what is whole inside it is only a part of what was asked for.
                return None
        except RecursionError:
            return None
        else:
            return text[opening.start() : end]
    return None
