"""Finds the JSON in what a language model said: models put it into fences, and words around it."""

import json
import re

from shared.errors import BadOutput

_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_OPENS = re.compile(r"[{\[]")
LONGEST_SHOWN = 120


class _NotJson(Exception):
    """What Python takes for JSON, and nobody else does."""


def _refuse(_constant: str) -> None:
    raise _NotJson


# Numbers stay as they are written: only where the value ends is looked for, and Python refuses very long ones.
_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_int=str, parse_float=str)


def json_in(text: str, *, was_cut: bool = False) -> str:
    """The one JSON object or list of a text, written as it was. `was_cut`: the model had no tokens left. Raises BadOutput."""
    whole = [text] if _OPENS.match(text.strip()) else []
    # A fence comes before what brackets the words around it may hold.
    for candidate in (*whole, *_FENCE.findall(text), text):
        found = _first(candidate.strip())
        if found is not None:
            return found
    why = "it was cut off; give it more max_tokens" if was_cut else f"it begins with {' '.join(text.split())[:LONGEST_SHOWN]!r}"
    raise BadOutput(f"JSON was asked for, and the answer holds none: {why}")


def _first(text: str) -> str | None:
    for opening in _OPENS.finditer(text):
        try:
            _, end = _DECODER.raw_decode(text, opening.start())
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
                # It breaks off: what is whole inside it is only a part of what was asked for.
                return None
        except RecursionError:
            return None
        except _NotJson:
            continue
        else:
            return text[opening.start() : end]
    return None
