"""What a script is reviewed for, point by point: the rows of checklist.yaml."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from producer.writing.bilingual import Bilingual

FILE = Path(__file__).with_name("checklist.yaml")


@cache
def checklist(path: Path = FILE) -> tuple[Bilingual, ...]:
    """The points, in the order of the file. Raises ValidationError where one lacks a language."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(TypeAdapter(dict[str, Bilingual]).validate_python(rows).values())
