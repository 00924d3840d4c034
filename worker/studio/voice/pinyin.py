"""Pinyin syllables in Kokoro's phonemes."""

INITIALS: dict[str, str] = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "b": "p", "p": "pʰ", "m": "m", "f": "f",
    "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
}  # fmt: skip

# The tone is written after the vowel, hence the mark `0` where it goes. `v` is ü.
FINALS: dict[str, str] = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0",
    "e": "ɤ0", "ei": "ei0", "en": "ə0n", "eng": "ə0ŋ", "o": "wo0", "ong": "ʊ0ŋ", "ou": "ou0",
    "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0",
    "in": "i0n", "ing": "i0ŋ", "io": "jɔ0", "iong": "jʊ0ŋ", "iou": "jou0", "iai": "jai0",
    "u": "u0", "ua": "wa0", "uai": "wai0", "uan": "wa0n", "uang": "wa0ŋ", "uei": "wei0", "uen": "wə0n", "ueng": "wə0ŋ", "uo": "wo0",
    "v": "y0", "van": "ɥɛ0n", "ve": "ɥe0", "vn": "y0n",
}  # fmt: skip

# Syllables that are no initial and final: interjections, and consonants that carry the syllable.
WHOLE: dict[str, str] = {
    "er": "ɚ0", "r": "ɚ0", "o": "ɔ0", "ê": "ɛ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0", "hng": "hŋ0",
}  # fmt: skip

TONES: dict[str, str] = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

# The buzzing vowel of zhi, chi, shi, ri, zi, ci, si has its own symbol.
_BUZZING = frozenset({"zh", "ch", "sh", "r", "z", "c", "s"})
_CONTRACTED = {"iu": "iou", "ui": "uei", "un": "uen"}


def phonemes_of(syllable: str) -> str | None:
    """Kokoro's phonemes for a syllable as pypinyin's TONE3 writes it (`zhong1`, `lv4`, `ma5`); None if it is no Mandarin syllable."""
    tone = TONES.get(syllable[-1:])
    plain = (syllable[:-1] if tone is not None else syllable).lower().replace("ü", "v")
    written = WHOLE.get(plain) or _initial_and_final(plain)
    return None if written is None else written.replace("0", tone or "")


def _initial_and_final(plain: str) -> str | None:
    initial = next((part for part in (plain[:2], plain[:1]) if part in INITIALS), "")
    rest = plain[len(initial) :] if initial else _without_y_or_w(plain)
    if initial in {"j", "q", "x"} and rest.startswith("u"):
        rest = "v" + rest[1:]
    final = FINALS.get(_CONTRACTED.get(rest, rest))
    if final is None:
        return None
    if initial in _BUZZING and rest == "i":
        final = "ɨ0"
    return INITIALS.get(initial, "") + final


def _without_y_or_w(plain: str) -> str:
    """The final that `y…` or `w…` spells: yi is i, yan is ian, yu is v, you is iou, wu is u, wei is uei, wen is uen."""
    if plain.startswith("yu"):
        return "v" + plain[2:]
    if plain.startswith("yi"):
        return plain[1:]
    if plain.startswith("y"):
        return "i" + plain[1:]
    if plain == "wu":
        return "u"
    if plain.startswith("w"):
        return "u" + plain[1:]
    return plain
