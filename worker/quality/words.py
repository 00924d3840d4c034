"""Whether a recogniser hears the words of the script."""

import unicodedata
from difflib import SequenceMatcher
from typing import Any

from worker.quality.recogniser import recogniser
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, found, unsure

LEAST_LETTERS = 6
"""A shorter line ("Oh!") is no text to recognise."""


def judge(subject: Subject) -> Verdict | None:
    """The letters that script and recogniser have in common, in order, as a share of both."""
    text, language = str(getattr(subject.request, "text", "")), str(getattr(subject.request, "language", ""))
    wanted = letters(text)
    if len(wanted) < LEAST_LETTERS:
        return None
    by = recogniser(language)
    if subject.heard.is_tone:
        return unsure("words", "it is one pure tone, which says nothing: a stand-in for speech")
    said = by.hear(subject.heard.mono)
    share, least = heard_share(text, said), subject.quality.words.least_share
    says = f"{by.name} hears {said[:60]!r}: {share:.0%} of the text; {least:.0%} is the least"
    measures: dict[str, Any] = {"measured": round(share, 3), "limit": least, "unit": "share of text"}
    if least <= share < least + by.doubt:
        return unsure("words", f"{says}, and below {least + by.doubt:.0%} it cannot be told", **measures)
    return found("words", share >= least, says, **measures)


def heard_share(text: str, said: str) -> float:
    """How much two texts have in common (Ratcliff and Obershelp), by their letters only."""
    return SequenceMatcher(None, letters(text), letters(said), autojunk=False).ratio()


def letters(text: str) -> str:
    """Letters and digits, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
