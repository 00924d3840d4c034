"""A piece: which phrases, and what each instrument plays in them."""

from dataclasses import dataclass, replace
from math import ceil
from random import Random

from worker.studio.music.harmony import Chord, ladder, progression, voiced
from worker.studio.music.melody import BAR, Kind, Motif, motif, phrase
from worker.studio.music.midi import DRUM_CHANNEL, Note, Part
from worker.studio.music.moods import Drums, Mood

PHRASE = 4 * BAR
LEAD, FIGURE, PAD, BASS = 0, 1, 2, 3

# General MIDI's percussion keys.
KICK, SIDE_STICK, SNARE, LOW_TOM, CLOSED_HAT, MID_TOM, SHAKER = 36, 37, 38, 41, 42, 45, 70

# One bar: (beat, key, share of the drums' velocity).
_BEATS: dict[Drums, tuple[tuple[float, int, float], ...]] = {
    "none": (),
    "brushes": ((0, KICK, 0.8), (1, SIDE_STICK, 0.6), (2, KICK, 0.55), (3, SIDE_STICK, 0.6), *((n / 2, SHAKER, 0.45) for n in range(8))),
    "pop": (
        (0, KICK, 1),
        (1, SNARE, 0.75),
        (2, KICK, 0.9),
        (2.5, KICK, 0.7),
        (3, SNARE, 0.8),
        *((n / 2, CLOSED_HAT, 0.6) for n in range(8)),
    ),
    "heartbeat": ((0, KICK, 1), (0.5, KICK, 0.6), (2, KICK, 0.9), (2.5, KICK, 0.55)),
    "taiko": ((0, LOW_TOM, 1.2), (1, MID_TOM, 0.7), (1.5, LOW_TOM, 0.8), (2, LOW_TOM, 1.05), (3, MID_TOM, 0.75), (3.5, MID_TOM, 0.85)),
}


@dataclass(frozen=True)
class Piece:
    """What a renderer needs: instruments, notes, and where the last bar ends."""

    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    bpm: float
    beats: float


@dataclass(frozen=True)
class _Section:
    kind: Kind
    chords: list[Chord]
    intensity: float
    sings: bool


def arranged(mood: Mood, seconds: float, random: Random) -> Piece:
    """A piece of whole phrases, at least `seconds` long, at a tempo within the mood's range that fits them best."""
    bpm, phrases = _tempo(mood, seconds, random)
    tonic = random.randrange(12)
    idea, contrast = motif(random, mood.rhythms), motif(random, mood.rhythms)
    figure = random.choice(mood.figures)
    sections = _form(mood, phrases, random)
    parts = _instruments(mood, random)
    notes: list[Note] = []
    voices: tuple[int, ...] | None = None
    for place, section in enumerate(sections):
        start = place * PHRASE
        if section.sings:
            notes += _lead(mood, section, contrast if section.kind == "contrast" else idea, tonic, start)
        for bar, chord in enumerate(section.chords):
            voices = voiced(chord, tonic, voices)
            last = section.kind == "close" and bar == 3
            notes += _bar(mood, section, start + bar * BAR, chord=chord, tonic=tonic, voices=voices, figure=figure, last=last)
    return Piece(parts, tuple(_humanised(_tied(notes), random)), bpm, phrases * PHRASE)


def _tempo(mood: Mood, seconds: float, random: Random) -> tuple[float, int]:
    slow, fast = mood.bpm
    wanted = random.uniform(slow, fast)
    phrases = max(1, round(seconds * wanted / 60 / PHRASE))
    if phrases * PHRASE * 60 / slow < seconds:
        phrases = ceil(seconds * slow / 60 / PHRASE)
    fitting = phrases * PHRASE * 60 / seconds
    return min(fast, max(slow, fitting)), phrases


def _form(mood: Mood, phrases: int, random: Random) -> list[_Section]:
    """An introduction where there is room, then statement, answer, contrast and answer in turn, and a close on the tonic."""
    verse, bridge = progression(random.choice(mood.verses)), progression(random.choice(mood.bridges))
    home = progression("i" if mood.minor else "I")
    turn: tuple[tuple[Kind, float], ...] = (("statement", 0.82), ("answer", 0.9), ("contrast", 1.0), ("answer", 0.86))
    sections = [_Section("statement", verse, 0.66, sings=False)] if phrases >= 4 else []
    for place in range(phrases - len(sections) - 1):
        kind, intensity = turn[place % len(turn)]
        sections.append(_Section(kind, bridge if kind == "contrast" else verse, intensity, sings=True))
    return [*sections, _Section("close", [*verse[:3], *home], 0.76, sings=True)]


