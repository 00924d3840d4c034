"""A line of dialogue in a 剧本: `角色：台词`, `角色（情绪）：台词`, `角色VO：台词`."""

import re
from typing import NamedTuple

from producer.intake.juben_marks import VOICES, folded

_NAME = r"[^\s:()\[\]【】△|,。!?;…\"“”「」<>/\\=](?:[^:()\[\]【】△|,。!?;…\"“”「」<>/\\=]{0,22}?[^\s:()\[\]【】△|,。!?;…\"“”「」<>/\\=])??"
_BRACKETED = r"(?:[(\[【][^()\[\]【】]{0,60}[)\]】]\s*){0,3}"
_VOICE = r"(?:(?<![A-Za-z])(?:VO|OS|V\.O\.?|O\.S\.?)|画外音|旁白|内心独白|独白|心声)"
_SPEECH = re.compile(rf"(?P<name>{_NAME})\s*(?P<how>{_BRACKETED}(?P<voice>{_VOICE})?\s*{_BRACKETED}):\s*(?P<text>.*)")
_INSIDE = re.compile(r"[(\[【]([^()\[\]【】]{0,60})[)\]】]")
_WITHIN = re.compile(r"[(（]([^()（）]{1,60})[)）]")
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』"}


class Speech(NamedTuple):
    """Who speaks, what, how, and whether unseen. `is_changed` where a direction was taken out of the words."""

    character: str
    text: str
    delivery: str
    off_screen: str | None
    is_changed: bool = False

    def with_text(self, text: str) -> tuple[str, str, str, str | None]:
        """What a draft's `say` takes, with these words."""
        return self.character, text, self.delivery, self.off_screen


def speech_of(text: str) -> Speech | None:
    """The line of dialogue that a line of text is, if it is one. Its words may be empty: they then follow on the next line."""
    plain = folded(text[:2000])
    found = _SPEECH.fullmatch(plain)
    if found is None or not any(letter.isalpha() for letter in found["name"]) or found["text"].startswith("//"):
        return None
    how = [text[slice(*inside.span(1))] for inside in _INSIDE.finditer(plain, found.start("how"), found.end("how"))]
    off_screen = VOICES[found["voice"].casefold()] if found["voice"] else None
    deliveries: list[str] = []
    for inside in how:
        voice, rest = _voice(inside)
        off_screen = off_screen or voice
        deliveries += [rest] if rest else []
    said = text[found.start("text") :].strip()
    within = [word.strip() for word in _WITHIN.findall(said)]
    words = " ".join(_WITHIN.sub(" " if said.isascii() else "", said).split())
    is_first = said.startswith(("(", "（")) and len(within) == 1
    return Speech(
        text[slice(*found.span("name"))],
        _unquoted(words),
        "、".join([*deliveries, *(word for word in within if word)]),
        off_screen,
        bool(within) and not is_first,
    )


def _voice(inside: str) -> tuple[str | None, str]:
    """Whether what stands in brackets says that the speaker is not seen, and what else it says."""
    words = [word for word in re.split(r"[,，、;；\s]+", inside) if word]
    voices = [VOICES[word] for word in map(str.casefold, map(folded, words)) if word in VOICES]
    if not voices:
        return None, inside.strip()
    return voices[0], "、".join(word for word in words if folded(word).casefold() not in VOICES)


def _unquoted(text: str) -> str:
    """Words without the pair of quotation marks around all of them."""
    closing = _QUOTES.get(text[:1])
    inner = text[1:-1]
    return inner if closing and len(text) > 2 and text.endswith(closing) and closing not in inner and text[0] not in inner else text
