"""The languages of seasons: what prompts call them, and how fast they are spoken."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from producer.writing.bilingual import Prompts
from shared import bcp47

FILE = Path(__file__).with_name("tongues.yaml")


class Tongue(BaseModel):
    """A language as writers are told of it; `a_second` words or characters are spoken in a second, pauses at marks included."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(min_length=1)
    unit: Literal["words", "characters"]
    a_second: float = Field(gt=0.5, lt=15)
    prompts: Prompts = "en"


def tongue_of(language: str) -> Tongue:
    """The tongue of a BCP 47 tag: the row of the tag, else of its longest prefix, else a language that is named by its tag alone."""
    rows = _rows()
    row = bcp47.best_match(language, [tag for tag in rows if language.casefold().startswith(tag.casefold())])
    return rows[row] if row else Tongue(name=f"the language of the BCP 47 tag {language}", unit="words", a_second=2.0)


@cache
def _rows(path: Path = FILE) -> dict[str, Tongue]:
    return TypeAdapter(dict[str, Tongue]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
