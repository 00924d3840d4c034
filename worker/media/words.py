"""Where words begin in scripts that put no spaces between them: Chinese, Japanese and Thai, by BudouX's small models."""

import functools
import re
from itertools import accumulate

import budoux

_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30ff]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")


@functools.lru_cache(maxsize=256)
def word_starts(text: str, language: str = "") -> frozenset[int] | None:
    """The indices at which a word or phrase of `text` begins, for text in a script without spaces; None for any other text.

    `language` (BCP 47) tells simplified from traditional Chinese; the rest is told by the script.
    """
    if not _UNSPACED.search(text):
        return None
    return frozenset(accumulate((len(phrase) for phrase in _parser(_model(text, language)).parse(text)), initial=0))


def _model(text: str, language: str) -> str:
    if _THAI.search(text):
        return "th"
    if _KANA.search(text):
        return "ja"
    return "zh-hant" if language.lower().startswith(_TRADITIONAL) else "zh-hans"


@functools.cache
def _parser(model: str) -> budoux.Parser:
    parsers = {
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return parsers[model]()
