"""What marks say: the visible one by language, the others in the words of IPTC."""

from collections.abc import Sequence

from shared.bcp47 import best_match

GENERATOR = "Cliffhanger"
"""The name that the program gives itself in marks."""
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's word for what a trained model made (https://cv.iptc.org/newscodes/digitalsourcetype/)."""

WORDS: dict[str, str] = {
    # GB 45438-2025 wants 人工智能 or AI, and 生成 or 合成, in it.
    "zh": "AI生成",
    "zh-Hant": "AI生成",
    "yue": "AI生成",
    "en": "AI-generated",
    "ja": "AI生成",
    "ko": "AI 생성",
    "th": "สร้างโดย AI",
    "vi": "Tạo bởi AI",
    "id": "Dibuat oleh AI",
    "ms": "Dijana oleh AI",
    "tl": "Gawa ng AI",
    "es": "Generado por IA",
    "pt": "Gerado por IA",
    "fr": "Généré par l'IA",
    "de": "KI-generiert",
    "it": "Generato dall'IA",
    "nl": "AI-gegenereerd",
    "pl": "Wygenerowane przez AI",
    "ru": "Создано ИИ",
    "tr": "Yapay zekâ ile üretildi",
}
"""By BCP 47 tag; what is not listed says it in English."""


def label_text(spoken: str, languages: Sequence[str] = ()) -> str:
    """The usual words in the spoken language, after those in `languages`; the same words stand there once."""
    said = [WORDS[best_match(language, WORDS) or "en"] for language in (*languages, spoken)]
    return " ".join(dict.fromkeys(said))