def _instruments(mood: Mood, random: Random) -> tuple[Part, ...]:
    return (
        Part(LEAD, random.choice(mood.lead), volume=104, pan=64, reverb=70),
        Part(FIGURE, random.choice(mood.figure), volume=92, pan=44, reverb=60),
        Part(PAD, random.choice(mood.pad), volume=84, pan=80, reverb=80),
        Part(BASS, random.choice(mood.bass), volume=100, pan=64, reverb=24),
        Part(DRUM_CHANNEL, 0, volume=88, pan=64, reverb=40),
    )


def _lead(mood: Mood, section: _Section, idea: Motif, tonic: int, start: float) -> list[Note]:
    low = 62 + 12 * mood.lead_octave
    scale = ladder(mood.minor, mood.pentatonic, tonic, low, low + 17)
    velocity = mood.velocity["lead"] * section.intensity
    return [
        Note(LEAD, start + tone.start, tone.length * 0.97, tone.note, round(velocity * tone.weight))
        for tone in phrase(idea, section.kind, section.chords, tonic, scale)
    ]


def _bar(
    mood: Mood,
    section: _Section,
    start: float,
    *,
    chord: Chord,
    tonic: int,
    voices: tuple[int, ...],
    figure: tuple[int, ...],
    last: bool,
) -> list[Note]:
    """One bar of everything but the lead. In the last bar all hold."""
    level = section.intensity
    # The pad leaves out what is there twice: the figure doubles it already.
    tones = {note % 12: note for note in sorted(voices, reverse=True)}
    notes = [Note(PAD, start, BAR, note, round(mood.velocity["pad"] * level)) for note in sorted(tones.values())]
    velocity = mood.velocity["figure"] * level
    if last:
        notes += [Note(FIGURE, start, BAR, note, round(velocity)) for note in voices]
    else:
        notes += [
            Note(FIGURE, start + eighth / 2, 0.9, voices[voice % len(voices)], round(velocity * (1.0 if eighth % 4 == 0 else 0.86)))
            for eighth, voice in enumerate(figure)
            if voice >= 0
        ]
        if section.sings:
            drums = mood.velocity["drums"] * level
            notes += [Note(DRUM_CHANNEL, start + beat, 0.25, key, round(drums * share)) for beat, key, share in _BEATS[mood.drums]]
    return notes + _bass(mood, chord, tonic, start, level, last=last)


def _bass(mood: Mood, chord: Chord, tonic: int, start: float, level: float, *, last: bool) -> list[Note]:
    root = 36 + (tonic + chord[0] - 36) % 12
    fifth = root + (chord[2] - chord[0])
    velocity = round(mood.velocity["bass"] * level)
    if last or mood.bass_figure == "held":
        return [Note(BASS, start, BAR, root, velocity)]
    steps: dict[str, tuple[tuple[float, float, int], ...]] = {
        "fifths": ((0, 1.9, root), (2, 1.4, fifth if fifth <= 50 else fifth - 12), (3.5, 0.45, root)),
        "pulse": tuple((eighth / 2, 0.42, root) for eighth in range(8)),
        "octaves": tuple((eighth / 2, 0.42, root + 12 * (eighth % 4 == 3)) for eighth in range(8)),
    }
    accents = {0.0: 1.0, 2.0: 0.92}
    return [Note(BASS, start + at, length, note, round(velocity * accents.get(at, 0.8))) for at, length, note in steps[mood.bass_figure]]


def _tied(notes: list[Note]) -> list[Note]:
    """The pad's tones that the next bar has too are held within a phrase, as a section of strings would play them."""
    tied: list[Note] = []
    held: dict[int, int] = {}
    for note in notes:
        before = held.get(note.note) if note.channel == PAD else None
        if before is not None and note.start % PHRASE and tied[before].start + tied[before].length == note.start:
            tied[before] = replace(tied[before], length=tied[before].length + note.length)
            continue
        if note.channel == PAD:
            held[note.note] = len(tied)
        tied.append(note)
    return tied


def _humanised(notes: list[Note], random: Random) -> list[Note]:
    """No two strokes alike: velocities vary by a few steps."""
    return [Note(note.channel, note.start, note.length, note.note, note.velocity + random.randint(-4, 4)) for note in notes]
