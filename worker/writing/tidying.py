"""What models put around a translation is taken off it: numbers, speakers, quotes, markup."""

import re

from shared.line.writing_requests import SpokenText

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>|\*\*|__|`+|\{\\[^{}]{0,80}\}")
_PAIRS = {'"': '"', "“": "”", "„": "“", "'": "'", "‘": "’", "「": "」", "『": "』", "«": "»", "《": "》", "‹": "›"}
_NUMBER = re.compile(r"^[\[(（【]\s*\d{1,5}\s*[\])）】]\s*|^\d{1,5}\s*[.)、|]\s+")
_ROUNDS = 3
"""Quotes in quotes, a number before a speaker."""


def tidied(text: str, line: SpokenText, speakers: tuple[str, ...]) -> str:
    """The translation of a line without what the line itself does not have; `speakers` are the names that its speaker may be given."""
    text = " ".join(text.replace("\\n", " ").split())
    if not _TAG.search(line.text):
        text = " ".join(_TAG.sub("", text).split())
    for _ in range(_ROUNDS):
        before = text
        text = _unquoted(_without_speaker(_without_number(text, line), line, speakers), line)
        if text == before:
            break
    return text


def _without_number(text: str, line: SpokenText) -> str:
    return text if _NUMBER.match(line.text) else _NUMBER.sub("", text, count=1)


def _without_speaker(text: str, line: SpokenText, speakers: tuple[str, ...]) -> str:
    for name in (line.character, *speakers):
        said = re.match(rf"{re.escape(name)}\s*(?:[（(][^)）]{{0,40}}[)）])?\s*[:：]\s*(?=\S)", text, re.IGNORECASE) if name else None
        if said and not line.text.casefold().startswith(name.casefold()):
            return text[said.end() :]
    return text


def _unquoted(text: str, line: SpokenText) -> str:
    closing = _PAIRS.get(text[:1])
    if closing is None or len(text) < 3 or not text.endswith(closing) or line.text.strip()[:1] in _PAIRS:
        return text
    inside = text[1:-1]
    # "Yes," he said, "no." is not quoted as a whole.
    return text if text[0] in inside or closing in inside else inside.strip()
