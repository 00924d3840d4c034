"""English text to Kokoro's phonemes."""

import re
import unicodedata
from functools import cache
from typing import Any

from shared.errors import MissingPart
from worker.studio.voice.model import INSTALL_HINT


@cache
def _reader(british: bool) -> Any:
    try:
        from hibari.g2p import G2P  # noqa: PLC0415 - an optional part, half a second to load
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    return G2P(british=british)


def phonemes(text: str, *, british: bool = False) -> str:
    """Phonemes with the text's punctuation; numbers are read out. Raises MissingPart."""
    read = _reader(british)
    # Superscripts and circled numbers pass for digits, and the reader stumbles over them.
    plain = "".join(unicodedata.normalize("NFKC", letter) if letter.isdigit() else letter for letter in text)
    try:
        return str(read(plain))
    except (ValueError, IndexError, KeyError, TypeError):
        # Rather a line without its oddest characters than no line.
        return str(read(re.sub(r"[^A-Za-z' ,.!?]+", " ", plain)))
