"""Breaks text into lines as each script does: at spaces, and in Chinese, Japanese and Thai between words."""

import functools
import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise, zip_longest

from worker.media.words import word_starts

# Kinsoku shori (JIS X 4051) and its Chinese counterpart (GB/T 15834): what must not begin a line, and what must not end one.
_NOT_FIRST = frozenset(
    "、。，．,.!?！？;；:：…‥—–-～〜・·%％)）]］}｝〉》」』】〕〗〙”’\"'»›ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々ๆฯ"
)
_NOT_LAST = frozenset("(（[［{｛〈《「『【〔〖〘“‘«‹¿¡$¥￥￡")
_SENTENCE_END = frozenset("。！？!?…．؟।")
_CLAUSE_END = frozenset("，、,;；:：—،؛")

# Thai vowels that are written before the consonant that they follow, hence never parted from it.
_THAI_LEADING = frozenset("เแโใไ")
# Vowels after their consonant; signs after which the syllable's last consonant must come; and what surely ends a syllable.
_THAI_FOLLOWING = frozenset("ะาำๅๆฯ")
_THAI_UNFINISHED = frozenset("ั็")
_THAI_CLOSING = frozenset("ะำๆ์")

_CLOSING = re.compile(r"[\s)）\]］」』】”’\"']+$")

# Beyond this a text is no subtitle, and lines are simply filled.
_MOST_PIECES = 400


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


# Of bold Noto Sans, rounded up a little: what is narrower or wider than its kind. Braces and backslashes are drawn full-width (ass.py).
_EMS = {char: ems for chars, ems in (
    (" ", 0.26), ("iljI.,;:!'’|", 0.31), ("()[]-/fJt\"*", 0.42), ("เแโใไาะำ", 0.4), ("r^_`", 0.46), ("{}\\", 1.0), ("“”", 0.75),
    ("wфыюФЫ%@", 0.9), ("mMWжмшщЖМШЩЮ…—", 0.98), ("ươƯƠ", 0.78), ("NOQУНОQ", 0.8),
) for char in chars}  # fmt: skip


@functools.cache
def _char_ems(char: str) -> float:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc", "Cf", "Cc"):
        # Of the marks of Indian scripts some stand beside their letter.
        return 0.3 if category == "Mc" else 0.0
    if is_wide(char):
        return 1.0
    base = unicodedata.normalize("NFD", char)[0]
    usual = (0.72 if char < "\u0400" else 0.76) if char.isupper() else (0.59 if char < "\u0400" else 0.62)
    return _EMS.get(char) or _EMS.get(base) or usual


def clusters(text: str) -> list[str]:
    """A text's smallest unbreakable pieces: base and marks, Thai syllable parts, words of spaced scripts, with their space after."""
    pieces: list[str] = []
    for char, following in zip_longest(text, text[1:], fillvalue=""):
        if pieces and (_sticks(pieces[-1], char) or _ends_thai_syllable(pieces[-1][-1], char, following)):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _ends_thai_syllable(last: str, char: str, following: str) -> bool:
    """Whether a Thai consonant closes the syllable before it rather than opens one.

    Thai has no spaces between words, and a dictionary would be needed to find them. A consonant that carries no vowel mostly ends a
    syllable (or begins one like "khon", which is then kept whole with its neighbour); one that is silenced always does; and a
    second consonant of a cluster (kl, pr, hm, …) stays with the first.
    """
    if not ("ก" <= char <= "ฮ" and _is_thai(last)) or last in _THAI_CLOSING:
        return False
    if following == "\u0e4c":
        return True
    carries_vowel = (
        following in _THAI_FOLLOWING or following == "อ" or "\u0e31" <= following <= "\u0e3a" or "\u0e47" <= following <= "\u0e4e"
    )
    cluster = (last in "กขคตปผพทศส" and char in "รลว") or (last in "หอ" and char in "งญนมยรลว")
    return cluster or not carries_vowel


def phrases(text: str, language: str = "") -> list[str]:
    """A text in pieces that read well alone on a line: words with their space after, in scripts without spaces as BudouX finds them."""
    starts = word_starts(text, language)
    if starts is None:
        return clusters(text)
    pieces: list[str] = []
    for place, char in enumerate(text):
        if pieces and _joins(pieces[-1], char, is_word_start=place in starts):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joins(piece: str, char: str, *, is_word_start: bool) -> bool:
    """Whether `char` goes on with the phrase before it."""
    if _must_stay(piece, char) or piece[-1].isspace():
        return _must_stay(piece, char)
    # Of Thai its model knows best; it may cut what else stands in a line, such as a name in Latin letters.
    return not is_word_start or (not _is_thai(char) and not _is_thai(piece[-1]) and _sticks(piece, char))


def _must_stay(piece: str, char: str) -> bool:
    """Whether no line may begin with `char`, or end with the piece before it, in any script."""
    last = piece[-1]
    if char.isspace() or unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf") or last == "\u200d":
        return True
    if last.isspace():
        return piece.strip() == ""
    return char in _NOT_FIRST or last in _NOT_LAST


