"""From phonemes with durations to mouth shapes with times."""

from collections.abc import Iterable
from typing import Literal

Viseme = Literal["rest", "M", "F", "A", "O", "U", "E", "I"]

# Lips touch for M and F. An eye misses a closure shorter than a frame and a half, so it lends time from what follows.
CLOSURES: frozenset[Viseme] = frozenset({"M", "F"})
CLOSURE_SECONDS = 0.06

# A silent symbol shorter than this is a seam between words: the mouth keeps its shape.
PAUSE_SECONDS = 0.1

# Times are written in tenths of a millisecond; what is shorter is replaced by what follows.
TICK_SECONDS = 0.0001

_LETTERS: dict[Viseme, str] = {
    "M": "pbmɸβ",
    "F": "fvʋ",
    "A": "aɑɐæʌɒ",
    "O": "oɔ",
    # Rounded and narrow: close back and front vowels, their glides, and the rounded consonants of English and Mandarin.
    "U": "uʊwyɥɯɰøœɹɻʃʒʧʤᵝ",
    "E": "eɛəɚɜɤᵊtdnlrɾɖɳɽʈɟcqkɡxhŋɲɴɣχʁʎðθʔT",
    "I": "iɪɨᵻjçʝsSzʂɕꭧʨʥʦʣ",
}

# English diphthongs that the vocabulary writes as one letter: the mouth moves through two shapes.
_GLIDES: dict[str, tuple[Viseme, ...]] = {
    "A": ("E", "I"),
    "I": ("A", "I"),
    "O": ("O", "U"),
    "Q": ("E", "U"),
    "W": ("A", "U"),
    "Y": ("O", "I"),
}

SHAPES: dict[str, tuple[Viseme, ...]] = {letter: (viseme,) for viseme, letters in _LETTERS.items() for letter in letters} | _GLIDES
"""The mouth shapes of each phoneme, in order; a phoneme's time is shared equally among them."""

MARKS = frozenset("ˈˌːʰʲ\u0303↓→↗↘")
"""Stress, length, aspiration, nasality and tone: the mouth keeps its shape."""

SILENT = frozenset(' ;:,.!?—…"()“”')
"""Punctuation: the mouth closes where it lasts."""


def timeline(spans: Iterable[tuple[str, float]]) -> list[tuple[float, Viseme]]:
    """The mouth over time, `[(start_seconds, viseme), …]`, ascending from 0, beginning and ending with `rest`.

    `spans` are symbols of the vocabulary in order with their seconds; an unknown symbol counts as silent. What lasts no time
    leaves no trace.
    """
    shapes = _shapes(spans)
    _lengthen_closures(shapes)
    return _starts(shapes)


def _shapes(spans: Iterable[tuple[str, float]]) -> list[tuple[Viseme, float]]:
    shapes: list[tuple[Viseme, float]] = []
    for symbol, seconds in spans:
        if symbol in SHAPES:
            shapes += [(viseme, seconds / len(SHAPES[symbol])) for viseme in SHAPES[symbol]]
        elif shapes and (symbol in MARKS or seconds < PAUSE_SECONDS):
            shapes.append((shapes[-1][0], seconds))
        else:
            shapes.append(("rest", seconds))
    return _merged((viseme, seconds) for viseme, seconds in shapes if seconds > 0)


def _merged(shapes: Iterable[tuple[Viseme, float]]) -> list[tuple[Viseme, float]]:
    merged: list[tuple[Viseme, float]] = []
    for viseme, seconds in shapes:
        if merged and merged[-1][0] == viseme:
            merged[-1] = (viseme, merged[-1][1] + seconds)
        else:
            merged.append((viseme, seconds))
    return merged


def _lengthen_closures(shapes: list[tuple[Viseme, float]]) -> None:
    """Give each closure its least length, as far as what follows can spare half of its own."""
    for place in range(len(shapes) - 1):
        viseme, seconds = shapes[place]
        follower, spare = shapes[place + 1]
        if viseme in CLOSURES and follower not in CLOSURES and seconds < CLOSURE_SECONDS:
            lent = min(CLOSURE_SECONDS - seconds, spare / 2)
            shapes[place], shapes[place + 1] = (viseme, seconds + lent), (follower, spare - lent)


_END: tuple[Viseme, float] = ("rest", 0.0)


def _starts(shapes: list[tuple[Viseme, float]]) -> list[tuple[float, Viseme]]:
    starts: list[tuple[float, Viseme]] = [(0.0, "rest")]
    now = 0.0
    for viseme, seconds in [*shapes, _END]:
        start, now = round(now, 4), now + seconds
        if viseme == starts[-1][1]:
            continue
        if start > starts[-1][0]:
            starts.append((start, viseme))
        elif len(starts) == 1:
            starts.append((TICK_SECONDS, viseme))
        else:
            starts[-1] = (starts[-1][0], viseme)
    return starts
