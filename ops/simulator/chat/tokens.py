"""Counts tokens about as a tokenizer would: one a Chinese, Japanese or Korean character, one for every four others."""

from ops.simulator.ask import CJK


def tokens(text: str) -> int:
    """How many a text has."""
    wide = len(CJK.findall(text))
    return wide + -(-(len(text) - wide) // 4)


def cut_to(text: str, limit: int) -> str:
    """The longest beginning of a text that has at most so many tokens."""
    wide = narrow = 0
    for position, letter in enumerate(text):
        if CJK.match(letter):
            wide += 1
        else:
            narrow += 1
        if wide + -(-narrow // 4) > limit:
            return text[:position]
    return text
