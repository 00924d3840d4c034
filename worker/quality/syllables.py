"""How many syllables a text has, in any of the languages that are spoken: by its letters, to within a quarter or so."""

import re
import unicodedata

_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœаеёиоуыэюяіїєαεηιουω"
_VOWEL_GROUPS = re.compile(f"[{_VOWELS}]+")
_SMALL_KANA = set("ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ")
_PER_DIGIT = 1.4
_PER_OTHER_LETTER = 0.45
"""Thai, Arabic, Hindi and other scripts: vowels are partly unwritten or signs of their own."""


def syllables(text: str) -> float:
    """The number of syllables (of Japanese, morae)."""
    # Composed vowels (Vietnamese) count by their letter.
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not _is_latin_mark(c))
    return sum(_word(word) for word in re.findall(r"\w+", unicodedata.normalize("NFC", plain)))


def _word(word: str) -> float:
    count = float(len(_VOWEL_GROUPS.findall(word)))
    has_letters = False
    for sign in word:
        if sign.isdigit():
            count += _PER_DIGIT
        elif _is_one_each(sign):
            count += sign not in _SMALL_KANA
        elif sign.isalpha() and ord(sign) < 0x530:
            has_letters = True
        elif sign.isalpha():
            count += _PER_OTHER_LETTER
    return max(count, 1.0) if has_letters else count


def _is_one_each(sign: str) -> bool:
    code = ord(sign)
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0xF900 <= code <= 0xFAFF


def _is_latin_mark(sign: str) -> bool:
    return 0x0300 <= ord(sign) <= 0x036F
