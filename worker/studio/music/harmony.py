"""Chords over a tonic, and voices that move from one to the next as little as they can."""

from itertools import pairwise, product

Chord = tuple[int, ...]
"""Semitones above the tonic; the first is the root."""

CHORDS: dict[str, Chord] = {
    "I": (0, 4, 7), "ii": (2, 5, 9), "iii": (4, 7, 11), "IV": (5, 9, 12), "V": (7, 11, 14), "vi": (9, 12, 16),
    "Imaj7": (0, 4, 7, 11), "ii7": (2, 5, 9, 12), "iii7": (4, 7, 11, 14), "IVmaj7": (5, 9, 12, 16), "vi7": (9, 12, 16, 19),
    "IVadd9": (5, 9, 12, 19),
    "i": (0, 3, 7), "III": (3, 7, 10), "iv": (5, 8, 12), "v": (7, 10, 14), "VI": (8, 12, 15), "VII": (10, 14, 17),
    "bII": (1, 5, 8), "i°": (0, 3, 6), "#iv°": (6, 9, 12, 15),
}  # fmt: skip

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
MAJOR_PENTATONIC = (0, 2, 4, 7, 9)
MINOR_PENTATONIC = (0, 3, 5, 7, 10)

# Where the middle voices lie: above the bass, below the lead.
# Two octaves, so that every tone occurs twice.
LOWEST, HIGHEST = 52, 76


def progression(names: str) -> list[Chord]:
    """The chords of a line such as `I V vi IV`. Raises KeyError for an unknown name."""
    return [CHORDS[name] for name in names.split()]


def voiced(chord: Chord, tonic: int, before: tuple[int, ...] | None) -> tuple[int, ...]:
    """Four MIDI notes, ascending, that hold every tone of the chord, as near to the notes before as possible.

    Ties go to the lower voicing, so the choice is one.
    """
    tones = sorted({(tonic + interval) % 12 for interval in chord})
    places = [[note for note in range(LOWEST, HIGHEST + 1) if note % 12 == tone] for tone in tones]
    doubled = [note for note in range(LOWEST, HIGHEST + 1) if note % 12 == (tonic + chord[0]) % 12]
    choices = places if len(places) >= 4 else [*places, doubled]
    candidates = sorted({tuple(sorted(notes)) for notes in product(*choices) if len(set(notes)) == len(notes)})
    return min(candidates, key=lambda notes: (_distance(notes, before), _spread(notes), notes))


def _distance(notes: tuple[int, ...], before: tuple[int, ...] | None) -> int:
    middle = (LOWEST + HIGHEST) // 2
    return sum(abs(note - other) for note, other in zip(notes, before or (middle,) * len(notes), strict=False))


def _spread(notes: tuple[int, ...]) -> int:
    """A cluster is muddy and a gap is hollow: thirds to fifths between neighbours are free."""
    return sum(max(0, 3 - gap) + max(0, gap - 7) for gap in (high - low for low, high in pairwise(notes)))


def ladder(minor: bool, pentatonic: bool, tonic: int, low: int, high: int) -> list[int]:
    """The notes of the scale between two MIDI notes, ascending."""
    major, minor_ = (MAJOR_PENTATONIC, MINOR_PENTATONIC) if pentatonic else (MAJOR, MINOR)
    scale = minor_ if minor else major
    return [note for note in range(low, high + 1) if (note - tonic) % 12 in scale]
