"""How the report says amounts, lengths, times and languages."""

from datetime import datetime
from decimal import Decimal

from shared.money import dollars, micros_of

_LANGUAGES = {
    "ar": "العربية", "de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "hi": "हिन्दी", "id": "Bahasa Indonesia",
    "it": "Italiano", "ja": "日本語", "ko": "한국어", "ms": "Bahasa Melayu", "pt": "Português", "ru": "Русский", "th": "ไทย",
    "tr": "Türkçe", "vi": "Tiếng Việt", "zh": "中文", "zh-CN": "简体中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文",
    "zh-TW": "繁體中文",
}  # fmt: skip
"""Languages by their own names, as players list them."""


def language(tag: str) -> str:
    """The language's own name, or the tag where we do not know it."""
    return _LANGUAGES.get(tag) or _LANGUAGES.get(tag.partition("-")[0]) or tag


def money(amount: Decimal) -> str:
    """US dollars with cents, and with as many more decimals (six at most) as the amount has: $0.00, $1.25, $0.0034."""
    return dollars(micros_of(amount))


def running(seconds: float | None) -> str:
    """The running time of a film: 0:07, 2:04, 1:02:03."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def span(seconds: float | None) -> str:
    """How long work took: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min, 3 d 4 h."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    whole = round(seconds)
    for size, unit, below, small in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // below
            return f"{whole // size} {unit}" + (f" {rest} {small}" if rest else "")
    return f"{whole} s"


def clock(moment: datetime) -> str:
    """The time of day, 14:03:09."""
    return f"{moment:%H:%M:%S}"


def day(moment: datetime) -> str:
    """Day and time, 2026-03-01 14:03 UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
