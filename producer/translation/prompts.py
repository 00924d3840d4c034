"""What a language model is told of dialogue to be translated: the texts of `prompts/`, with the episode's own data in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.writing.templates import templates
from producer.writing.tongue import tongue_of

FOLDER = Path(__file__).with_name("prompts")

MOST_SHOWN = 3
"""Ids of the example of an answer."""


@dataclass(frozen=True)
class Member:
    """One of the cast, as far as it matters to how one speaks and is spoken to."""

    name: str
    about: str = ""


@dataclass(frozen=True)
class Brief:
    """What is known of a season that is translated. `language` is what it is spoken in."""

    title: str
    genre: str
    language: str
    cast: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Words:
    """What is told: the prompt has the place `{names}` for the cast's names where it is about dialogue."""

    system: str
    prompt: str


def words_of(template: str, brief: Brief, language: str, asks: Sequence[int], **values: Any) -> Words:
    """The words of `template` (dialogue, names) for a translation into `language` of the lines with the ids `asks`."""
    shown = ", ".join(f'"{number}": "..."' for number in asks[:MOST_SHOWN]) + (", ..." if len(asks) > MOST_SHOWN else "")
    told = {
        "brief": brief,
        "language": language,
        "source": tongue_of(brief.language),
        "target": tongue_of(language),
        "asks": ", ".join(map(str, asks)),
        "form": f'{{"translations": {{{shown}}}}}',
        **values,
    }
    system, prompt = (templates(FOLDER).get_template(f"{name}.txt").render(told).strip() for name in ("system", template))
    return Words(system, prompt)
