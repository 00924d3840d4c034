"""A motif and its development over four-bar phrases."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from worker.studio.music.harmony import Chord

Kind = Literal["statement", "answer", "contrast", "close"]

BAR = 4.0
"""Beats in a bar."""


@dataclass(frozen=True)
class Motif:
    """Two bars: lengths in beats (negative is a rest), and for each note its steps on the scale from the first."""

    rhythm: tuple[float, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Tone:
    """A note of the melody: beats from the phrase's start, length in beats, MIDI note, weight from 0 to 1."""

    start: float
    length: float
    note: int
    weight: float


def motif(random: Random, rhythms: tuple[tuple[float, ...], ...]) -> Motif:
    """A rhythm of the mood and a contour that moves by step, leaps rarely, and turns back after a leap."""
    rhythm = random.choice(rhythms)
    steps, place, leapt = [], 0, 0
    for _ in rhythm:
        steps.append(place)
        move = -leapt // abs(leapt) if leapt else random.choice((-2, -1, -1, 1, 1, 2, 3))
        leapt = move if abs(move) > 2 else 0
        place = max(-4, min(5, place + move))
    return Motif(rhythm, tuple(steps))


def phrase(idea: Motif, kind: Kind, chords: list[Chord], tonic: int, scale: list[int]) -> list[Tone]:
    """Four bars: the motif, then the motif moved by what the kind asks, coming to rest on a tone of the last chord.

    A statement repeats it a step higher and stays open, an answer a step lower and comes home, a contrast turns it upside down
    and lies higher, a close states it once and holds the tonic.
    """
    centre = len(scale) // 2 + (2 if kind == "contrast" else 0)
    turned = -1 if kind == "contrast" else 1
    shift = {"statement": 1, "answer": -1, "contrast": -2, "close": 0}[kind]
    first = _stated(idea, 0.0, centre, turned=turned, chords=chords, tonic=tonic, scale=scale)
    second = _stated(idea, 2 * BAR, centre + shift, turned=turned, chords=chords, tonic=tonic, scale=scale)
    held = _nearest(scale, second[-1].note if second else scale[centre], chords[3], tonic)
    ending = Tone(3 * BAR, BAR if kind == "close" else BAR - 1, held, 0.9)
    return [*first, *(tone for tone in second if tone.start < 3 * BAR), ending]


def _stated(idea: Motif, start: float, place: int, *, turned: int, chords: list[Chord], tonic: int, scale: list[int]) -> list[Tone]:
    """The motif from a beat and a place on the scale, its strong and long notes on tones of the chord."""
    tones, now = [], start
    for length, step in zip(idea.rhythm, idea.steps, strict=True):
        if length > 0:
            note = scale[max(0, min(len(scale) - 1, place + turned * step))]
            strong = now % 2 == 0
            if strong or length >= 1.5:
                note = _nearest(scale, note, chords[int(now // BAR)], tonic)
            elif (note - tonic) % 12 == 10 and 11 in {interval % 12 for interval in chords[int(now // BAR)]}:
                # Over the dominant of a minor key the seventh is raised, as in the chord.
                note += 1
            tones.append(Tone(now, min(length, 4 * BAR - now), note, 1.0 if now % BAR == 0 else 0.92 if strong else 0.84))
        now += abs(length)
    return tones


def _nearest(scale: list[int], note: int, chord: Chord, tonic: int) -> int:
    """The tone of the chord nearest to a note, within the scale's range; the lower of two."""
    tones = {(tonic + interval) % 12 for interval in chord}
    return min((other for other in range(scale[0], scale[-1] + 1) if other % 12 in tones), key=lambda other: (abs(other - note), other))
