"""A prompt with places for texts that are known only later: `{name}` stands for one, and no text that is put in is filled again."""

import re
from collections.abc import Mapping

BRACE = "{{}"
"""A brace that opens no place. It holds no `{name}` itself, so that places can be counted by their text."""


def literal(text: str) -> str:
    """A text as part of a prompt: filling gives it back as it is, whatever braces it holds."""
    return text.replace("{", BRACE)


def fill(prompt: str, values: Mapping[str, str]) -> str:
    """The prompt with each `{name}` of `values` replaced by its text and each `{{}` by a brace, in one pass; all else stays."""
    names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    place = re.compile(rf"{re.escape(BRACE)}|\{{({names})\}}" if names else re.escape(BRACE))
    return place.sub(lambda found: "{" if found[0] == BRACE else values[found[1]], prompt)
