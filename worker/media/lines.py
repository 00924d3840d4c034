"""Breaks text into lines as each script does: Latin at spaces, Chinese and Japanese between characters, Thai between clusters."""

import functools
import re
import unicodedata
from collections.abc import Sequence

# Kinsoku shori (JIS X 4051) and its Chinese counterpart (GB/T 15834): what must not begin a line, and what must not end one.
_NOT_FIRST = frozenset(
    "、。，．,.!?！？;；:：…‥—–-～〜・·%％)）]］}｝〉》」』】〕〗〙”’\"'»›ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ๆฯ"
)
_NOT_LAST = frozenset("(（[［{｛〈《「『【〔〖〘“‘«‹¿¡$¥￥￡")
_SENTENCE_END = frozenset("。！？!?…．")
_CLAUSE_END = frozenset("，、,;；:：—")

# Thai vowels that are written before the consonant that they follow, hence never parted from it.
_THAI_LEADING = frozenset("เแโใไ")


def is_wide(char: str) -> bool:
    """Whether a character takes a whole em (Chinese, Japanese, Korean, full-width forms)."""
    return unicodedata.east_asian_width(char) in "WF"


@functools.cache
def _breaks_anywhere(char: str) -> bool:
    """Whether lines may break beside this character without a space: wide characters, but Hangul keeps its words whole."""
    return is_wide(char) and not "\uac00" <= char <= "\ud7a3"


def _is_thai(char: str) -> bool:
    return "\u0e00" <= char <= "\u0e7f"


def width_ems(text: str) -> float:
    """About how wide a text is, in ems: 1 for wide characters, about half for others, nothing for combining marks."""
    return sum(_char_ems(c) for c in text)


@functools.cache
def _char_ems(char: str) -> float:
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if is_wide(char):
        return 1.0
    if char in " .,;:!'|ilIjt()[]":
        return 0.31
    if char.isupper() or char in "mwMW@%":
        return 0.74
    return 0.6


def clusters(text: str) -> list[str]:
    """A text's smallest unbreakable pieces: base and marks, Thai syllable parts, words of spaced scripts, with their space after."""
    pieces: list[str] = []
    for char in text:
        if pieces and _sticks(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _sticks(piece: str, char: str) -> bool:
    """Whether `char` must stay on the line of the piece before it."""
    last = piece[-1]
    if char.isspace() or unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf"):
        return True
    if last.isspace():
        return piece.strip() == ""
    if char in _NOT_FIRST or last in _NOT_LAST:
        return True
    if _is_thai(char) and _is_thai(last):
        # A consonant after a leading vowel, and vowels that follow their consonant (sara a, sara aa, sara am), stay with it.
        return last in _THAI_LEADING or char in "ะาำๅ"
    if _is_thai(char) != _is_thai(last):
        return False
    return not _breaks_anywhere(char) and not _breaks_anywhere(last)


def fold(text: str, widest_ems: float) -> list[str]:
    """Break a text into as few lines of at most `widest_ems` as it needs, of similar width; spaces at breaks are dropped.

    A single word that is wider than a line is broken where it must be. All other characters are kept, in order.
    """
    pieces = [part for piece in clusters(" ".join(text.split())) for part in _fitting(piece, widest_ems)]
    if not pieces:
        return []
    least = _greedy(pieces, widest_ems)
    if len(least) == 1:
        return least
    # Narrow the measure as long as the number of lines stays: the lines come out even.
    low, high = width_ems(text) / len(least), widest_ems
    for _ in range(12):
        middle = (low + high) / 2
        if len(_greedy(pieces, middle)) <= len(least):
            high = middle
        else:
            low = middle
    return _greedy(pieces, high)


def _greedy(pieces: Sequence[str], widest_ems: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_ems((lines[-1] + piece).rstrip()) > widest_ems:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _fitting(piece: str, widest_ems: float) -> list[str]:
    """A piece, or where it is wider than a line (a very long word), its parts that are not."""
    if width_ems(piece.rstrip()) <= widest_ems:
        return [piece]
    parts = [""]
    for char in piece:
        if parts[-1] and width_ems(parts[-1] + char) > widest_ems and unicodedata.category(char) not in ("Mn", "Me", "Mc", "Cf"):
            parts.append("")
        parts[-1] += char
    return parts


def parts_that_fit(text: str, widest_ems: float, most_lines: int) -> list[list[str]]:
    """A text as successive parts of at most `most_lines` lines, parted at sentence ends where possible, else clauses, else words."""
    lines = fold(text, widest_ems)
    if not lines or len(lines) <= most_lines:
        return [lines] if lines else []
    left, right = _part(" ".join(text.split()))
    if not left or not right:
        return [lines[i : i + most_lines] for i in range(0, len(lines), most_lines)]
    return parts_that_fit(left, widest_ems, most_lines) + parts_that_fit(right, widest_ems, most_lines)


def _part(text: str) -> tuple[str, str]:
    """Cut a text in two near its middle, at the strongest break there is."""
    pieces = clusters(text)
    whole = width_ems(text)
    best, best_cost = 0, float("inf")
    done = 0.0
    for i, piece in enumerate(pieces[:-1], start=1):
        done += width_ems(piece)
        cost = abs(done / whole - 0.5) + _weakness(piece)
        if cost < best_cost and 0 < done < whole:
            best, best_cost = i, cost
    return "".join(pieces[:best]).strip(), "".join(pieces[best:]).strip()


def _weakness(piece: str) -> float:
    """How much worse it is to break after this piece than after a sentence, as a share of the text's width."""
    said = re.sub(r"[\s)）\]］」』】”’\"']+$", "", piece)
    end = said[-1:] if said else ""
    if end in _SENTENCE_END or (end == "." and piece.endswith(" ")):
        return 0.0
    if end in _CLAUSE_END:
        return 0.12
    # Thai writes a space where others write a comma.
    if piece.endswith(" ") and _is_thai(piece[0]):
        return 0.12
    return 0.3 if piece.endswith(" ") else 0.4
