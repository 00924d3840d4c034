"""Milder words for a prompt that a provider has refused for its content: always the same ones, from softening.yaml."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.line.request import Request
from shared.line.requests import Look, ReferenceRequest, VideoRequest

FILE = Path(__file__).with_name("softening.yaml")

_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Softening:
    """What stands for what; English words in lower case."""

    words: Mapping[str, str]
    pattern: str
    sentence_en: str
    sentence_zh: str

    def text(self, text: str, keep: Collection[str] = ()) -> str:
        """A text in milder words; the names in `keep` stay as they are."""
        names = "|".join(re.escape(name) for name in sorted(keep, key=len, reverse=True) if name)
        pattern = f"({names})|{self.pattern}" if names else f"(?!)()|{self.pattern}"
        return re.sub(pattern, self._milder, text, flags=re.IGNORECASE)

    def sentence(self, *texts: str) -> str:
        """The sentence that is added, in the language of these texts."""
        return self.sentence_zh if any(_HAN.search(text) for text in texts) else self.sentence_en

    def _milder(self, found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        milder = self.words[found[0].lower()]
        return milder[:1].upper() + milder[1:] if found[0][:1].isupper() else milder


@cache
def load_softening(path: Path = FILE) -> Softening:
    """The file's words."""
    row = yaml.safe_load(path.read_text(encoding="utf-8"))
    english, chinese = (sorted(row[language], key=len, reverse=True) for language in ("en", "zh"))
    # Letters and digits alone make a word longer: what follows Chinese without a space is not of the word.
    whole = f"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, english))})(?![A-Za-z0-9])"
    pattern = f"{whole}|{'|'.join(map(re.escape, chinese))}"
    return Softening({**row["en"], **row["zh"]}, pattern, row["sentence"]["en"], row["sentence"]["zh"])


def soften(request: Request) -> Request | None:
    """The request with its prompt in milder words, and a sentence that says how it is meant; None where it shows nothing.

    What is heard and read (dialogue, subtitles) and the names of the cast stay as they are.
    """
    softening = load_softening()
    match request:
        case VideoRequest():
            names = [look.name for look in request.cast]
            told = {field: softening.text(getattr(request, field), names) for field in ("setting", "action", "visual_prompt")}
            sentence = softening.sentence(*told.values())
            cast = tuple(_soften_look(softening, look) for look in request.cast)
            return request.model_copy(update={**told, "cast": cast, "style": _with(softening.text(request.style, names), sentence)})
        case ReferenceRequest():
            look = _soften_look(softening, request.look)
            style = _with(softening.text(request.style, [look.name]), softening.sentence(look.appearance, request.style))
            return request.model_copy(update={"look": look, "style": style})
    return None


def _soften_look(softening: Softening, look: Look) -> Look:
    return look.model_copy(update={field: softening.text(getattr(look, field), [look.name]) for field in ("appearance", "wears")})


def _with(style: str, sentence: str) -> str:
    """A style with one more sentence."""
    style = style.strip()
    return " ".join(part for part in (style if not style or style[-1] in ".!?。！？" else f"{style}.", sentence) if part)