def _sticks(piece: str, char: str) -> bool:
    """Whether `char` stays in the cluster of the piece before it."""
    last = piece[-1]
    if _must_stay(piece, char):
        return True
    if last.isspace():
        return False
    if _is_thai(char) and _is_thai(last):
        # A consonant after a leading vowel, and after a vowel that never ends a syllable; vowels that follow their consonant.
        return last in _THAI_LEADING or last in _THAI_UNFINISHED or char in _THAI_FOLLOWING
    if _is_thai(char) != _is_thai(last):
        return False
    return not _breaks_anywhere(char) and not _breaks_anywhere(last)


def fold(text: str, widest_ems: float, language: str = "") -> list[str]:
    """Break a text into as few lines of at most `widest_ems` as it needs: of similar width, and rather after a comma than in a phrase.

    Spaces at breaks are dropped; a single word that is wider than a line is broken where it must be. All else is kept, in order.
    """
    pieces = [part for piece in phrases(" ".join(text.split()), language) for part in _fitting(piece, widest_ems)]
    lines = len(_greedy(pieces, widest_ems))
    if lines <= 1 or len(pieces) > _MOST_PIECES:
        return _greedy(pieces, widest_ems)
    widths = [0.0, *accumulate(width_ems(piece) for piece in pieces)]
    # best[k][i]: the least cost of the first i pieces on k lines, and where the last of these lines starts.
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(lines):
        row: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, len(pieces) + 1):
                width = widths[end] - widths[start]
                if width > widest_ems and width_ems("".join(pieces[start:end]).rstrip()) > widest_ems:
                    break
                weak = 0.0 if end == len(pieces) else weakness(pieces[end - 1], pieces[end])
                total = cost + (width / widths[-1] - 1 / lines) ** 2 * lines + weak
                if end not in row or total < row[end][0]:
                    row[end] = (total, start)
        best.append(row)
    if len(pieces) not in best[-1]:
        # Combining signs make a line narrower than the sum of its pieces: the greedy way may need fewer lines than any even one.
        return _greedy(pieces, widest_ems)
    ends = [len(pieces)]
    for row in reversed(best[1:]):
        ends.append(row[ends[-1]][1])
    return ["".join(pieces[start:end]).strip() for end, start in pairwise(ends)][::-1]


def _greedy(pieces: Sequence[str], widest_ems: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_ems((lines[-1] + piece).rstrip()) > widest_ems:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _fitting(piece: str, widest_ems: float) -> list[str]:
    """A piece, or where it is wider than a line (a very long word), its parts that are not: clusters, else characters."""
    if width_ems(piece.rstrip()) <= widest_ems:
        return [piece]
    smaller = clusters(piece)
    if len(smaller) > 1:
        return [part for cluster in smaller for part in _fitting(cluster, widest_ems)]
    parts = [""]
    for char in piece:
        if parts[-1] and width_ems(parts[-1] + char) > widest_ems and unicodedata.category(char) not in ("Mn", "Me", "Mc", "Cf"):
            parts.append("")
        parts[-1] += char
    return parts


def in_two(text: str, language: str = "") -> tuple[str, str]:
    """Cut a text in two near its middle, at the strongest break there is: a sentence's end, else a clause's, else a word's.

    One of them is empty where the text cannot be cut.
    """
    pieces = phrases(text, language)
    whole = width_ems(text)
    best, best_cost = 0, float("inf")
    done = 0.0
    for i, (piece, following) in enumerate(pairwise(pieces), start=1):
        done += width_ems(piece)
        cost = abs(done / whole - 0.5) + weakness(piece, following) if whole else 0.0
        if cost < best_cost and 0 < done < whole:
            best, best_cost = i, cost
    return "".join(pieces[:best]).strip(), "".join(pieces[best:]).strip()


def weakness(piece: str, following: str) -> float:
    """How bad it is to break between two pieces: 0 after a sentence, 0.1 after a clause, up to 0.5 within a word."""
    end = _CLOSING.sub("", piece)[-1:]
    if end in _SENTENCE_END or (end == "." and piece[-1:] == " "):
        return 0.0
    # Thai writes a space where others write a comma.
    if end in _CLAUSE_END or (piece[-1:] == " " and _is_thai(piece[0])):
        return 0.1
    if piece[-1:] == " ":
        return 0.25
    return _weakness_within(piece[-1:], following[:1])


def _weakness_within(last: str, first: str) -> float:
    """Where no space tells words apart, what tells: a Thai vowel that opens or closes a syllable, kanji or katakana after hiragana."""
    if _is_thai(last) or _is_thai(first):
        return 0.3 if first in _THAI_LEADING or last in _THAI_CLOSING else 0.4
    if "\u3040" <= last <= "\u309f":
        return 0.45 if "\u3040" <= first <= "\u309f" else 0.25
    return 0.5 if "\u3040" <= first <= "\u309f" else 0.35
