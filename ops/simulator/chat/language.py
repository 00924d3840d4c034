"""Which language a chat is to be answered in: what the schema fixes, what the prompt says, or what the prompt is written in."""

import re
from typing import Any

from ops.simulator.ask import CJK
from ops.simulator.chat.schema import constants_of

NAMES = {
    "en": ("English", "英文", "英语"),
    "zh": ("Chinese", "Mandarin", "中文", "汉语", "普通话"),
    "es": ("Spanish", "español", "西班牙语"),
    "fr": ("French", "français", "法语"),
    "ja": ("Japanese", "日本語", "日语"),
    "ko": ("Korean", "한국어", "韩语"),
}
LANGUAGES = tuple(NAMES)
_NAME = "|".join(name for names in NAMES.values() for name in names)
_CODE = "|".join(LANGUAGES)
TOLD = re.compile(
    r"(?:\b(?:in|into)\b\W*(?:(?:simplified|traditional|natural|plain|spoken)\W+)*|\blanguage\b[^.\n]{0,40}?(?<![A-Za-z])|(?:用|使用|以)(?:简体|繁体)?)"
    rf"\s*(?:(?P<name>{_NAME})|(?P<code>{_CODE})(?![a-z]))",
    re.IGNORECASE,
)
TAG = re.compile(rf"\b({_CODE})-(?:[A-Z]{{2}}|Han[st])\b")
CHINESE = re.compile("|".join(NAMES["zh"]), re.IGNORECASE)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")


def language_of(schema: Any, prompt: str) -> str:
    """One of LANGUAGES; English where nothing tells. `prompt` is without the schema."""
    fixed = next((str(value)[:2].lower() for value in constants_of(schema, "language", "lang")), "")
    if fixed in NAMES:
        return fixed
    told = TOLD.search(prompt)
    if told:
        return (told["code"] or _code_of(told["name"])).lower()
    tagged = TAG.search(prompt)
    return tagged[1] if tagged else _written_in(prompt)


def _code_of(name: str) -> str:
    return next(code for code, names in NAMES.items() if name.lower() in {one.lower() for one in names})


def _written_in(prompt: str) -> str:
    """A character weighs as much as a word."""
    wide = len(CJK.findall(prompt))
    if wide > len(WORD.findall(prompt)):
        if len(HANGUL.findall(prompt)) * 2 > wide:
            return "ko"
        return "ja" if len(KANA.findall(prompt)) * 5 > wide else "zh"
    return "zh" if CHINESE.search(prompt) else "en"
