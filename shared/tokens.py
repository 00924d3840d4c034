"""How many tokens of a language model a text has: never fewer, and about."""

import re
import unicodedata

FRAME_TOKENS = 256
"""What a provider writes around a prompt, at most: roles and delimiters, the date, a preamble of its own."""

A_MESSAGE = 8
"""What it writes around a message, about."""

_WIDE = re.compile(r"[\u1100-\uffff\U00010000-\U0010ffff]")
LETTERS_A_TOKEN = 3

READ_AGAIN = 2
"""How many tokens a token that one model wrote is for another that reads it, at most: their tokenizers differ."""


def tokens_at_most(*texts: str) -> int:
    """An upper bound of the tokens of a prompt of these texts, whatever the model.

    A token stands for one byte of UTF-8 or more, in byte-level BPE and in SentencePiece with byte fallback alike; some tokenizers
    first bring the text into Unicode's form NFKC, in which a few signs become longer.
    """
    return FRAME_TOKENS + sum(max(_bytes(text), _bytes(unicodedata.normalize("NFKC", text))) for text in texts)


def tokens_about(*texts: str) -> int:
    """What usual tokenizers need, rounded up: one an ideograph, a kana or a hangul, one in three letters of anything else."""
    return sum(_about(text) + A_MESSAGE for text in texts)


def _about(text: str) -> int:
    wide = len(_WIDE.findall(text))
    return wide + -(-(len(text) - wide) // LETTERS_A_TOKEN)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
