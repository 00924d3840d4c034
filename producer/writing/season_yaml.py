"""A season file as YAML for people: its fields in their own order, a comment over each section, long texts as blocks."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from shared.season import SeasonFile

WIDTH = 100
"""Characters to a line of a block; what has no spaces, such as Chinese, stays on one line: YAML would put a space at each break."""

HEADER = "# A season file. 'cliffhanger plan' says what it needs and costs, 'cliffhanger produce' makes it; what changes here is made anew."

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "What it is, and in which languages.": (
        *("title", "genre", "language", "subtitles", "burn_subtitles", "subtitle_style", "dubs", "glossary"),
        *("premise", "novel"),
    ),
    "The script, scene by scene; lengths are in seconds.": ("episodes", "episode_seconds", "scenes_per_episode", "seed", "script"),
    "How it looks.": ("order", "style", "preset", "format", "labels"),
    "Who plays; dialogue uses these names.": ("characters",),
    "How it sounds, what it may cost, and who makes it.": (
        *("music", "native_audio", "budget_usd", "quality_budget_usd", "quality", "providers", "prefer", "allow"),
        *("webhook_url", "on_failure"),
    ),
}
_SPACED = frozenset({"episodes", "scenes", "characters"})
"""Lists whose items are set apart by an empty line."""
_ON_ONE_LINE = frozenset({"format", "music"})
_NUMBER = re.compile(r"[-+.0-9eE]+")
# YAML 1.2.2, production 1, without what ends a line in YAML 1.1.
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def season_yaml(season: SeasonFile) -> str:
    """The text of a season file that reads back as the same season. Fields at their defaults are left out."""
    return "\n".join([HEADER, *_sections(season.model_dump(exclude_defaults=True))]) + "\n"


def _sections(data: Mapping[str, Any]) -> Iterator[str]:
    comments = {name: comment for comment, names in SECTIONS.items() for name in names}
    last = None
    for name, value in data.items():
        comment = comments.get(name, last)
        if comment != last:
            yield from ("", f"# {comment}")
        last = comment
        yield from _field(name, value, "")


def _field(name: str, value: Any, pad: str) -> Iterator[str]:
    key = f"{pad}{_scalar(name)}:"
    if isinstance(value, dict) and name not in _ON_ONE_LINE:
        yield key
        yield from _mapping(value, pad + "  ")
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        yield key
        for index, item in enumerate(value):
            if index and name in _SPACED:
                yield ""
            first, *others = [*_mapping(item, pad + "    ")] or ["{}"]
            yield f"{pad}  - {first.lstrip()}"
            yield from others
    elif isinstance(value, str) and _is_long(value):
        yield f"{key} >-"
        lines = textwrap.wrap(value, max(40, WIDTH - len(pad)), break_long_words=False, break_on_hyphens=False)
        yield from (f"{pad}  {line}" for line in lines)
    else:
        yield f"{key} {_inline(value)}"


def _mapping(data: Mapping[str, Any], pad: str) -> Iterator[str]:
    for name, value in data.items():
        yield from _field(name, value, pad)


def _is_long(text: str) -> bool:
    return len(text) > WIDTH - 20 and " " in text and not _UNPRINTABLE.search(text)


def _inline(value: Any, *, in_list: bool = False) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {_inline(item, in_list=True)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(item, in_list=True) for item in value) + "]"
    return _scalar(value, in_list=in_list) if isinstance(value, str) else _number(value)


def _number(value: bool | float | Decimal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        # A reader makes a floating-point number of it; one that it would print otherwise stays a text.
        return text if str(float(value)) in {text, f"{text}.0", text.rstrip("0")} else f'"{text}"'
    return str(int(value)) if value == int(value) else repr(value)


def _scalar(text: str, *, in_list: bool = False) -> str:
    """A text on one line, quoted where it would be read as something else."""
    style = '"' if _NUMBER.fullmatch(text) or "\n" in text else None
    dumped = yaml.safe_dump([text], default_flow_style=in_list, default_style=style, allow_unicode=True, width=2**30).strip()
    return str(dumped[1:-1] if in_list else dumped[2:])
