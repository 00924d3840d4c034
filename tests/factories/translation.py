"""Requests for translations, for tests."""

from typing import Any

from shared.line.writing_requests import SpokenText, TranslationRequest


def a_translation_request(*lines: str | tuple[str, str], source: str = "zh-CN", language: str = "en", **changes: Any) -> TranslationRequest:
    """A part of a dialogue: texts, or (speaker, text), with ids from 1."""
    pairs = [("张枫", line) if isinstance(line, str) else line for line in lines or ("你好",)]
    texts = tuple(SpokenText(id=number, text=text, character=who) for number, (who, text) in enumerate(pairs, 1))
    words = {"system": "You translate.", "prompt": "Translate. {names}"}
    values = {"source": source, "language": language, "lines": texts, **words, "max_tokens": 500, "usual_tokens": 50}
    return TranslationRequest(**{**values, **changes})
