"""The writer's data files, read once, and the pair of texts (Chinese, English) that they are made of."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Tongue = Literal["zh", "en"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Pair:
    """The same thing in Chinese and in English."""

    zh: str
    en: str

    def of(self, tongue: Tongue) -> str:
        return self.zh if tongue == "zh" else self.en


def pair(text: str) -> Pair:
    """`中文 | English` as a pair. Raises ValueError where a half is missing."""
    zh, bar, en = text.partition(" | ")
    if not bar or not zh.strip() or not en.strip():
        raise ValueError(f"{text[:60]!r} must be '中文 | English'")
    return Pair(zh.strip(), en.strip())


@cache
def table(name: str) -> Any:
    """A data file by its path without `.yaml`, such as `vocabulary/people`. Not to be changed by who reads it."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def dice(*labels: object) -> random.Random:
    """Chance that depends on its labels alone, so that one choice more in one place changes no other."""
    return random.Random("\x1f".join(str(label) for label in labels))  # noqa: S311  # stories, not secrets
