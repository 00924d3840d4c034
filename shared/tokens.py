"""How many tokens of a language model a text has: never fewer, and about."""

import re

# Tokenizers of today's models work on bytes, so that no token is shorter than one.
# A message is wrapped into some tokens of its own.
A_MESSAGE = 8
_WIDE = re.compile(r"[\u1100-\uffff\U00010000-\U0010ffff]")
LETTERS_A_TOKEN = 3


def tokens_at_most(*texts: str) -> int:
    """An upper bound of the tokens of these messages: one a byte of UTF-8."""
    return sum(len(text.encode("utf-8", "surrogatepass")) + A_MESSAGE for text in texts)


def tokens_about(*texts: str) -> int:
    """What usual tokenizers need, rounded up: one an ideograph, a kana or a hangul, one in three letters of anything else."""
    return sum(_about(text) + A_MESSAGE for text in texts)


def _about(text: str) -> int:
    wide = len(_WIDE.findall(text))
    return wide + -(-(len(text) - wide) // LETTERS_A_TOKEN)
